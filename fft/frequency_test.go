package fft_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/fft"
)

func randomImages(n int) []float32 {
	out := make([]float32, n)
	for i, v := range randomComplex(n) {
		out[i] = float32(real(v))
	}
	return out
}

// plan2D returns a plan for h x w images and scratch space for some of its transforms.
func plan2D(t *testing.T, h, w, threads int) (*fft.RealPlan2D, []complex64) {
	p, err := fft.NewRealPlan2D(h, w)
	require.NoError(t, err)
	return p, make([]complex64, threads*p.FilterWorkLen())
}

// Removing a frequency with a cosine is what a mask without the pair does.
func TestRemoveIsAMask(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{8, 8}, {6, 9}, {5, 32}, {4, 19}} {
			h, w := s[0], s[1]
			p, work := plan2D(t, h, w, 1)
			waves, err := fft.NewWaves(h, w)
			require.NoError(t, err)
			x := randomImages(3 * h * w)
			spectra, want, got := make([]complex64, 3*p.SpectrumLen()), make([]float32, 3*h*w), make([]float32, 3*h*w)
			p.ForwardBatch(3, spectra, x, work)
			for u := range h {
				for v := range w/2 + 1 {
					p.Filter(3, want, spectra, p.NewMask(func(a, b int) float32 {
						if a == u && b == v || a == (h-u)%h && b == (w-v)%w {
							return 0
						}
						return 1
					}), work)
					waves.RemoveBatch(3, got, x, spectra, u, v)
					for i := range want {
						require.InDelta(t, want[i], got[i], 2e-6*float64(h+w), "(%d,%d) of %dx%d", u, v, h, w)
					}
				}
			}
			copy(got, x)
			waves.RemoveBatch(3, got, got, spectra, 1, 1)
			waves.RemoveBatch(3, want, x, spectra, 1, 1)
			require.Equal(t, want, got, "in place")
			require.Panics(t, func() { waves.Remove(got, x, spectra, 0, w/2+1) })
			require.Panics(t, func() { waves.Subtract(got, x, h, 0, 1) })
		}
	})
}

// Many masks at once are the same masks one by one, on any number of threads.
func TestFilterMany(t *testing.T) {
	const h, w, count = 16, 32, 5
	p, work := plan2D(t, h, w, 8)
	x := randomImages(count * h * w)
	spectra, masks := make([]complex64, count*p.SpectrumLen()), make([]fft.Mask, 3)
	p.ForwardBatch(count, spectra, x, work)
	for i := range masks {
		masks[i] = p.NewMask(func(u, v int) float32 { return float32((min(u, h-u)+v+i)%3) / 2 })
	}
	var want []float32
	for _, m := range masks {
		for i := range count {
			one, kept := make([]float32, h*w), append([]complex64(nil), spectra[i*p.SpectrumLen():][:p.SpectrumLen()]...)
			for k := range kept {
				kept[k] *= complex(m[2*k], 0)
			}
			p.Inverse(one, kept, work)
			want = append(want, one...)
		}
	}
	for _, threads := range []int{1, 2, 3, 8} {
		before := runtime.GOMAXPROCS(threads)
		got := make([]float32, len(want))
		p.FilterMany(count, got, spectra, masks, work)
		runtime.GOMAXPROCS(before)
		require.Equal(t, want, got, "%d threads", threads)
	}
	got := make([]float32, len(want))
	p.FilterMany(count, got, spectra, masks, work[:p.FilterWorkLen()])
	require.Equal(t, want, got, "scratch space for one")
	p.FilterMany(0, nil, nil, masks, work)
	p.FilterMany(count, got, spectra, nil, work)
	require.Panics(t, func() { p.FilterMany(count, got[1:], spectra, masks, work) })
	require.Panics(t, func() { p.Filter(count, got, spectra, masks[0][1:], work) })
	require.Panics(t, func() { p.Filter(count+1, got, spectra, masks[0], work) })
	require.Zero(t, testing.AllocsPerRun(5, func() { p.FilterMany(count, got, spectra, masks, work) }))
}

