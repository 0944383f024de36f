package asm

// The transforms of F(2x2,3x3) take 4x4 patches of the input to 2x2 outputs, with
// 16 multiplications where the definition needs 36: fewer are saved than by
// F(4x4,3x3), but the interpolation points are 0, 1, -1 and infinity only, so that
// the transforms are additions and halvings and cost less accuracy. Points and
// Grid are those of a [WinogradTile], whose grid has 16 positions here.
//
//	Input2           Grid = B^T Points B        Points 4x4 pixels of the input
//	Kernel2          Grid = G Points G^T        Points 3x3 weights
//	Output2          Points = A^T Grid A        Points 2x2 pixels of the output
//	Gradient2        Grid = A Points A^T        Points 2x2 pixels of the output's gradient
//	KernelGradient2  Points = G^T Grid G        Points 3x3 weights
var (
	winograd2B = matrix9{ // B^T
		{1, 0, -1, 0},
		{0, 1, 1, 0},
		{0, -1, 1, 0},
		{0, -1, 0, 1},
	}
	winograd2G = matrix9{ // G, 4x3
		{1},
		{1. / 2, 1. / 2, 1. / 2},
		{1. / 2, -1. / 2, 1. / 2},
		{0, 0, 1},
	}
	winograd2A = matrix9{ // A, 4x2
		{1},
		{1, 1},
		{1, -1},
		{0, 1},
	}
	winograd2GT = transposed(winograd2G)
	winograd2AT = transposed(winograd2A)
)

// Input2 transforms a patch of the input.
func (t *WinogradTile) Input2() { t.check(16, 16); winogradInput2(t) }

// Kernel2 transforms weights.
func (t *WinogradTile) Kernel2() { t.check(9, 16); winogradKernel2(t) }

// Output2 transforms products back to pixels.
func (t *WinogradTile) Output2() { t.check(4, 16); winogradOutput2(t) }

// Gradient2 transforms a patch of the output's gradient.
func (t *WinogradTile) Gradient2() { t.check(4, 16); winogradGradient2(t) }

// KernelGradient2 transforms products back to weights.
func (t *WinogradTile) KernelGradient2() { t.check(9, 16); winogradKernelGradient2(t) }

func winogradInput2Generic(t *WinogradTile)          { t.toGrid(4, 4, &winograd2B) }
func winogradKernel2Generic(t *WinogradTile)         { t.toGrid(3, 4, &winograd2G) }
func winogradGradient2Generic(t *WinogradTile)       { t.toGrid(2, 4, &winograd2A) }
func winogradOutput2Generic(t *WinogradTile)         { t.toPoints(2, 4, &winograd2AT) }
func winogradKernelGradient2Generic(t *WinogradTile) { t.toPoints(3, 4, &winograd2GT) }
