package asm

// FFTPairs goes between the transform of a real vector and that of the vector taken as m
// complex numbers. All arrays hold complex numbers, real and imaginary parts in turn. For
// 0 < k <= m/2, with A number k and B number m-k of src:
//
//	S = A + conj(B), T = turns[k] (A - conj(B))
//	dst[k] = S/2 + T, dst[m-k] = conj(S/2 - T)
//
// dst may be src.
func FFTPairs(dst, src, turns []float32, m int) {
	dst, src, turns = dst[:2*m], src[:2*m], turns[:2*(m/2+1)]
	for k := 1 + fftPairs(dst, src, turns, m); k <= m-k; k++ {
		a, b, c, d := src[2*k], src[2*k+1], src[2*(m-k)], -src[2*(m-k)+1]
		sr, si, dr, di := 0.5*(a+c), 0.5*(b+d), a-c, b-d
		tr, ti := turned(dr, di, turns[2*k], turns[2*k+1])
		dst[2*k], dst[2*k+1] = sr+tr, si+ti
		dst[2*(m-k)], dst[2*(m-k)+1] = sr-tr, ti-si
	}
}
