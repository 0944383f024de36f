package asm

import "unsafe"

var kWinogradGeneric = newKernel("winogradGeneric")

// A matrix9 holds the matrix of a 1-D transform, or values on both sides of a 2-D
// one; what is not used of it is zero.
type matrix9 [9][9]float32

// The matrices of F(4x4,3x3): points 0, 1, -1, 2, -2 and infinity.
var (
	winogradB = matrix9{ // B^T
		{4, 0, -5, 0, 1, 0},
		{0, -4, -4, 1, 1, 0},
		{0, 4, -4, -1, 1, 0},
		{0, -2, -1, 2, 1, 0},
		{0, 2, -1, -2, 1, 0},
		{0, 4, 0, -5, 0, 1},
	}
	winogradG = matrix9{ // G, 6x3
		{1. / 4},
		{-1. / 6, -1. / 6, -1. / 6},
		{-1. / 6, 1. / 6, -1. / 6},
		{1. / 24, 1. / 12, 1. / 6},
		{1. / 24, -1. / 12, 1. / 6},
		{0, 0, 1},
	}
	winogradA = matrix9{ // A, 6x4
		{1},
		{1, 1, 1, 1},
		{1, -1, 1, -1},
		{1, 2, 4, 8},
		{1, -2, 4, -8},
		{0, 0, 0, 1},
	}
	winogradGT = transposed(winogradG)
	winogradAT = transposed(winogradA)
)

func transposed(m matrix9) (t matrix9) {
	for i := range m {
		for j := range m {
			t[j][i] = m[i][j]
		}
	}
	return t
}

// sandwich sets out = m d m^T for a d of in x in and an out of size x size.
func sandwich(out, d, m *matrix9, in, size int) {
	var half matrix9
	for i := range size {
		for j := range in {
			var sum float32
			for p := range in {
				sum += float32(m[i][p] * d[p][j])
			}
			half[i][j] = sum
		}
	}
	for i := range size {
		for j := range size {
			var sum float32
			for p := range in {
				sum += float32(half[i][p] * m[j][p])
			}
			out[i][j] = sum
		}
	}
}

func (t *WinogradTile) point(p, channel int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(t.Points[p]), 4*(t.Column+channel)))
}

// toGrid transforms n x n points by m to side x side positions.
func (t *WinogradTile) toGrid(n, side int, m *matrix9) {
	kWinogradGeneric.used()
	var d, out matrix9
	for c := range t.N {
		for p := range n * n {
			d[p/n][p%n] = *t.point(p, c)
		}
		sandwich(&out, &d, m, n, side)
		for p := range side * side {
			t.Grid[p*t.Stride+c] = out[p/side][p%side]
		}
	}
}

// toPoints transforms side x side positions by m to n x n points.
func (t *WinogradTile) toPoints(n, side int, m *matrix9) {
	kWinogradGeneric.used()
	var d, out matrix9
	for c := range t.N {
		for p := range side * side {
			d[p/side][p%side] = t.Grid[p*t.Stride+c]
		}
		sandwich(&out, &d, m, side, n)
		for p := range n * n {
			*t.point(p, c) = out[p/n][p%n]
		}
	}
}

func winogradInputGeneric(t *WinogradTile)          { t.toGrid(6, 6, &winogradB) }
func winogradKernelGeneric(t *WinogradTile)         { t.toGrid(3, 6, &winogradG) }
func winogradGradientGeneric(t *WinogradTile)       { t.toGrid(4, 6, &winogradA) }
func winogradOutputGeneric(t *WinogradTile)         { t.toPoints(4, 6, &winogradAT) }
func winogradKernelGradientGeneric(t *WinogradTile) { t.toPoints(3, 6, &winogradGT) }
