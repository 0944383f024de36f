package fft_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
	"freqlens/fft"
)

// exact returns random numbers in single precision and their transform in double.
func exact(t *testing.T, n int) (x []complex64, want []complex128) {
	x = single(randomComplex(n))
	want = make([]complex128, n)
	for i, v := range x {
		want[i] = complex128(v)
	}
	p, err := fft.NewPlan64(n)
	require.NoError(t, err)
	p.Forward(want, want, make([]complex128, p.WorkLen()))
	return x, want
}

// TestEveryAlgorithm computes one length by all algorithms that serve it.
func TestEveryAlgorithm(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		served := map[fft.Algorithm]int{}
		for _, n := range []int{1, 8, 32, 60, 64, 97, 128, 224, 256, 512, 1000, 2048} {
			x, want := exact(t, n)
			for a := fft.Line; a <= fft.Bluestein; a++ {
				p, err := fft.NewPlanBy[complex64](n, a)
				if err != nil {
					require.ErrorContains(t, err, a.String())
					continue
				}
				served[a]++
				require.Equal(t, a, p.Algorithm())
				got := make([]complex64, n)
				p.Forward(got, x, make([]complex64, p.WorkLen()))
				require.LessOrEqual(t, relative(got, want), bound(n), "%v, n=%d", a, n)
			}
		}
		require.Equal(t, 11, served[fft.Stockham], "all but the prime")
		require.Equal(t, 12, served[fft.Bluestein])
		if asm.Active() != asm.Generic {
			for _, a := range []fft.Algorithm{fft.Line, fft.Lanes, fft.FourStep} {
				require.NotZero(t, served[a], "%v at %v", a, asm.Active())
			}
		}
	})
	_, err := fft.NewPlanBy[complex128](64, fft.Line)
	require.ErrorContains(t, err, "line")
	require.Equal(t, "Algorithm(9)", fft.Algorithm(9).String())
}

// TestShortPrimes: radices without a codelet add in double precision, so that little
// more than the rounding of the result is left.
func TestShortPrimes(t *testing.T) {
	for _, n := range []int{3, 5, 7, 11, 13, 17, 19, 23, 29, 31} {
		x, want := exact(t, n)
		p, err := fft.NewPlan(n)
		require.NoError(t, err)
		require.Equal(t, fft.Stockham, p.Algorithm())
		got := make([]complex64, n)
		p.Forward(got, x, make([]complex64, p.WorkLen()))
		require.Less(t, relative(got, want), 6e-8, "n=%d", n)
	}
}

// TestAccuracy: the relative L2 error stays below 0.6 eps log2 n, forward and inverse, at every
// level and for every power of two.
func TestAccuracy(t *testing.T) {
	longest := 1 << 16
	if testing.Short() {
		longest = 1 << 11
	}
	asmtest.EachLevel(t, func(t *testing.T) {
		for n := 2; n <= longest; n *= 2 {
			x, want := exact(t, n)
			p, err := fft.NewPlan(n)
			require.NoError(t, err)
			work, got := make([]complex64, p.WorkLen()), make([]complex64, n)
			p.Forward(got, x, work)
			require.LessOrEqual(t, relative(got, want), bound(n), "n=%d", n)

			// The inverse of x is its forward transform, conjugated and divided by n.
			for i, v := range x {
				x[i] = complex(real(v), -imag(v))
			}
			for k, v := range want {
				want[k] = cmplx.Conj(v) / complex(float64(n), 0)
			}
			p.Inverse(got, x, work)
			require.LessOrEqual(t, relative(got, want), bound(n), "inverse, n=%d", n)
		}
	})
}

// TestProperties of single precision: linearity, Parseval, shift, convolution, round trip.
func TestProperties(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, n := range []int{32, 60, 97, 224, 256, 512, 1024} {
			testProperties(t, n)
		}
	})
}

func testProperties(t *testing.T, n int) {
	p, err := fft.NewPlan(n)
	require.NoError(t, err)
	work := make([]complex64, p.WorkLen())
	forward := func(x []complex64) []complex64 {
		out := make([]complex64, n)
		p.Forward(out, x, work)
		return out
	}
	x, y := single(randomComplex(n)), single(randomComplex(n + 1)[:n])
	fx, fy := forward(x), forward(y)
	var time, freq float64
	mixed, shifted, convolved := make([]complex64, n), make([]complex64, n), make([]complex64, n)
	for i := range n {
		time += math.Pow(cmplx.Abs(complex128(x[i])), 2)
		freq += math.Pow(cmplx.Abs(complex128(fx[i])), 2) / float64(n)
		mixed[i] = 2*x[i] + 3i*y[i]
		shifted[(i+7)%n] = x[i]
		for j := range n {
			convolved[(i+j)%n] += x[i] * y[j]
		}
	}
	require.InEpsilon(t, time, freq, 1e-6, "Parseval, n=%d", n)
	linear, shift, product := make([]complex128, n), make([]complex128, n), make([]complex128, n)
	for k := range n {
		a, b := complex128(fx[k]), complex128(fy[k])
		linear[k] = 2*a + 3i*b
		shift[k] = a * cmplx.Rect(1, -2*math.Pi*7*float64(k)/float64(n))
		product[k] = a * b
	}
	require.LessOrEqual(t, relative(forward(mixed), linear), 3*bound(n), "linearity, n=%d", n)
	require.LessOrEqual(t, relative(forward(shifted), shift), 3*bound(n), "shift, n=%d", n)
	require.LessOrEqual(t, relative(forward(convolved), product), 6*bound(n), "convolution, n=%d", n)
	p.Inverse(fx, fx, work)
	exact := make([]complex128, n)
	for i, v := range x {
		exact[i] = complex128(v)
	}
	require.LessOrEqual(t, relative(fx, exact), 2*bound(n), "round trip, n=%d", n)
}

func ExampleNewPlanBy() {
	x := make([]complex64, 12)
	x[1] = 1
	for _, a := range []fft.Algorithm{fft.Stockham, fft.Bluestein} {
		p, err := fft.NewPlanBy[complex64](12, a)
		if err != nil {
			panic(err)
		}
		spectrum := make([]complex64, 12)
		p.Forward(spectrum, x, make([]complex64, p.WorkLen()))
		printRounded(p.Algorithm(), spectrum[3]) // exp(-2πi 3/12)
	}
	// Output:
	// stockham (0-1i)
	// bluestein (0-1i)
}

func printRounded(a fft.Algorithm, z complex64) {
	round := func(x float32) float64 { return math.Round(1e5*float64(x))/1e5 + 0 }
	fmt.Println(a, complex(round(real(z)), round(imag(z))))
}
