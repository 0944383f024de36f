package fft

// Shift returns a copy of an h x w array with frequency zero moved to row h/2,
// column w/2, where pictures of spectra have it (NumPy's fftshift).
func Shift[T any](x []T, h, w int) []T { return roll(x, h, w, h/2, w/2) }

// Unshift undoes [Shift], also for odd sizes (NumPy's ifftshift).
func Unshift[T any](x []T, h, w int) []T { return roll(x, h, w, (h+1)/2, (w+1)/2) }

func roll[T any](x []T, h, w, down, right int) []T {
	out := make([]T, len(x))
	for i := range h {
		for j := range w {
			out[(i+down)%h*w+(j+right)%w] = x[i*w+j]
		}
	}
	return out
}

// Freq returns the signed frequency of each bin of a transform of length n, in
// cycles per n samples: 0, 1, ..., -2, -1. For even n, bin n/2 is -n/2.
func Freq(n int) []int {
	out := make([]int, n)
	for k := range out {
		out[k] = k
		if 2*k >= n {
			out[k] -= n
		}
	}
	return out
}
