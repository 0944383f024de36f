// Package fft computes discrete Fourier transforms: complex and real, of vectors,
// images and arrays of any rank, of any length, in single and double precision.
//
// A plan holds what depends on the length alone (factors, twiddle factors) and
// is then used for any number of transforms; it never changes, and scratch
// space comes from the caller, so that one plan serves many goroutines at once
// and a transform allocates nothing. Forward transforms are unnormalised,
// inverse ones divide by the length, so that one undoes the other.
//
// Lengths whose prime factors are at most 13, or 31 up to a length of 512, are split
// factor by factor (Cooley and Tukey 1965, in the self-sorting order of Stockham);
// others become a convolution of such a length (Bluestein 1970). The two-dimensional real
// transform keeps the half of the spectrum that the other half mirrors.
//
// [Radix2] is the textbook algorithm in a few lines: the place to start reading.
//
// # Plans
//
//	[Plan], [Plan64]                 one complex vector; strided and many: ForwardMany
//	[Plan2D], [PlanND]               arrays, along all or some axes
//	[RealPlan], [RealPlan64]         one real vector
//	[RealPlan2D]                     real images in batches, the fastest path
//	[RealPlanND]                     real arrays, in either precision
//
// # Working on frequencies
//
// [RealPlan2D.FilterMany] applies many masks to one batch whose spectra were computed
// once; [Waves.Remove] takes a single frequency out of an image without any transform;
// [RealPlan2D.AddAmplitudes] sums amplitude spectra without keeping the spectra. All of
// them work on half spectra.
//
// # Coming from gonum
//
// gonum.org/v1/gonum/dsp/fourier and this package differ in four ways: scratch space is an
// argument, so that a plan may be shared; precision is single unless a name ends in 64;
// constructors return errors; and inverse transforms divide by the length, where
// gonum's Sequence leaves that to the caller.
//
//	t := fourier.NewCmplxFFT(n)         p, err := fft.NewPlan64(n)
//	                                    work := make([]complex128, p.WorkLen())
//	y = t.Coefficients(y, x)            p.Forward(y, x, work)
//	x = t.Sequence(x, y); x /= n        p.Inverse(x, y, work)
//	t.Freq(i)                           float64(fft.Freq(n)[i]) / float64(n)
//	t.ShiftIdx(i)                       fft.Shift of the array
//	t := fourier.NewFFT(n)              p, err := fft.NewRealPlan64(n)
//	y = t.Coefficients(nil, x)          y := make([]complex128, p.SpectrumLen()); p.Forward(y, x, work)
//	t.Freq(i)                           float64(i) / float64(n)
package fft
