//go:build purego || !(amd64 || arm64)

package asm

func maxRows(dst, src []float32, n, c, step int, fresh bool) {
	maxRowsGeneric(dst, src, n, c, step, fresh)
}

func maxRowsGrad(dx, x, y, dy []float32, taken []uint32, n, c, step int) {
	maxRowsGradGeneric(dx, x, y, dy, taken, n, c, step)
}
