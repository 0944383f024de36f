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
	j0 := i * t.nr
	width := min(t.nr, t.n-j0)
	if width < t.nr {
		clear(panel)
	}
	if t.trans {
		for j := range width {
			for p, v := range t.b[(j0+j)*t.ldb:][:t.k] {
				panel[p*t.nr+j] = v
			}
		}
	} else {
		for p := range t.k {
			copy(panel[p*t.nr:][:width], t.b[p*t.ldb+j0:])
		}
	}
	if t.alpha != 1 {
		for p := range panel {
			panel[p] *= t.alpha
		}
	}
}