func TestBatchesOnThreads(t *testing.T) {
	const h, w, count = 32, 32, 13
	p, work := plan2D(t, h, w, 4)
	x := randomImages(count * h * w)
	run := func() (spectra []complex64, back []float32) {
		spectra, back = make([]complex64, count*p.SpectrumLen()), make([]float32, len(x))
		p.ForwardBatch(count, spectra, x, work)
		p.InverseBatch(count, back, spectra, work)
		return spectra, back
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	spectra, back := run()
	for _, threads := range []int{2, 3, 64} {
		runtime.GOMAXPROCS(threads)
		s, b := run()
		require.Equal(t, spectra, s)
		require.Equal(t, back, b)
	}
	require.Panics(t, func() { p.ForwardBatch(count, spectra[1:], x, work) })
	require.Panics(t, func() { p.InverseBatch(-1, back, spectra, work) })
}

func TestArraysOnThreads(t *testing.T) {
	const h, w, count = 8, 16, 5
	p, err := fft.NewPlan2D(h, w)
	require.NoError(t, err)
	x, work := single(randomComplex(count*h*w)), make([]complex64, 4*p.WorkLen())
	want, back, got := make([]complex64, len(x)), make([]complex64, len(x)), make([]complex64, len(x))
	for i := range count {
		p.Forward(want[i*h*w:], x[i*h*w:], work)
		p.Inverse(back[i*h*w:], want[i*h*w:], work)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, threads := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(threads)
		p.ForwardBatch(count, got, x, work)
		require.Equal(t, want, got)
		p.InverseBatch(count, got, got, work)
		require.Equal(t, back, got)
	}
	require.Zero(t, testing.AllocsPerRun(3, func() { p.ForwardBatch(count, got, x, work) }))
	require.Panics(t, func() { p.ForwardBatch(count+1, got, x, work) })
	require.Panics(t, func() { p.ForwardBatch(count, got, x, nil) })
}

func TestLongVectorsOnThreads(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, n := range []int{64, 1000, 1 << 12, 1 << 13, 1 << 15} {
			p, err := fft.NewPlan(n)
			require.NoError(t, err)
			x, work := single(randomComplex(n)), make([]complex64, p.WorkLen())
			want, back, got := make([]complex64, n), make([]complex64, n), make([]complex64, n)
			p.Forward(want, x, work)
			p.Inverse(back, want, work)
			for _, threads := range []int{1, 2, 5} {
				before := runtime.GOMAXPROCS(threads)
				p.ForwardParallel(got, x, work)
				require.Equal(t, want, got, "%d threads, n=%d", threads, n)
				p.InverseParallel(got, got, work)
				require.Equal(t, back, got, "%d threads, n=%d, inverse", threads, n)
				require.Zero(t, testing.AllocsPerRun(3, func() { p.ForwardParallel(got, x, work) }))
				runtime.GOMAXPROCS(before)
			}
		}
	})
}

func TestAddAmplitudes(t *testing.T) {
	const h, w, count = 12, 10, 4
	p, work := plan2D(t, h, w, 1)
	x, sum := randomImages(count*h*w), make([]float64, p.SpectrumLen())
	p.AddAmplitudes(count-1, sum, x, work)
	p.AddAmplitudes(1, sum, x[(count-1)*h*w:], work)
	want, spectra := make([]float64, len(sum)), make([]complex64, count*len(sum))
	p.ForwardBatch(count, spectra, x, work)
	for i, z := range spectra {
		want[i%len(sum)] += cmplx.Abs(complex128(z))
	}
	for k := range want {
		require.InEpsilon(t, want[k], sum[k], 1e-6)
	}
	require.Panics(t, func() { p.AddAmplitudes(1, sum[1:], x, work) })
}

func ExampleWaves_Remove() {
	const n = 4
	p, _ := fft.NewRealPlan2D(n, n)
	waves, _ := fft.NewWaves(n, n)
	image, spectrum := make([]float32, n*n), make([]complex64, p.SpectrumLen())
	for i := range n {
		for j := range n { // a ramp of brightness and a wave of one cycle across
			image[i*n+j] = float32(i+1) + float32(math.Cos(2*math.Pi*float64(j)/n))
		}
	}
	p.Forward(spectrum, image, make([]complex64, p.WorkLen()))
	waves.Remove(image, image, spectrum, 0, 1)
	for i := range n {
		fmt.Printf("%.0f\n", image[i*n:][:n])
	}
	// Output:
	// [1 1 1 1]
	// [2 2 2 2]
	// [3 3 3 3]
	// [4 4 4 4]
}

func ExampleRealPlan2D_FilterMany() {
	const n = 8
	p, _ := fft.NewRealPlan2D(n, n)
	image, spectrum := make([]float32, n*n), make([]complex64, p.SpectrumLen())
	for i := range image {
		image[i] = float32(1 - i%2*2) // stripes one pixel wide
	}
	work := make([]complex64, p.FilterWorkLen())
	p.Forward(spectrum, image, work)
	low := p.NewMask(func(u, v int) float32 {
		if max(min(u, n-u), v) < n/4 {
			return 1
		}
		return 0
	})
	high := p.NewMask(func(u, v int) float32 { return 1 - low[2*(u*(n/2+1)+v)] })
	filtered := make([]float32, 2*n*n)
	p.FilterMany(1, filtered, spectrum, []fft.Mask{low, high}, work)
	fmt.Println(filtered[:4], filtered[n*n:][:4])
	// Output: [0 0 0 0] [1 -1 1 -1]
}
