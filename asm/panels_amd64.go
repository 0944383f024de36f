//go:build !purego

package asm

var (
	kPanelsAVX512 = newKernel("outerPanels12x32AVX512")
	kPanelsAVX2   = newKernel("outerPanels6x16AVX2")
)

//go:noescape
func outerPanelsAVX512(t *OuterPanels, positions int)

//go:noescape
func outerPanelsAVX2(t *OuterPanels, positions int)

func outerPanels(t *OuterPanels) {
	switch active {
	case AVX512:
		kPanelsAVX512.used()
		outerPanelsBy(t, outerPanelsAVX512)
	case AVX2:
		kPanelsAVX2.used()
		outerPanelsBy(t, outerPanelsAVX2)
	default:
		outerPanelsTiles(t)
	}
}

// outerPanelsBy takes some positions a call.
func outerPanelsBy(t *OuterPanels, run func(t *OuterPanels, positions int)) {
	x, dy, c := t.X, t.DY, t.C
	_, nr := MulTileShape()
	perCall := max(1, rowsPerCall*nr/(t.Len*t.M*((t.N+nr-1)/nr*nr)))
	for q := 0; q < t.Positions; q += perCall {
		t.X, t.DY, t.C = x[q*t.StepX:], dy[q*t.StepDY:], c[q*t.StepC:]
		run(t, min(perCall, t.Positions-q))
	}
	t.X, t.DY, t.C = x, dy, c
}
