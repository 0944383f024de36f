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
		Transpose(panel, nr, b[j0*ldb+k0:], ldb, width, k)
		return
	}
	for p := range k {
		copy(panel[p*nr:][:width], b[(k0+p)*ldb+j0:])
	}
}

// Transpose writes column j of the rows x columns matrix src, whose rows are ld
// values apart, to dst[j*step]: four rows at a time, and so few columns that what it
// writes stays in the first-level cache.
func Transpose(dst []float32, step int, src []float32, ld, rows, columns int) {
	const stretch = 128
	for c := 0; c < columns; c += stretch {
		width := min(stretch, columns-c)
		r := 0
		for ; r+4 <= rows; r += 4 {
			a, b := src[r*ld+c:][:width], src[(r+1)*ld+c:][:width]
			d, e := src[(r+2)*ld+c:][:width], src[(r+3)*ld+c:][:width]
			at := c*step + r
			for j := range a {
				out := dst[at : at+4 : at+4]
				out[0], out[1], out[2], out[3] = a[j], b[j], d[j], e[j]
				at += step
			}
		}
		for ; r < rows; r++ {
			for j, v := range src[r*ld+c:][:width] {
				dst[(c+j)*step+r] = v
			}
		}
	}
}
