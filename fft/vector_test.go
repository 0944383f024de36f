package fft_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/fft"
)

// reference2D transforms an h x w array of complex128 by rows and columns.
func reference2D(t *testing.T, x []complex128, h, w int) []complex128 {
	rows, err := fft.NewPlan64(w)
	require.NoError(t, err)
	cols, err := fft.NewPlan64(h)
	require.NoError(t, err)
	out, col := make([]complex128, h*w), make([]complex128, h)
	for i := range h {
		rows.Forward(out[i*w:][:w], x[i*w:][:w], make([]complex128, rows.WorkLen()))
	}
	for j := range w {
		for i := range h {
			col[i] = out[i*w+j]
		}
		cols.Forward(col, col, make([]complex128, cols.WorkLen()))
		for i := range h {
			out[i*w+j] = col[i]
		}
	}
	return out
}

func TestRealPlan2DAtEveryLevel(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{32, 32}, {64, 64}, {96, 96}, {128, 128}, {224, 224}, {256, 256}, {16, 16}, {28, 28}, {8, 4}, {30, 35}, {36, 21}, {54, 49}, {70, 18}, {34, 33}} {
			t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) { testRealPlan2D(t, s[0], s[1]) })
		}
	})
}

func testRealPlan2D(t *testing.T, h, w int) {
	p, err := fft.NewRealPlan2D(h, w)
	require.NoError(t, err)
	exact := randomComplex(h * w)
	src, _ := asmtest.GuardedFloat32s(t, h*w)
	_, back := asmtest.GuardedFloat32s(t, h*w)
	for i := range src {
		src[i] = float32(real(exact[i]))
		exact[i] = complex(float64(src[i]), 0)
	}
	full, half := reference2D(t, exact, h, w), w/2+1
	var want []complex128
	for u := range h {
		want = append(want, full[u*w:][:half]...)
	}
	got, work := make([]complex64, p.SpectrumLen()), make([]complex64, p.WorkLen())
	asmtest.NoFault(t, func() { p.Forward(got, src, work) })
	require.LessOrEqual(t, relative(got, want), bound(h*w))
	kept := append([]complex64(nil), got...)
	asmtest.NoFault(t, func() { p.Inverse(back, got, work) })
	require.Equal(t, kept, got, "the source is left alone")
	var d, s float64
	for i, v := range exact {
		d += math.Pow(float64(back[i])-real(v), 2)
		s += real(v) * real(v)
	}
	require.LessOrEqual(t, math.Sqrt(d/s), 2*bound(h*w))

	// A spectrum that no real image has: the inverse is that of its real part, as
	// in the full transform of columns first.
	for i := range got {
		got[i] = complex64(exact[i%len(exact)]) + complex(0, real(complex64(exact[(i*7+1)%len(exact)])))
	}
	p.Inverse(back, got, work)
	require.LessOrEqual(t, inverseError(t, back, got, h, w), 2*bound(h*w))
}

// inverseError compares back with the inverse by columns (complex), then rows
// (which ignore the imaginary parts of frequency 0 and w/2).
func inverseError(t *testing.T, back []float32, spectrum []complex64, h, w int) float64 {
	half := w/2 + 1
	cols, err := fft.NewPlan64(h)
	require.NoError(t, err)
	rows, err := fft.NewPlan64(w)
	require.NoError(t, err)
	x, col, row := make([]complex128, h*half), make([]complex128, h), make([]complex128, w)
	for v := range half {
		for u := range h {
			col[u] = complex128(spectrum[u*half+v])
		}
		cols.Inverse(col, col, make([]complex128, cols.WorkLen()))
		for u := range h {
			x[u*half+v] = col[u]
		}
	}
	var d, s float64
	for i := range h {
		for v := range w {
			if v < half {
				row[v] = x[i*half+v]
			} else {
				c := x[i*half+w-v]
				row[v] = complex(real(c), -imag(c))
			}
			if v == 0 || 2*v == w {
				row[v] = complex(real(row[v]), 0)
			}
		}
		rows.Inverse(row, row, make([]complex128, rows.WorkLen()))
		for j, v := range row {
			d += math.Pow(float64(back[i*w+j])-real(v), 2)
			s += real(v) * real(v)
		}
	}
	return math.Sqrt(d / s)
}

