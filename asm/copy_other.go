//go:build purego || !amd64

package asm

func copyRows(dst, src []float32, dstStep, srcStep, rows, n int) {
	copyRowsGeneric(dst, src, dstStep, srcStep, rows, n)
}
