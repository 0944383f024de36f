package asm

// The transforms of a 3x3 convolution with stride 2. Along one axis, four outputs
// see nine values. The five of even places meet the first and the last weight, which
// is F(4,2), a convolution of two weights with stride 1: five multiplications; its
// interpolation points are 0, 1, -1, 2 and infinity. The four of odd places meet the
// middle weight, which is four more. So 4x4 outputs cost 81 multiplications instead
// of 144. The grid has 9x9 positions, those of F(4,2) before the others; that of the
// weights has 6x6, since the four odd places have a weight in common.
//
//	InputS2           Grid = B^T Points B        Points 9x9 pixels of the input
//	KernelS2          Grid = G Points G^T        Points 3x3 weights, Grid 6x6
//	OutputS2          Points = A^T Grid A        Points 4x4 pixels of the output
//	GradientS2        Grid = A Points A^T        Points 4x4 pixels of the output's gradient
//	KernelGradientS2  Points = G^T Grid G        Points 3x3 weights, Grid 6x6
//
// The input's gradient is four convolutions with stride 1, of 2x2, 2x1, 1x2 and
// 1x1 weights, for the pixels of even and odd rows and columns, by the same F(4,2):
//
//	InputBackS2       Grid = B2 Points B2^T      Points 5x5 pixels of the output's gradient
//	OutputBackS2      Points = A2 Grid A2^T      Points 8x8 pixels of the input's gradient
var (
	stride2B = matrix9{
		{2, 0, -1, 0, -2, 0, 1},
		{0, 0, -2, 0, -1, 0, 1},
		{0, 0, 2, 0, -3, 0, 1},
		{0, 0, -1, 0, 0, 0, 1},
		{0, 0, 2, 0, -1, 0, -2, 0, 1},
		{0, 1},
		{0, 0, 0, 1},
		{0, 0, 0, 0, 0, 1},
		{0, 0, 0, 0, 0, 0, 0, 1},
	}
	stride2G = matrix9{
		{1. / 2},
		{-1. / 2, 0, -1. / 2},
		{-1. / 6, 0, 1. / 6},
		{1. / 6, 0, 1. / 3},
		{0, 0, 1},
		{0, 1},
	}
	stride2AT = matrix9{
		{1, 1, 1, 1, 0, 1},
		{0, 1, -1, 2, 0, 0, 1},
		{0, 1, 1, 4, 0, 0, 0, 1},
		{0, 1, -1, 8, 1, 0, 0, 0, 1},
	}
	stride2A, stride2GT = transposed(stride2AT), transposed(stride2G)

	stride2BackB = matrix9{
		{2, -1, -2, 1},
		{0, -2, -1, 1},
		{0, 2, -3, 1},
		{0, -1, 0, 1},
		{0, 2, -1, -2, 1},
		{1},
		{0, 1},
		{0, 0, 1},
		{0, 0, 0, 1},
	}
	stride2BackA = matrix9{
		{0, 0, 0, 0, 0, 1},
		{1, 1, 1, 1},
		{0, 0, 0, 0, 0, 0, 1},
		{0, 1, -1, 2},
		{0, 0, 0, 0, 0, 0, 0, 1},
		{0, 1, 1, 4},
		{0, 0, 0, 0, 0, 0, 0, 0, 1},
		{0, 1, -1, 8, 1},
	}
)

// InputS2 transforms a patch of the input.
func (t *WinogradTile) InputS2() { t.check(81, 81); winogradInputS2(t) }

// KernelS2 transforms weights.
func (t *WinogradTile) KernelS2() { t.check(9, 36); winogradKernelS2(t) }

// OutputS2 transforms products back to pixels.
func (t *WinogradTile) OutputS2() { t.check(16, 81); winogradOutputS2(t) }

// GradientS2 transforms a patch of the output's gradient.
func (t *WinogradTile) GradientS2() { t.check(16, 81); winogradGradientS2(t) }

// KernelGradientS2 transforms products back to weights.
func (t *WinogradTile) KernelGradientS2() { t.check(9, 36); winogradKernelGradientS2(t) }

// InputBackS2 transforms a patch of the output's gradient for that of the input.
func (t *WinogradTile) InputBackS2() { t.check(25, 81); winogradInputBackS2(t) }

// OutputBackS2 transforms products back to pixels of the input's gradient.
func (t *WinogradTile) OutputBackS2() { t.check(64, 81); winogradOutputBackS2(t) }

func winogradInputS2Generic(t *WinogradTile)          { t.toGrid(9, 9, &stride2B) }
func winogradKernelS2Generic(t *WinogradTile)         { t.toGrid(3, 6, &stride2G) }
func winogradGradientS2Generic(t *WinogradTile)       { t.toGrid(4, 9, &stride2A) }
func winogradOutputS2Generic(t *WinogradTile)         { t.toPoints(4, 9, &stride2AT) }
func winogradKernelGradientS2Generic(t *WinogradTile) { t.toPoints(3, 6, &stride2GT) }
func winogradInputBackS2Generic(t *WinogradTile)      { t.toGrid(5, 9, &stride2BackB) }
func winogradOutputBackS2Generic(t *WinogradTile)     { t.toPoints(8, 9, &stride2BackA) }