func TestPlan2DAtEveryLevel(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{32, 32}, {224, 224}, {16, 40}, {9, 140}, {13, 20}, {1, 8}} {
			h, w := s[0], s[1]
			p, err := fft.NewPlan2D(h, w)
			require.NoError(t, err)
			x := single(randomComplex(h * w))
			exact := make([]complex128, h*w)
			for i, v := range x {
				exact[i] = complex128(v)
			}
			got, work := make([]complex64, h*w), make([]complex64, p.WorkLen())
			p.Forward(got, x, work)
			require.LessOrEqual(t, relative(got, reference2D(t, exact, h, w)), bound(h*w), "%dx%d", h, w)
			p.Inverse(got, got, work)
			require.LessOrEqual(t, relative(got, exact), 2*bound(h*w), "%dx%d", h, w)
		}
	})
}

func TestLongPlans(t *testing.T) {
	for _, n := range []int{1 << 13, 1 << 16, 3 * 5 * 7 * 256, 3 << 16, 1 << 17, 1 << 18} {
		p, err := fft.NewPlan(n)
		require.NoError(t, err)
		p64, err := fft.NewPlan64(n)
		require.NoError(t, err)
		x := single(randomComplex(n))
		exact := make([]complex128, n)
		for i, v := range x {
			exact[i] = complex128(v)
		}
		want := make([]complex128, n)
		p64.Forward(want, exact, make([]complex128, p64.WorkLen()))
		work := make([]complex64, p.WorkLen())
		p.Forward(x, x, work)
		require.LessOrEqual(t, relative(x, want), bound(n), "n=%d", n)
		p.Inverse(x, x, work)
		require.LessOrEqual(t, relative(x, exact), 2*bound(n), "n=%d", n)
	}
}

func TestExecutingAllocatesNothing(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		real2, err := fft.NewRealPlan2D(32, 32)
		require.NoError(t, err)
		complex2, err := fft.NewPlan2D(32, 32)
		require.NoError(t, err)
		line, err := fft.NewPlan(1024)
		require.NoError(t, err)
		work := make([]complex64, max(real2.WorkLen(), complex2.WorkLen(), line.WorkLen()))
		image, spectrum, x := make([]float32, 1024), make([]complex64, real2.SpectrumLen()), make([]complex64, 1024)
		require.Zero(t, testing.AllocsPerRun(5, func() {
			real2.Forward(spectrum, image, work)
			real2.Inverse(image, spectrum, work)
			complex2.Forward(x, x, work)
			complex2.Inverse(x, x, work)
			line.Forward(x, x, work)
			line.Inverse(x, x, work)
		}))
	})
}

// One plan, many goroutines: the results are those of one alone, bit for bit.
func TestPlanServesManyGoroutines(t *testing.T) {
	p, err := fft.NewRealPlan2D(32, 32)
	require.NoError(t, err)
	const images = 64
	src := make([]float32, images*1024)
	for i, v := range randomComplex(len(src)) {
		src[i] = float32(real(v))
	}
	want, got := make([]complex64, images*p.SpectrumLen()), make([]complex64, images*p.SpectrumLen())
	p.ForwardBatch(images, want, src, make([]complex64, p.WorkLen()))
	var wg sync.WaitGroup
	for i := range images {
		wg.Go(func() {
			p.Forward(got[i*p.SpectrumLen():], src[i*1024:], make([]complex64, p.WorkLen()))
		})
	}
	wg.Wait()
	require.Equal(t, want, got)
}
