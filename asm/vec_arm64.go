//go:build !purego

package asm

var kVecNEON = newKernel("elementwiseNEON")

//go:noescape
func addNEON(dst, a, b *float32, n int)

//go:noescape
func axpyNEON(dst *float32, alpha float32, x *float32, n int)

// addVector adds the longest part that fills whole turns and returns its length.
func addVector(dst, a, b []float32) int {
	n := len(dst) &^ 7
	if active != NEON || n == 0 {
		return 0
	}
	kVecNEON.used()
	addNEON(&dst[0], &a[0], &b[0], n)
	return n
}

func axpyVector(dst []float32, alpha float32, x []float32) int {
	n := len(dst) &^ 7
	if active != NEON || n == 0 {
		return 0
	}
	kVecNEON.used()
	axpyNEON(&dst[0], alpha, &x[0], n)
	return n
}
