//go:build !purego && (amd64 || arm64)

package asm

// The functions of this file run the kernel of the active level on the longest
// part that fills whole registers and return how long that was. The rest is left
// to the definitions in vec.go.

func addVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		addKernel(&dst[0], &a[0], &b[0], n)
	}
	return n
}

func subVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		subKernel(&dst[0], &a[0], &b[0], n)
	}
	return n
}

func mulVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		mulKernel(&dst[0], &a[0], &b[0], n)
	}
	return n
}

func reluGradVector(dst, dy, y []float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		reluGradKernel(&dst[0], &dy[0], &y[0], n)
	}
	return n
}

func reluVector(dst, x []float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		reluKernel(&dst[0], &x[0], n)
	}
	return n
}

func scaleVector(dst, x []float32, alpha float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		scaleKernel(&dst[0], &x[0], alpha, n)
	}
	return n
}

func axpyVector(dst, x []float32, alpha float32) int {
	n := vectorLen(len(dst))
	if n > 0 {
		axpyKernel(&dst[0], &x[0], alpha, n)
	}
	return n
}

func sumVector(lanes *[16]float64, x []float32) int {
	n := vectorLen(len(x) &^ 15)
	if n > 0 {
		sumKernel(lanes, &x[0], n)
	}
	return n
}

func dotVector(lanes *[16]float64, a, b []float32) int {
	n := vectorLen(len(a) &^ 15)
	if n > 0 {
		dotKernel(lanes, &a[0], &b[0], n)
	}
	return n
}

// expVector takes the rest through a buffer as long as a register, so that an
// element's result does not depend on where in a slice it is.
func expVector(dst, x []float32) int {
	if vectorLen(16) == 0 {
		return 0
	}
	n := vectorLen(len(dst))
	if n > 0 {
		expKernel(&dst[0], &x[0], n)
	}
	if n < len(dst) {
		var rest [16]float32
		copy(rest[:], x[n:])
		expKernel(&rest[0], &rest[0], 16)
		copy(dst[n:], rest[:])
	}
	return len(dst)
}

func sgdVector(s *sgdPass, p, g, v []float32) int {
	s.n = vectorLen(len(p))
	if s.n > 0 {
		s.p, s.g, s.v = &p[0], &g[0], first(v)
		sgdKernel(s)
	}
	return s.n
}

func adamVector(s *adamPass, p, g, m, v []float32) int {
	s.n = vectorLen(len(p))
	if s.n > 0 {
		s.p, s.g, s.m, s.v = &p[0], &g[0], &m[0], &v[0]
		adamKernel(s)
	}
	return s.n
}
