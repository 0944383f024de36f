package adcs

import (
	"freqlens/asm/parallel"
	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/fft"
)

// Result holds one map per class, S x S, unshifted.
type Result struct {
	Classes []string
	Size    int
	Compat  bool        `json:",omitempty"` // made as the authors' code does
	Mean    [][]float64 `json:"-"`          // E_c, averaged over the channels
	ADCS    [][]float64 `json:"-"`
}

// Stronger returns the shares of the frequencies at which a class has more, and less,
// energy than most of the other classes.
func (r *Result) Stronger(class int) (more, less float64) {
	for _, v := range r.ADCS[class] {
		switch {
		case v > 0:
			more++
		case v < 0:
			less++
		}
	}
	n := float64(len(r.ADCS[class]))
	return more / n, less / n
}

// grey are the weights that the authors' code gives the channels.
var grey = []float64{0.2989, 0.587, 0.114}

// Compute returns the maps of a set. With compat it follows the authors' code:
// channels are combined with grey weights after the comparison, and equal
// energies, among them that of a class with itself, count as -1.
func Compute(s *dataset.Set, norm augment.Normalizer, compat bool) *Result {
	r := &Result{Classes: s.Classes, Size: s.H, Compat: compat}
	bins := s.H * s.W
	energy := make([][][]float64, len(s.Classes)) // class, channel, bin
	index := s.ByClass()
	parallel.For(len(s.Classes), func(class int) { energy[class] = amplitudes(s, norm, index[class]) })
	for class := range s.Classes {
		r.Mean = append(r.Mean, average(energy[class], nil))
	}
	for class := range s.Classes {
		m := make([]float64, bins)
		for other := range s.Classes {
			if compat {
				addCompat(m, energy[class], energy[other])
			} else if other != class {
				addSigns(m, r.Mean[class], r.Mean[other], 0)
			}
		}
		r.ADCS = append(r.ADCS, m)
	}
	return r
}

// amplitudes returns the mean amplitudes of the given images by channel, S x S. It
// takes a few images at a time, and no spectrum is kept.
func amplitudes(s *dataset.Set, norm augment.Normalizer, index []int) [][]float64 {
	const together = 64
	plan, err := fft.NewRealPlan2D(s.H, s.W)
	if err != nil {
		panic(err.Error()) // a set of images has sides that can be transformed
	}
	sums, work := make([][]float64, s.C), make([]complex64, plan.FilterWorkLen())
	for c := range sums {
		sums[c] = make([]float64, plan.SpectrumLen())
	}
	for at := 0; at < len(index); at += together {
		x := norm.Tensor(s, index[at:min(at+together, len(index))])
		pixels := s.H * s.W
		for plane := range x.Len() / pixels {
			plan.AddAmplitudes(1, sums[plane%s.C], x.Data()[plane*pixels:][:pixels], work)
		}
	}
	out := make([][]float64, s.C)
	for c, half := range sums {
		out[c] = whole(half, s.H, s.W, 1/float64(max(1, len(index))))
	}
	return out
}

// whole returns the plane that a half spectrum of amplitudes stands for, times scale:
// bins (u,v) and (-u,-v) have the same.
func whole(half []float64, h, w int, scale float64) []float64 {
	out, columns := make([]float64, h*w), w/2+1
	for u := range h {
		for v := range w {
			if v < columns {
				out[u*w+v] = scale * half[u*columns+v]
			} else {
				out[u*w+v] = scale * half[(h-u)%h*columns+w-v]
			}
		}
	}
	return out
}

func average(channels [][]float64, weights []float64) []float64 {
	out := make([]float64, len(channels[0]))
	for c, e := range channels {
		w := 1 / float64(len(channels))
		if weights != nil {
			w = weights[c]
		}
		for i, v := range e {
			out[i] += w * v
		}
	}
	return out
}

// addSigns adds the sign of a-b; equal values count as tie.
func addSigns(m, a, b []float64, tie float64) {
	for i := range m {
		switch {
		case a[i] > b[i]:
			m[i]++
		case a[i] < b[i]:
			m[i]--
		default:
			m[i] += tie
		}
	}
}

// addCompat is the comparison of the authors' code: the difference of the
// classes, combined over channels with grey weights, is positive or counts -1.
func addCompat(m []float64, a, b [][]float64) {
	if len(a) == len(grey) {
		addSigns(m, average(a, grey), average(b, grey), -1)
		return
	}
	addSigns(m, average(a, nil), average(b, nil), -1)
}

// Distinctness returns, for each class, how much its spectrum stands out: the
// mean of |ADCS| over the frequencies, as a share of the largest value possible.
func (r *Result) Distinctness() []float64 {
	var out []float64
	for _, m := range r.ADCS {
		sum := 0.0
		for _, v := range m {
			if v < 0 {
				v = -v
			}
			sum += v
		}
		out = append(out, sum/float64(len(m)*max(len(r.Classes)-1, 1)))
	}
	return out
}
