package fft_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/fft"
)

func randomComplex(n int) []complex128 {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(rng.NormFloat64(), rng.NormFloat64())
	}
	return x
}

func single(x []complex128) []complex64 {
	out := make([]complex64, len(x))
	for i, v := range x {
		out[i] = complex64(v)
	}
	return out
}

// relative is the relative L2 distance.
func relative(got []complex64, want []complex128) float64 {
	var d, s float64
	for i, w := range want {
		d += math.Pow(cmplx.Abs(complex128(got[i])-w), 2)
		s += math.Pow(cmplx.Abs(w), 2)
	}
	return math.Sqrt(d / s)
}

const maxInt = int(^uint(0) >> 1)

const eps = 1.0 / (1 << 23)

func bound(n int) float64 { return 0.6 * eps * max(1, math.Log2(float64(n))) }

func lengths() []int {
	var all []int
	if testing.Short() {
		for n := 1; n <= 40; n++ {
			all = append(all, n)
		}
		return append(all, 64, 97, 104, 128, 224, 256, 288, 512)
	}
	for n := 1; n <= 130; n++ {
		all = append(all, n)
	}
	return append(all, 224, 243, 256, 288, 336, 512, 528, 624, 1000, 1001, 1009, 1024, 4096)
}

func TestPlanAgainstDefinition(t *testing.T) { asmtest.EachLevel(t, testPlanAgainstDefinition) }

func testPlanAgainstDefinition(t *testing.T) {
	for _, n := range lengths() {
		src := randomComplex(n)
		for i := range src { // both precisions get the same numbers
			src[i] = complex128(complex64(src[i]))
		}
		want := fft.DFT(src)
		p64, err := fft.NewPlan64(n)
		require.NoError(t, err)
		got64 := make([]complex128, n)
		p64.Forward(got64, src, make([]complex128, p64.WorkLen()))
		for i := range want {
			require.InDelta(t, 0, cmplx.Abs(got64[i]-want[i]), 1e-12*float64(n+10), "n=%d", n)
		}
		p, err := fft.NewPlan(n)
		require.NoError(t, err)
		x, work := single(src), make([]complex64, p.WorkLen())
		got := make([]complex64, n)
		p.Forward(got, x, work)
		limit := bound(n)
		require.LessOrEqual(t, relative(got, got64), limit, "n=%d", n)
		p.Forward(x, x, work)
		require.Equal(t, got, x, "in place, n=%d", n)
		p.Inverse(x, x, work)
		require.LessOrEqual(t, relative(x, src), 2*limit, "round trip, n=%d", n)
	}
}

func TestRadix2AgainstDefinition(t *testing.T) {
	for n := 1; n <= 256; n *= 2 {
		x := randomComplex(n)
		want := fft.DFT(x)
		fft.Radix2(x)
		for i := range want {
			require.InDelta(t, 0, cmplx.Abs(x[i]-want[i]), 1e-11)
		}
	}
}

func TestRealPlan(t *testing.T) {
	for _, n := range lengths() {
		p, err := fft.NewRealPlan(n)
		require.NoError(t, err)
		src, full := make([]float32, n), randomComplex(n)
		for i := range src {
			src[i] = float32(real(full[i]))
			full[i] = complex(float64(src[i]), 0)
		}
		want := fft.DFT(full)[:n/2+1]
		got, work := make([]complex64, p.SpectrumLen()), make([]complex64, p.WorkLen())
		p.Forward(got, src, work)
		require.LessOrEqual(t, relative(got, want), 4*bound(n), "n=%d", n)
		back := make([]float32, n)
		p.Inverse(back, got, work)
		for i := range back {
			require.InDelta(t, src[i], back[i], 1e-5, "n=%d", n)
		}
	}
}

