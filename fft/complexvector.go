package fft

import "freqlens/asm"

// complexVector transforms a complex vector of length n = n1 n2 in vector
// registers, as a matrix of n1 rows and n2 columns (Bailey's four steps): columns
// are transformed, one in each lane; element (k, j) is turned by exp(-2πi kj/n);
// the matrix is turned over; columns are transformed again. The two-dimensional
// transform of an n1 x n2 array is the same without the turning by angles, and
// with the result turned back.
type complexVector struct {
	n1, n2       int
	first, last  *columns // of lengths n1 and n2
	step1, step2 int      // from row to row before and after turning over
	cos, sin     []float32
}

// newComplexVector returns nil if n has no two suitable factors.
func newComplexVector(n int) *complexVector {
	n1 := 0
	for d := leastWidth(); d <= n/d; d++ {
		if n%d == 0 && columnFactors(d, 0) != nil && columnFactors(n/d, 0) != nil {
			n1 = d
		}
	}
	if n1 == 0 {
		return nil
	}
	v := newComplexMatrix(n1, n/n1)
	v.cos, v.sin = make([]float32, n1*v.step1), make([]float32, n1*v.step1)
	for k := range n1 {
		for j := range v.n2 {
			w := root[complex64](k*j, n)
			v.cos[k*v.step1+j], v.sin[k*v.step1+j] = real(w), imag(w)
		}
	}
	return v
}

// leastWidth returns the number of lanes of the narrowest kernels of the active level.
func leastWidth() int {
	w := asm.FFTWidths()
	return w[len(w)-1]
}

// newComplexMatrix returns nil if a length has a prime factor above 13.
func newComplexMatrix(n1, n2 int) *complexVector {
	v := &complexVector{n1: n1, n2: n2, step1: rowStep(n2), step2: rowStep(n1)}
	v.first, v.last = newColumns(n1, v.width()), newColumns(n2, v.width())
	if v.first == nil || v.last == nil || min(n1, n2) < 2 {
		return nil
	}
	return v
}

// rowStep keeps the elements of long columns from competing for the same cache lines.
func rowStep(n int) int {
	if n >= 128 {
		return n + maxWidth
	}
	return n
}

func (v *complexVector) width() int {
	if v == nil || asm.Active() == asm.Generic {
		return 0 // plain Go has a shorter way
	}
	return chooseWidth(min(v.n1, v.n2))
}

func (v *complexVector) workLen() int { // in complex64
	return 2*v.areaLen() + (4*max(v.n1, v.n2)*maxWidth+maxWidth)/2 + 1
}

// areaLen is the size in complex numbers of either area.
func (v *complexVector) areaLen() int { return max(v.n1*v.step1, v.n2*v.step2) }

func (v *complexVector) areas(work []complex64) (a, b, scratch []float32) {
	f, n := floats(work), 2*v.areaLen()
	return f[:n], f[n:][:n], f[2*n:]
}

// transform computes the one-dimensional transform, backwards in frequency if
// inverse is set: exchanging real and imaginary parts does that.
func (v *complexVector) transform(width int, dst, src, work []complex64, inverse bool) {
	a, b, scratch := v.areas(work)
	x, y := halves(a, len(a)/2), halves(b, len(b)/2)
	in, out := x, y
	if inverse {
		in, out = in.swapped(), out.swapped()
	}
	split(in, v.step1, parts(src), v.n1, v.n2)
	v.first.run(width, v.n2, y, v.step1, x, v.step1, scratch)
	n := v.n1 * v.step1
	asm.FFTRotate(y.re[v.step1:n], y.im[v.step1:n], v.cos[v.step1:], v.sin[v.step1:])
	transpose(width, x.re, v.step2, y.re, v.step1, v.n1, v.n2)
	transpose(width, x.im, v.step2, y.im, v.step1, v.n1, v.n2)
	v.last.run(width, v.n1, y, v.step2, x, v.step2, scratch)
	merge(parts(dst), out, v.step2, v.n2, v.n1)
	if inverse {
		d := parts(dst)[:2*v.n1*v.n2]
		asm.Scale(d, d, 1/float32(v.n1*v.n2))
	}
}

// transform2D computes the transform of an n1 x n2 array.
func (v *complexVector) transform2D(width int, dst, src, work []complex64, inverse bool) {
	a, b, scratch := v.areas(work)
	x, y := halves(a, len(a)/2), halves(b, len(b)/2)
	in, out := x, x
	if inverse {
		in, out = in.swapped(), out.swapped()
	}
	split(in, v.step1, parts(src), v.n1, v.n2)
	v.first.run(width, v.n2, y, v.step1, x, v.step1, scratch)
	transpose(width, x.re, v.step2, y.re, v.step1, v.n1, v.n2)
	transpose(width, x.im, v.step2, y.im, v.step1, v.n1, v.n2)
	v.last.run(width, v.n1, y, v.step2, x, v.step2, scratch)
	transpose(width, x.re, v.step1, y.re, v.step2, v.n2, v.n1)
	transpose(width, x.im, v.step1, y.im, v.step2, v.n2, v.n1)
	merge(parts(dst), out, v.step1, v.n1, v.n2)
	if inverse {
		d := parts(dst)[:2*v.n1*v.n2]
		asm.Scale(d, d, 1/float32(v.n1*v.n2))
	}
}

// split turns rows of complex numbers into rows of planes.
func split(dst planes, step int, src []float32, rows, cols int) {
	if step == cols {
		rows, cols = 1, rows*cols
	}
	for i := range rows {
		asm.FFTSplit(dst.re[i*step:][:cols], dst.im[i*step:][:cols], src[2*i*cols:])
	}
}

// merge undoes split.
func merge(dst []float32, src planes, step, rows, cols int) {
	if step == cols {
		rows, cols = 1, rows*cols
	}
	for i := range rows {
		asm.FFTMerge(dst[2*i*cols:], src.re[i*step:][:cols], src.im[i*step:][:cols])
	}
}
