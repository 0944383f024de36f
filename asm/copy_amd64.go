//go:build !purego

package asm

var kCopy = newKernel("copyRowsAVX2")

// copyRowsAVX2 takes n a multiple of 8, one AVX2 register.
//
//go:noescape
func copyRowsAVX2(dst, src *float32, dstStep, srcStep, rows, n int)

func copyRows(dst, src []float32, dstStep, srcStep, rows, n int) {
	if active == Generic || n%8 != 0 {
		copyRowsGeneric(dst, src, dstStep, srcStep, rows, n)
		return
	}
	kCopy.used()
	copyRowsAVX2(&dst[0], &src[0], dstStep, srcStep, rows, n)
}
