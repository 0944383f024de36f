package gemm

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
)

// PanelsLen returns the number of values that [PackPanels] writes for a k x n matrix.
func PanelsLen(k, n int) int {
	_, nr := asm.MulTileShape()
	return (n + nr - 1) / nr * nr * k
}

// PackPanels copies the k x n matrix b into panels of NR columns, NR being the
// width of a tile: value (p, j) goes to dst[(j/NR*k+p)*NR+j%NR]. Missing columns
// of the last panel become zero. b is row-major with ldb values between rows; if
// trans is set it holds the transpose, n x k.
func PackPanels(dst, b []float32, ldb int, trans bool, k, n int, alpha float32) {
	_, nr := asm.MulTileShape()
	t := packTasks.Get()
	*t = packTask{dst, b, ldb, trans, k, n, nr, alpha}
	parallel.Run((n+nr-1)/nr, t)
	*t = packTask{}
	packTasks.Put(t)
}

var packTasks parallel.Stash[packTask]

type packTask struct {
	dst, b   []float32
	ldb      int
	trans    bool
	k, n, nr int
	alpha    float32
}

// Part packs one panel.
func (t *packTask) Part(i int) {
	panel := t.dst[i*t.k*t.nr:][:t.k*t.nr]
	packPanel(panel, t.b, t.ldb, t.trans, 0, t.k, i*t.nr, min(t.nr, t.n-i*t.nr), t.nr)
	if t.alpha != 1 {
		asm.Scale(panel, panel, t.alpha)
	}
}

// packPanel packs width columns of b from column j0 on, and of those k values
// from k0 on.
func packPanel(panel, b []float32, ldb int, trans bool, k0, k, j0, width, nr int) {
	if width < nr {
		clear(panel[:k*nr])
	}
	if trans {
		for j := range width {
			for p, v := range b[(j0+j)*ldb+k0:][:k] {
				panel[p*nr+j] = v
			}
		}
		return
	}
	for p := range k {
		copy(panel[p*nr:][:width], b[(k0+p)*ldb+j0:])
	}
}
