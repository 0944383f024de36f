package fft

import (
	"math"
	"math/cmplx"
)

// Radix2 transforms x in place by the textbook algorithm; its length must be a
// power of two. It is here to be read, and to test the plans.
//
// A transform of length n is made of two of length n/2, of the elements at even
// and at odd positions:
//
//	X[k]     = E[k] + w^k O[k]
//	X[k+n/2] = E[k] - w^k O[k],    w = exp(-2πi/n)
//
// Sorting the input by reversed bits of the index puts every pair of halves
// side by side, so that the combination works in place, from short to long.
func Radix2(x []complex128) {
	n := len(x)
	if n&(n-1) != 0 {
		panic("fft: Radix2 wants a power of two")
	}
	for i, j := 1, 0; i < n; i++ { // j counts with its bits reversed
		bit := n >> 1
		for ; j&bit != 0; bit >>= 1 {
			j ^= bit
		}
		j |= bit
		if i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		w := cmplx.Rect(1, -2*math.Pi/float64(size))
		for start := 0; start < n; start += size {
			twiddle := complex(1, 0)
			for k := start; k < start+size/2; k++ {
				even, odd := x[k], twiddle*x[k+size/2]
				x[k], x[k+size/2] = even+odd, even-odd
				twiddle *= w
			}
		}
	}
}

// DFT is the definition, X[k] = sum over n of x[n] exp(-2πi kn/N).
func DFT(x []complex128) []complex128 {
	roots, out := make([]complex128, len(x)), make([]complex128, len(x))
	for k := range roots {
		roots[k] = cmplx.Rect(1, -2*math.Pi*float64(k)/float64(len(x)))
	}
	for k := range out {
		for n, v := range x {
			out[k] += v * roots[k*n%len(x)]
		}
	}
	return out
}