func TestRealPlan2D(t *testing.T) {
	for _, size := range [][2]int{{32, 32}, {64, 64}, {7, 12}, {12, 7}, {1, 5}, {5, 1}, {96, 96}, {17, 34}} {
		h, w := size[0], size[1]
		p, err := fft.NewRealPlan2D(h, w)
		require.NoError(t, err)
		c, err := fft.NewPlan2D(h, w)
		require.NoError(t, err)
		src, full := make([]float32, h*w), single(randomComplex(h*w))
		for i := range src {
			src[i] = real(full[i])
			full[i] = complex(src[i], 0)
		}
		c.Forward(full, full, make([]complex64, c.WorkLen()))
		half := w/2 + 1
		got, work := make([]complex64, p.SpectrumLen()), make([]complex64, p.WorkLen())
		p.Forward(got, src, work)
		for u := range h {
			for v := range half {
				require.InDelta(t, 0, cmplx.Abs(complex128(got[u*half+v]-full[u*w+v])), 2e-5*float64(h), "%dx%d", h, w)
			}
		}
		back := make([]float32, h*w)
		p.Inverse(back, got, work)
		for i := range back {
			require.InDelta(t, src[i], back[i], 2e-6*float64(h), "%dx%d", h, w)
		}
	}
}

func TestParsevalLinearityShiftConvolution(t *testing.T) {
	const n = 60
	p, err := fft.NewPlan64(n)
	require.NoError(t, err)
	work := make([]complex128, p.WorkLen())
	forward := func(x []complex128) []complex128 {
		out := make([]complex128, n)
		p.Forward(out, x, work)
		return out
	}
	x, y := randomComplex(n), randomComplex(n + 1)[:n]
	fx, fy := forward(x), forward(y)
	var time, freq float64
	mixed, shifted, convolved := make([]complex128, n), make([]complex128, n), make([]complex128, n)
	for i := range n {
		time += real(x[i] * cmplx.Conj(x[i]))
		freq += real(fx[i]*cmplx.Conj(fx[i])) / n
		mixed[i] = 2*x[i] + 3i*y[i]
		shifted[(i+7)%n] = x[i]
		for j := range n {
			convolved[(i+j)%n] += x[i] * y[j]
		}
	}
	require.InDelta(t, time, freq, 1e-9)
	fm, fs, fc := forward(mixed), forward(shifted), forward(convolved)
	for k := range n {
		require.InDelta(t, 0, cmplx.Abs(fm[k]-2*fx[k]-3i*fy[k]), 1e-11)
		require.InDelta(t, 0, cmplx.Abs(fs[k]-fx[k]*cmplx.Rect(1, -2*math.Pi*7*float64(k)/n)), 1e-11)
		require.InDelta(t, 0, cmplx.Abs(fc[k]-fx[k]*fy[k]), 1e-10)
	}
}

func TestShiftAndFreq(t *testing.T) {
	for _, n := range []int{4, 5} {
		x := make([]int, n*n)
		for i := range x {
			x[i] = i
		}
		s := fft.Shift(x, n, n)
		require.Equal(t, 0, s[n/2*n+n/2])
		require.Equal(t, x, fft.Unshift(s, n, n))
	}
	require.Equal(t, []int{0, 1, -2, -1}, fft.Freq(4))
	require.Equal(t, []int{0, 1, 2, -2, -1}, fft.Freq(5))
}

func TestErrorsAndAllocations(t *testing.T) {
	for _, n := range []int{0, -1, maxInt} {
		_, err := fft.NewPlan(n)
		require.ErrorContains(t, err, fmt.Sprintf("length %d", n))
	}
	p, err := fft.NewRealPlan2D(32, 32)
	require.NoError(t, err)
	src, dst, work := make([]float32, 1024), make([]complex64, p.SpectrumLen()), make([]complex64, p.WorkLen())
	require.Zero(t, testing.AllocsPerRun(10, func() {
		p.Forward(dst, src, work)
		p.Inverse(src, dst, work)
	}))
}

func ExamplePlan() {
	p, _ := fft.NewPlan(4)
	x := []complex64{1, 2, 3, 4}
	p.Forward(x, x, make([]complex64, p.WorkLen()))
	fmt.Println(x)
	// Output: [(10+0i) (-2+2i) (-2+0i) (-2-2i)]
}
