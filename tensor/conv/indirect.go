package conv

import (
	"unsafe"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor"
)

// A tap is a kernel position: where its input pixel lies, seen from the first
// pixel that the output pixel's receptive field starts at.
type tap struct{ dy, dx int }

// indirect is a convolution as a product over row pointers. Output pixel (i, j)
// of the grid reads, for each tap, the K values of its group in input pixel
// (i*stepY+tap.dy, j*stepX+tap.dx), and is written to pixel
// (i*outStepY+outY, j*outStepX+outX) of the output image.
type indirect struct {
	n                        int
	src                      []float32
	srcH, srcW, srcC         int
	stepY, stepX             int
	taps                     []tap
	k                        int // channels read by each group
	gridH, gridW             int
	dst                      []float32
	dstH, dstW, dstC         int
	outY, outX               int
	outStepY, outStepX       int
	columns                  int // channels written by each group
	groups                   int
	panels                   []float32 // of one group after the other
	epilogue                 *epilogue
	mr, nr, tilesInPart, all int
}

var indirects parallel.Stash[indirect]

const (
	maxTilesInPart = 8
	goodParts      = 32 // enough for the cores to finish together
)

// run computes the whole convolution.
func (t *indirect) run() {
	parts := t.divide()
	switch {
	case parts == 0:
	case t.pointwise():
		t.runPixels(parts)
	case t.picks():
		t.runPicked()
	default:
		parallel.Run(parts, t)
	}
}

// divide chooses the size of a part and returns how many there are.
func (t *indirect) divide() (parts int) {
	t.mr, t.nr = asm.MulTileShape()
	t.all = t.n * t.gridH * t.gridW
	tiles := (t.all + t.mr - 1) / t.mr
	t.tilesInPart = min(maxTilesInPart*max(1, 12/t.mr), max(1, (tiles+goodParts-1)/goodParts))
	return (tiles + t.tilesInPart - 1) / t.tilesInPart
}

// workspace is what one goroutine needs to compute tiles.
type workspace struct {
	tile  asm.MulTile
	a, c  []*float32
	zeros []float32 // what the padding reads
	spare []float32 // where rows that do not exist are written
}

var workspaces parallel.Stash[workspace]

// Part computes some neighbouring tiles, each panel of weights once for all.
func (t *indirect) Part(part int) {
	w := workspaces.Get()
	defer workspaces.Put(w)
	if need := max(t.srcC, t.k); len(w.zeros) < need {
		w.zeros = make([]float32, need)
	}
	if len(w.spare) < t.dstC {
		w.spare = make([]float32, t.dstC)
	}
	rowsInPart := t.tilesInPart * t.mr
	first := part * rowsInPart
	rows := min(rowsInPart, t.all-first)
	tiles := (rows + t.mr - 1) / t.mr
	t.pointers(w, first, rows, tiles)
	for g := range t.groups {
		t.multiply(w, g, tiles)
		if g+1 < t.groups {
			for i, a := range w.a {
				w.a[i] = (*float32)(unsafe.Add(unsafe.Pointer(a), 4*t.k))
			}
		}
	}
	if t.epilogue != nil {
		t.epilogue.apply(t.dst, first*t.dstC, rows, t.dstC)
	}
}

// multiply computes the tiles of group g.
func (t *indirect) multiply(w *workspace, g, tiles int) {
	w.tile.Taps, w.tile.K, w.tile.Accumulate = len(t.taps), t.k, false
	panel := len(t.taps) * t.k * t.nr
	panels := t.panels[g*((t.columns+t.nr-1)/t.nr)*panel:]
	for j := 0; j*t.nr < t.columns; j++ {
		w.tile.B = panels[j*panel:][:panel]
		w.tile.Column, w.tile.N = g*t.columns+j*t.nr, min(t.nr, t.columns-j*t.nr)
		for i := range tiles {
			w.tile.A = w.a[i*len(t.taps)*t.mr:][:len(t.taps)*t.mr]
			w.tile.C = w.c[i*t.mr:][:t.mr]
			w.tile.Next = nil
			if j == 0 && i+1 < tiles {
				w.tile.Next = w.a[(i+1)*len(t.taps)*t.mr:][:len(t.taps)*t.mr]
			}
			w.tile.Run()
		}
	}
}

// pointers fills w.a and w.c for the tiles that start at grid pixel first.
func (t *indirect) pointers(w *workspace, first, rows, tiles int) {
	nTaps := len(t.taps)
	if need := tiles * nTaps * t.mr; cap(w.a) < need {
		w.a = make([]*float32, need)
	}
	w.a = w.a[:tiles*nTaps*t.mr]
	w.c = w.c[:0]
	j, rest := first%t.gridW, first/t.gridW
	i, n := rest%t.gridH, rest/t.gridH
	zero, spare := &w.zeros[0], &w.spare[0]
	for r := range tiles * t.mr {
		at := r/t.mr*nTaps*t.mr + r%t.mr
		if r >= rows {
			w.c = append(w.c, spare)
			for s := range nTaps {
				w.a[at+s*t.mr] = zero
			}
			continue
		}
		w.c = append(w.c, &t.dst[((n*t.dstH+i*t.outStepY+t.outY)*t.dstW+j*t.outStepX+t.outX)*t.dstC])
		y0, x0 := i*t.stepY, j*t.stepX
		image := t.src[n*t.srcH*t.srcW*t.srcC:]
		for s, tap := range t.taps {
			y, x := y0+tap.dy, x0+tap.dx
			if uint(y) < uint(t.srcH) && uint(x) < uint(t.srcW) {
				w.a[at+s*t.mr] = &image[(y*t.srcW+x)*t.srcC]
			} else {
				w.a[at+s*t.mr] = zero
			}
		}
		if j++; j == t.gridW {
			j = 0
			if i++; i == t.gridH {
				i, n = 0, n+1
			}
		}
	}
}

// release forgets the slices and keeps the object for the next convolution.
func (t *indirect) release() {
	*t = indirect{taps: t.taps[:0]}
	indirects.Put(t)
}

func scratch(n int) []float32 { return tensor.Scratch.Get(n) }
func free(b []float32)        { tensor.Scratch.Put(b) }
