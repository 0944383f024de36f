//go:build !purego && (amd64 || arm64)

package asm

// The functions of this file run the kernel of the active level on the longest
// part that fills whole registers and return how long that was. The rest is left
// to the definitions in vec.go.

// piece is the longest slice a kernel is given at once, a multiple of 16: some 50
// microseconds, since assembly cannot be preempted.
const piece = 1 << 15

func addVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		addKernel(&dst[i], &a[i], &b[i], min(piece, n-i))
	}
	return n
}

func subVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		subKernel(&dst[i], &a[i], &b[i], min(piece, n-i))
	}
	return n
}

func mulVector(dst, a, b []float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		mulKernel(&dst[i], &a[i], &b[i], min(piece, n-i))
	}
	return n
}

func reluGradVector(dst, dy, y []float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		reluGradKernel(&dst[i], &dy[i], &y[i], min(piece, n-i))
	}
	return n
}

func reluVector(dst, x []float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		reluKernel(&dst[i], &x[i], min(piece, n-i))
	}
	return n
}

func scaleVector(dst, x []float32, alpha float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		scaleKernel(&dst[i], &x[i], alpha, min(piece, n-i))
	}
	return n
}

func axpyVector(dst, x []float32, alpha float32) int {
	n := vectorLen(len(dst))
	for i := 0; i < n; i += piece {
		axpyKernel(&dst[i], &x[i], alpha, min(piece, n-i))
	}
	return n
}

func sumVector(lanes *[16]float64, x []float32) int {
	n := vectorLen(len(x) &^ 15)
	for i := 0; i < n; i += piece {
		sumKernel(lanes, &x[i], min(piece, n-i))
	}
	return n
}

func dotVector(lanes *[16]float64, a, b []float32) int {
	n := vectorLen(len(a) &^ 15)
	for i := 0; i < n; i += piece {
		dotKernel(lanes, &a[i], &b[i], min(piece, n-i))
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
	for i := 0; i < n; i += piece {
		expKernel(&dst[i], &x[i], min(piece, n-i))
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
	n := vectorLen(len(p))
	for i := 0; i < n; i += piece {
		s.p, s.g, s.n = &p[i], &g[i], min(piece, n-i)
		if v != nil {
			s.v = &v[i]
		}
		sgdKernel(s)
	}
	return n
}

func adamVector(s *adamPass, p, g, m, v []float32) int {
	n := vectorLen(len(p))
	for i := 0; i < n; i += piece {
		s.p, s.g, s.m, s.v, s.n = &p[i], &g[i], &m[i], &v[i], min(piece, n-i)
		adamKernel(s)
	}
	return n
}
