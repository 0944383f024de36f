package asm

// WinogradTile describes one transform of Winograd's convolution F(4x4,3x3)
// (Lavin and Gray 2016), for N channels at once. Points are the side that lies
// in an image or in the weights, each position anywhere; Grid is the side of the
// products, where position p of the 6x6 starts at Grid[p*Stride].
//
// With u = G w G^T and v = B^T x B of a 6x6 patch, the 4x4 outputs of a 3x3
// convolution are A^T (u*v) A: 36 multiplications where the definition needs 144.
//
//	Input           Grid = B^T Points B        Points 6x6 pixels of the input
//	Kernel          Grid = G Points G^T        Points 3x3 weights
//	Output          Points = A^T Grid A        Points 4x4 pixels of the output
//	Gradient        Grid = A Points A^T        Points 4x4 pixels of the output's gradient
//	KernelGradient  Points = G^T Grid G        Points 3x3 weights
//
// The last two are the transposes of the middle two, which is what a gradient
// needs. Points are used from Column on, Grid from 0.
//
// Next may hold the points of the patch that will be transformed after this one:
// they are fetched into the cache.
type WinogradTile struct {
	Points    []*float32
	Next      []*float32
	Column    int
	Grid      []float32
	Stride, N int
	//lint:ignore U1000 the assembly keeps half-done tiles here
	work [81*16 + 16]float32
}

// WinogradWidth returns the smallest N that the transforms take at the active
// level: one register.
func WinogradWidth() int {
	switch active {
	case AVX512:
		return 16
	case AVX2:
		return 8
	}
	return 4
}

func (t *WinogradTile) check(points, positions int) {
	if len(t.Points) < points || t.N < WinogradWidth() || len(t.Grid) < (positions-1)*t.Stride+t.N {
		panic("asm: WinogradTile: slices shorter than the sizes say")
	}
	if len(t.Next) < points {
		t.Next = t.Points
	}
}

// Input transforms a patch of the input.
func (t *WinogradTile) Input() { t.check(36, 36); winogradInput(t) }

// Kernel transforms weights.
func (t *WinogradTile) Kernel() { t.check(9, 36); winogradKernel(t) }

// Output transforms products back to pixels.
func (t *WinogradTile) Output() { t.check(16, 36); winogradOutput(t) }

// Gradient transforms a patch of the output's gradient.
func (t *WinogradTile) Gradient() { t.check(16, 36); winogradGradient(t) }

// KernelGradient transforms products back to weights.
func (t *WinogradTile) KernelGradient() { t.check(9, 36); winogradKernelGradient(t) }
