package asm

// NormPool is a pair of rows of pixels that are normalised, rectified and pooled by
// windows of 2x2 pixels, at once. Width pixels of len(Scale) channels make a row;
// what belongs to the pooled row is a quarter as long as X. The level must have
// kernels for it, see [NormPoolsWith].
type NormPool struct {
	X, Dst, DY          []float32
	Scale, Shift        []float32 // of the normalisation: x*Scale + Shift
	Mean, S1, S2        []float32 // of Dots
	Slope, Offset       []float32 // of Grad
	Width               int
	windows, pixelBytes int
}

// prepare checks the sizes: Dst and DY in pooled rows, and what belongs to channels.
func (p *NormPool) prepare(dst, dy int, channels ...[]float32) {
	c := len(p.Scale)
	row := p.Width / 2 * c
	ok := NormPoolsWith(c) && p.Width > 0 && p.Width%2 == 0 && len(p.X) >= 4*row && len(p.Dst) >= dst*row && len(p.DY) >= dy*row
	for _, s := range channels {
		ok = ok && len(s) >= c
	}
	if !ok {
		panic("asm: NormPool: slices shorter than the sizes say, or no kernel for them")
	}
	p.windows, p.pixelBytes = p.Width/2, 4*c
}

// Apply sets Dst to the pooled row: for each channel of each window the largest of
// max(x*Scale + Shift, 0), where a NaN never wins.
func (p *NormPool) Apply() { p.prepare(1, 0, p.Shift); normPoolApply(p) }

// Dots adds per channel to S1 the DY of every window whose largest value is positive,
// and to S2 that times x-Mean of the first pixel that has this value.
func (p *NormPool) Dots() { p.prepare(0, 1, p.Shift, p.Mean, p.S1, p.S2); normPoolDots(p) }

// Grad sets Dst, which may be X, to Scale*dy + Slope*x + Offset for all pixels: dy is
// the window's DY for the pixel that Dots takes, and 0 for the others.
func (p *NormPool) Grad() { p.prepare(4, 1, p.Shift, p.Slope, p.Offset); normPoolGrad(p) }
