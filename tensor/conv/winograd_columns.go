package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
)

// Transformed, 3x3 weights are four times as large. Of 512 x 512 channels they
// would be written to memory and read again, 38 MB, which takes half as long as to
// multiply 64 images of 4x4 pixels by them. So a part of the work transforms a panel
// of weights, multiplies all patches by it while it is near, and has the products of
// the panel's channels, which it transforms back. Weights that are used again, as in
// inference, are worth their place: they are transformed once, and read.

const (
	// winogradColumnsBytes is the size of transformed weights from which on this is
	// better than to keep them.
	winogradColumnsBytes = 12 << 20
	// columnsRows of weights are transformed at a time. How often a sum is
	// interrupted follows from it, so it is the same for all shapes.
	columnsRows = 512
	// columnsPatches is how many patches a part multiplies by a panel.
	columnsPatches = 128
)

// byColumns tells whether the weights of c x o channels are transformed as
// they are needed.
func (f *winogradForm) byColumns(c, o int) bool {
	return f.matrices*4*c*o >= winogradColumnsBytes && o%asm.WinogradWidth() == 0
}

func (t *winograd) runByColumns() {
	t.grid = scratch(t.form.positions * gridStep(t.tiles*t.c))
	t.block = 4
	t.step = transformPatches
	parallel.Run((t.tiles+t.block-1)/t.block, t)
	t.block = columnsPatches
	t.step = multiplyPatches
	parallel.Run((t.tiles+t.block-1)/t.block*((t.o+t.nr-1)/t.nr), t)
	free(t.grid)
	if t.epilogue != nil {
		t.step = lastStep
		parallel.Run(t.n, t)
	}
}

// finishImage applies the epilogue to image i.
func (t *winograd) finishImage(i int) {
	pixels := t.dstH * t.dstW
	t.epilogue.apply(t.dst, i*pixels*t.o, pixels, t.o)
}

// columns computes part i, the columns of a panel for a block of patches.
func (t *winograd) columns(w *winogradSpace, i int) {
	panels := (t.o + t.nr - 1) / t.nr
	first, column := i/panels*t.block, i%panels*t.nr
	rows, n := min(t.block, t.tiles-first), min(t.nr, t.o-column)
	step, weightStep := gridStep(rows*t.nr), columnsStep(t.c, t.nr)
	products := scratch(t.form.positions * step)
	weights := t.panels
	if t.panels == nil {
		weights = scratch(t.form.matrices * weightStep)
	} else {
		weights = weights[i%panels*columnsChunks(t.c)*t.form.matrices*weightStep:]
	}
	for k := 0; k < t.c; k += columnsRows {
		count := min(columnsRows, t.c-k)
		if t.panels == nil {
			t.transformWeights(w, weights, weightStep, k, count, column, n)
		}
		for p := range t.form.positions {
			w.mul = asm.MulRows{
				A: t.grid[p*gridStep(t.tiles*t.c)+first*t.c+k:], StrideA: t.c, C: products[p*step:], StrideC: t.nr,
				B: weights[t.form.matrix(p)*weightStep:], Rows: rows, K: count, N: n, Accumulate: k > 0,
			}
			w.mul.Run()
		}
		if t.panels != nil {
			weights = weights[t.form.matrices*weightStep:]
		}
	}
	w.tile.Column, w.tile.N, w.tile.Stride = column, n, step
	w.points.start(patchSide{t.dst, t.dstH * t.dstW * t.o, t.out, t.form.out * t.form.out, &w.spare[0]}, first, first+rows)
	for i := range rows {
		w.tile.Points, w.tile.Next = w.points.next()
		w.tile.Grid = products[i*t.nr:]
		t.form.output(&w.tile)
	}
	free(products)
	if t.panels == nil {
		free(weights)
	}
}

// columnsChunks is in how many pieces c rows of weights are transformed, and
// columnsStep the number of values between the positions of a piece.
func columnsChunks(c int) int   { return (c + columnsRows - 1) / columnsRows }
func columnsStep(c, nr int) int { return gridStep(min(columnsRows, c) * nr) }

// packColumns transforms weights [3,3,c,o] that will be used more than once, in
// the order in which they will be.
func (f *winogradForm) packColumns(weights []float32, c, o int) []float32 {
	t := winograds.Get()
	_, nr := asm.MulTileShape()
	panels := (o + nr - 1) / nr
	*t = winograd{form: f, in: t.in, out: t.out, weights: weights, c: c, o: o, nr: nr, step: transformWeights}
	t.panels = scratch(panels * columnsChunks(c) * f.matrices * columnsStep(c, nr))
	parallel.Run(panels, t)
	out := t.panels
	t.release()
	return out
}

// packPanel transforms all rows of panel i.
func (t *winograd) packPanel(w *winogradSpace, i int) {
	step, chunks := columnsStep(t.c, t.nr), columnsChunks(t.c)
	for chunk := range chunks {
		k := chunk * columnsRows
		t.transformWeights(w, t.panels[(i*chunks+chunk)*t.form.matrices*step:], step, k, min(columnsRows, t.c-k), i*t.nr, min(t.nr, t.o-i*t.nr))
	}
}

// transformWeights transforms rows k to k+count of n columns of the weights to
// dst, whose positions are step values apart. They are copied together first: in
// the weights they lie at multiples of 4 KiB, if the channels are a power of two,
// and would drive one another out of the cache.
func (t *winograd) transformWeights(w *winogradSpace, dst []float32, step, k, count, column, n int) {
	src := scratch(9 * count * t.nr)
	for tap := range 9 {
		if t.turned {
			transpose(src[(8-tap)*count*t.nr:], t.weights[(tap*t.o+column)*t.c+k:], t.nr, t.c, count, n)
			continue
		}
		asm.CopyRows(src[tap*count*t.nr:], t.weights[(tap*t.c+k)*t.o+column:], t.nr, t.o, count, n)
	}
	w.tile.Points, w.tile.Next, w.tile.Column, w.tile.N, w.tile.Stride = w.kernel[:], w.kernel[:], 0, n, step
	for i := range count {
		for tap := range 9 {
			w.kernel[tap] = &src[(tap*count+i)*t.nr]
		}
		w.tile.Grid = dst[i*t.nr:]
		t.form.kernel(&w.tile)
	}
	free(src)
}

// transpose writes dst[i*dstStep+j] = src[j*srcStep+i] for i below rows and j
// below columns.
func transpose(dst, src []float32, dstStep, srcStep, rows, columns int) {
	side := asm.FFTWidths()[0]
	fullRows, fullColumns := rows/side*side, columns/side*side
	m := moves.Get()
	if fullRows > 0 {
		for j := 0; j < fullColumns; j += side {
			*m = asm.FFTMove{Src: src[j*srcStep:], SrcStep: srcStep, SrcTile: side, Dst: dst[j:], DstStep: dstStep, DstTile: side * dstStep,
				Tiles: fullRows / side, Width: side}
			m.Transpose()
		}
	}
	*m = asm.FFTMove{}
	moves.Put(m)
	for i := range rows {
		from := 0
		if i < fullRows {
			from = fullColumns
		}
		for j := from; j < columns; j++ {
			dst[i*dstStep+j] = src[j*srcStep+i]
		}
	}
}
