package fft_test

import (
	"fmt"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/fft"
)

// dftND is the definition along the given axes, one after the other.
func dftND(x []complex128, shape []int, axes ...int) []complex128 {
	x = append([]complex128(nil), x...)
	for _, a := range axes {
		inner := 1
		for _, n := range shape[a+1:] {
			inner *= n
		}
		line := make([]complex128, shape[a])
		for at := range x {
			if at/inner%shape[a] != 0 {
				continue
			}
			for i := range line {
				line[i] = x[at+i*inner]
			}
			for i, v := range fft.DFT(line) {
				x[at+i*inner] = v
			}
		}
	}
	return x
}

func TestPlanND(t *testing.T) {
	for _, c := range []struct{ shape, axes []int }{
		{[]int{6}, nil}, {[]int{4, 6}, nil}, {[]int{3, 4, 5}, nil}, {[]int{3, 4, 5}, []int{1}}, {[]int{2, 3, 4, 8}, []int{3, 1}}, {[]int{64, 3}, []int{0}}, {[]int{}, nil},
	} {
		t.Run(fmt.Sprint(c.shape, c.axes), func(t *testing.T) {
			size := 1
			for _, n := range c.shape {
				size *= n
			}
			axes := c.axes
			if axes == nil {
				for a := range c.shape {
					axes = append(axes, a)
				}
			}
			x := randomComplex(size)
			want := dftND(x, c.shape, axes...)
			testND(t, c.shape, c.axes, x, want, 1e-12)
			testND(t, c.shape, c.axes, single(x), single(want), 1e-5)
		})
	}
}

func testND[C fft.Complex](t *testing.T, shape, axes []int, x, want []C, tolerance float64) {
	p, err := fft.NewPlanND[C](shape, axes...)
	require.NoError(t, err)
	require.Equal(t, len(x), p.Len())
	kept := append([]C(nil), x...)
	got, work := make([]C, len(x)), make([]C, p.WorkLen())
	close := func(a, b []C) {
		for i := range a {
			require.InDelta(t, 0, cmplx.Abs(complex128(a[i])-complex128(b[i])), tolerance*20, "element %d", i)
		}
	}
	p.Forward(got, x, work)
	close(got, want)
	require.Equal(t, kept, x, "the source is left alone")
	p.Forward(x, x, work)
	require.Equal(t, got, x, "in place")
	p.Inverse(x, x, work)
	close(x, kept)
}

func TestRealPlanND(t *testing.T) {
	for _, shape := range [][]int{{7}, {8}, {4, 6}, {5, 3, 9}, {2, 3, 4, 4}} {
		size, axes := 1, []int{}
		for a, n := range shape {
			size, axes = size*n, append(axes, a)
		}
		x := randomComplex(size)
		for i := range x {
			x[i] = complex(float64(float32(real(x[i]))), 0)
		}
		full := dftND(x, shape, axes...)
		n := shape[len(shape)-1]
		var want []complex128
		for at := 0; at < size; at += n {
			want = append(want, full[at:at+n/2+1]...)
		}
		p64, err := fft.NewRealPlanND64(shape...)
		require.NoError(t, err)
		testRealND(t, p64, x, want, 1e-12)
		p, err := fft.NewRealPlanND(shape...)
		require.NoError(t, err)
		testRealND(t, p, x, want, 1e-5)
	}
}

func testRealND[R fft.Real, C fft.Complex](t *testing.T, p *fft.RealPlanND[R, C], x, want []complex128, tolerance float64) {
	src := make([]R, len(x))
	for i, v := range x {
		src[i] = R(real(v))
	}
	got, work, back := make([]C, p.SpectrumLen()), make([]C, p.WorkLen()), make([]R, len(x))
	p.Forward(got, src, work)
	require.Len(t, want, len(got))
	for i, v := range got {
		require.InDelta(t, 0, cmplx.Abs(complex128(v)-want[i]), 20*tolerance)
	}
	p.Inverse(back, got, work)
	for i, v := range back {
		require.InDelta(t, float64(src[i]), float64(v), tolerance)
	}
}

// Rows and columns of a matrix, from one layout to another.
func TestForwardMany(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		const rows, cols, n = 5, 64, 64
		p, err := fft.NewPlan(n)
		require.NoError(t, err)
		x, work := single(randomComplex(rows*cols)), make([]complex64, p.ManyWorkLen())
		want := make([]complex64, rows*cols)
		for i := range rows {
			p.Forward(want[i*cols:], x[i*cols:], work)
		}
		byRows, byCols := fft.Layout{Step: 1, Distance: cols}, fft.Layout{Step: rows, Distance: 1}
		got, turned := make([]complex64, rows*cols), make([]complex64, rows*cols)
		p.ForwardMany(rows, turned, byCols, x, byRows, work)
		for i := range rows {
			for j := range cols {
				require.Equal(t, want[i*cols+j], turned[j*rows+i])
			}
		}
		p.InverseMany(rows, got, byRows, turned, byCols, work)
		for i, v := range x {
			require.InDelta(t, 0, cmplx.Abs(complex128(v-got[i])), 1e-5)
		}
		require.Panics(t, func() { p.ForwardMany(rows+1, turned, byCols, x, byRows, work) })
		require.Panics(t, func() { p.ForwardMany(1, turned, fft.Layout{Step: -1}, x, byRows, work) })
		require.Zero(t, testing.AllocsPerRun(5, func() { p.ForwardMany(rows, turned, byCols, x, byRows, work) }))
	})
}

func TestConstructorsRefuse(t *testing.T) {
	for _, shape := range [][]int{{0}, {-1, 4}, {1 << 20, 1 << 20}, {maxInt, maxInt}} {
		_, err := fft.NewPlanND[complex64](shape)
		require.ErrorContains(t, err, "shape")
		_, err = fft.NewRealPlanND(shape...)
		require.ErrorContains(t, err, "shape")
	}
	for _, axes := range [][]int{{2}, {-1}, {0, 0}} {
		_, err := fft.NewPlanND[complex128]([]int{2, 2}, axes...)
		require.ErrorContains(t, err, "axis")
	}
	_, err := fft.NewRealPlanND()
	require.Error(t, err)
	for _, n := range []int{0, -1, maxInt} {
		_, err = fft.NewRealPlan(n)
		require.Error(t, err)
		_, err = fft.NewRealPlan64(n)
		require.Error(t, err)
		_, err = fft.NewWaves(n, 4)
		require.Error(t, err)
		for _, size := range [][2]int{{n, 4}, {4, n}} {
			_, err = fft.NewPlan2D(size[0], size[1])
			require.Error(t, err)
			_, err = fft.NewRealPlan2D(size[0], size[1])
			require.Error(t, err)
		}
	}
	_, err = fft.NewPlan2D(1<<20, 1<<20)
	require.Error(t, err)
}
