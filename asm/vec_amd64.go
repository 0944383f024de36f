//go:build !purego

package asm

import "math"

var (
	kChannelsAVX512 = newKernel("channelPassesAVX512")
	kChannelsAVX2   = newKernel("channelPassesAVX2")
	kVecAVX512      = newKernel("elementwiseAVX512")
	kVecAVX2        = newKernel("elementwiseAVX2")
)

//go:noescape
func scaleShiftAVX512(p *channelPass)

//go:noescape
func scaleShiftAVX2(p *channelPass)

//go:noescape
func columnSumsAVX512(p *channelPass)

//go:noescape
func columnSumsAVX2(p *channelPass)

//go:noescape
func columnSquaresAVX512(p *channelPass)

//go:noescape
func columnSquaresAVX2(p *channelPass)

//go:noescape
func columnDotsAVX512(p *channelPass)

//go:noescape
func columnDotsAVX2(p *channelPass)

//go:noescape
func bnInputGradAVX512(p *channelPass)

//go:noescape
func bnInputGradAVX2(p *channelPass)

//go:noescape
func addAVX512(dst, a, b *float32, n int)

//go:noescape
func addAVX2(dst, a, b *float32, n int)

//go:noescape
func axpyAVX512(dst *float32, alpha float32, x *float32, n int)

//go:noescape
func axpyAVX2(dst *float32, alpha float32, x *float32, n int)

// addVector adds the longest part that fills whole registers and returns its length.
func addVector(dst, a, b []float32) int {
	switch n := len(dst); {
	case active == AVX512 && n >= 16:
		kVecAVX512.used()
		addAVX512(&dst[0], &a[0], &b[0], n&^15)
		return n &^ 15
	case active == AVX2 && n >= 8:
		kVecAVX2.used()
		addAVX2(&dst[0], &a[0], &b[0], n&^7)
		return n &^ 7
	}
	return 0
}

func axpyVector(dst []float32, alpha float32, x []float32) int {
	switch n := len(dst); {
	case active == AVX512 && n >= 16:
		kVecAVX512.used()
		axpyAVX512(&dst[0], alpha, &x[0], n&^15)
		return n &^ 15
	case active == AVX2 && n >= 8:
		kVecAVX2.used()
		axpyAVX2(&dst[0], alpha, &x[0], n&^7)
		return n &^ 7
	}
	return 0
}

// vectorised reports whether channel passes run in assembly, and records it.
func vectorised() bool {
	switch active {
	case AVX512:
		kChannelsAVX512.used()
		return true
	case AVX2:
		kChannelsAVX2.used()
		return true
	}
	return false
}

func first(x []float32) *float32 {
	if len(x) == 0 {
		return nil
	}
	return &x[0]
}

func scaleShift(dst, x, scale, shift, res []float32, relu bool) {
	if len(dst) == 0 || !vectorised() {
		scaleShiftGeneric(dst, x, scale, shift, res, relu)
		return
	}
	p := channelPass{dst: &dst[0], x: &x[0], res: first(res), p0: &scale[0], p1: &shift[0], rows: len(dst) / len(scale), c: len(scale)}
	if !relu {
		p.floor = float32(math.Inf(-1))
	}
	if active == AVX512 {
		scaleShiftAVX512(&p)
	} else {
		scaleShiftAVX2(&p)
	}
}

func columnSums(sum, x []float32) {
	if len(x) == 0 || !vectorised() {
		columnSumsGeneric(sum, x)
		return
	}
	p := channelPass{x: &x[0], s1: &sum[0], rows: len(x) / len(sum), c: len(sum)}
	if active == AVX512 {
		columnSumsAVX512(&p)
	} else {
		columnSumsAVX2(&p)
	}
}

func columnSquares(sum, x, mean []float32) {
	if len(x) == 0 || !vectorised() {
		columnSquaresGeneric(sum, x, mean)
		return
	}
	p := channelPass{x: &x[0], s1: &sum[0], p0: &mean[0], rows: len(x) / len(sum), c: len(sum)}
	if active == AVX512 {
		columnSquaresAVX512(&p)
	} else {
		columnSquaresAVX2(&p)
	}
}

func columnDots(s1, s2, dy, x, mean, y []float32) {
	if len(dy) == 0 || !vectorised() {
		columnDotsGeneric(s1, s2, dy, x, mean, y)
		return
	}
	p := channelPass{x: &x[0], dy: &dy[0], y: first(y), p0: &mean[0], s1: &s1[0], s2: &s2[0], rows: len(dy) / len(s1), c: len(s1)}
	if active == AVX512 {
		columnDotsAVX512(&p)
	} else {
		columnDotsAVX2(&p)
	}
}

func bnInputGrad(dx, dy, x, a, b, d, y, dres []float32) {
	if len(dx) == 0 || !vectorised() {
		bnInputGradGeneric(dx, dy, x, a, b, d, y, dres)
		return
	}
	p := channelPass{dst: &dx[0], x: &x[0], dy: &dy[0], y: first(y), res: first(dres), p0: &a[0], p1: &b[0], p2: &d[0], rows: len(dx) / len(a), c: len(a)}
	if active == AVX512 {
		bnInputGradAVX512(&p)
	} else {
		bnInputGradAVX2(&p)
	}
}
