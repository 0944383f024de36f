package conv

import "freqlens/asm"

// BackwardDataAdd adds the gradient of the input to what dx holds: its share from
// another way, as where a shortcut leaves. Winograd's outputs and the pixels that a
// kernel of one position reaches are added while they are in cache.
func BackwardDataAdd(p Params, dx, dy, w []float32) {
	mustWork(p.Check())
	p.check(dx, w, dy)
	name := Choice(DirBackwardData, p)
	switch {
	case isWinograd(name) && !formOf(name, DirBackwardData).byColumns(p.O, p.C):
		backwardDataWinograd(formOf(name, DirBackwardData), p, dx, dy, w, true)
	case name == algoIndirect && p.scatters():
		backwardDataScatter(p, dx, dy, w, true)
	default:
		share := scratch(len(dx))
		BackwardData(p, share, dy, w)
		sumShards(dx, share, 1)
		free(share)
	}
}

// outputsAdd is outputs for results that are added to what dst holds.
func (t *winograd) outputsAdd(w *winogradSpace, products []float32, step, first, last int) {
	side := t.form.out
	if len(w.sums) < side*side*t.o {
		w.sums = make([]float32, side*side*t.o)
	}
	for i := range side * side {
		w.sumPoints[i] = &w.sums[i*t.o]
	}
	w.tile.Column, w.tile.N, w.tile.Stride, w.tile.Points = 0, t.o, step, w.sumPoints[:side*side]
	w.points.start(patchSide{t.dst, t.dstH * t.dstW * t.o, t.out, side * side, &w.spare[0]}, first, last)
	image := t.tilesY * t.tilesX
	for i := first; i < last; i++ {
		_, w.tile.Next = w.points.next()
		w.tile.Grid = products[(i-first)*t.o:]
		t.form.output(&w.tile)
		n, at := i/image, i%image
		y, x := at/t.tilesX*side, at%t.tilesX*side
		for row := y; row < min(y+side, t.dstH); row++ {
			dst := t.dst[((n*t.dstH+row)*t.dstW+x)*t.o:][:min(side, t.dstW-x)*t.o]
			asm.Add(dst, dst, w.sums[(row-y)*side*t.o:][:len(dst)])
		}
	}
}
