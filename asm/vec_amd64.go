//go:build !purego

package asm

var (
	kVecAVX512 = newKernel("elementwiseAVX512")
	kVecAVX2   = newKernel("elementwiseAVX2")
)

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
