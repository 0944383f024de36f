//go:build purego || !(amd64 || arm64)

package asm

func scaleShift(dst, x, scale, shift, res []float32, relu bool) {
	scaleShiftGeneric(dst, x, scale, shift, res, relu)
}
func columnSums(sum, x []float32)          { columnSumsGeneric(sum, x) }
func columnSquares(sum, x, mean []float32) { columnSquaresGeneric(sum, x, mean) }
func columnDots(s1, s2, dy, x, mean, scale, shift, y []float32) {
	columnDotsGeneric(s1, s2, dy, x, mean, scale, shift, y)
}
func bnInputGrad(dx, dy, x, a, b, d, shift []float32) {
	bnInputGradGeneric(dx, dy, x, a, b, d, shift)
}
