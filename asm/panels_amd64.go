//go:build !purego

package asm

import "unsafe"

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
		outerPanelsBy(t, outerPanelsAVX512, 12, 8)
	case AVX2:
		kPanelsAVX2.used()
		outerPanelsBy(t, outerPanelsAVX2, 6, 4)
	default:
		outerPanelsTiles(t)
	}
}

// outerPanelsBy takes some positions a call, in tiles of high rows, low ones and fewer.
func outerPanelsBy(t *OuterPanels, run func(t *OuterPanels, positions int), high, low int) {
	x, dy, c, fetch := t.X, t.DY, t.C, t.Fetch
	_, nr := MulTileShape()
	columns := (t.N + nr - 1) / nr
	perCall := max(1, rowsPerCall/(t.Len*t.M*columns))
	line := 64 / 4
	atPosition := line * t.Len * columns * (t.M/nr*panelTiles(nr, high, low) + panelTiles(t.M%nr, high, low))
	for q := 0; q < t.Positions; {
		n := min(perCall, t.Positions-q)
		t.fetch, t.stepFetch = uintptr(unsafe.Pointer(&x[0])), 0
		if len(fetch) > 0 {
			t.fetch, t.stepFetch = uintptr(unsafe.Pointer(&fetch[0])), 4*line
			n = min(n, (len(fetch)+atPosition-1)/atPosition)
			fetch = fetch[min(len(fetch), n*atPosition):]
		}
		t.X, t.DY, t.C = x[q*t.StepX:], dy[q*t.StepDY:], c[q*t.StepC:]
		run(t, n)
		q += n
	}
	t.X, t.DY, t.C, t.Fetch = x, dy, c, fetch
}

// panelTiles is the number of tiles that the kernels cover rows of a panel with.
func panelTiles(rows, high, low int) (n int) {
	for ; rows > 0; n++ {
		switch {
		case rows >= high && rows != 2*low:
			rows -= high
		case rows >= low:
			rows -= low
		case rows >= 4:
			rows -= 4
		default:
			rows--
		}
	}
	return n
}
