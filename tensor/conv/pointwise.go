package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// A kernel of one position is a plain product of pixels and weights. Pixels that
// lie at equal distances need no table of pointers, and what comes next is known
// well enough to fetch it from memory while the product computes: these
// convolutions have so few multiplications for each value that they would wait
// for it.

const (
	line = 16 // values in a cache line
	// pointwiseStreamBytes of output leave the caches before anybody reads them.
	pointwiseStreamBytes = 20 << 20
)

// pointwise tells whether pixels and results are the rows of two matrices.
func (t *indirect) pointwise() bool {
	return t.groups == 1 && len(t.taps) == 1 && t.taps[0] == tap{} && t.stepY == 1 && t.stepX == 1 && t.outStepY == 1 && t.outStepX == 1 &&
		t.srcH == t.gridH && t.srcW == t.gridW && t.dstH == t.gridH && t.dstW == t.gridW
}

// pixelRows computes an [indirect] that is pointwise.
type pixelRows struct{ *indirect }

var pixelRowTasks parallel.Stash[pixelRows]

func (t *indirect) runPixels(parts int) {
	rows := pixelRowTasks.Get()
	rows.indirect = t
	parallel.Run(parts, rows)
	rows.indirect = nil
	pixelRowTasks.Put(rows)
}

// Part computes some neighbouring pixels, each panel of weights once for all.
func (t *pixelRows) Part(part int) {
	rows := t.tilesInPart * t.mr
	first := part * rows
	rows = min(rows, t.all-first)
	product := products.Get()
	for j := 0; j*t.nr < t.columns; j++ {
		*product = asm.MulRows{
			A: t.src[first*t.srcC:], StrideA: t.srcC, B: t.panels[j*t.k*t.nr:][:t.k*t.nr],
			C: t.dst[first*t.dstC+j*t.nr:], StrideC: t.dstC,
			Rows: rows, K: t.k, N: min(t.nr, t.columns-j*t.nr),
			Stream: t.epilogue == nil && 4*len(t.dst) >= pointwiseStreamBytes,
		}
		if next := (first + t.mr) * t.srcC; j == 0 && next < len(t.src) {
			product.Fetch = asm.Fetch{At: t.src[next:], Step: line, Next: t.mr * t.srcC, Tiles: t.tilesInPart}
		}
		product.Run()
	}
	*product = asm.MulRows{}
	products.Put(product)
	if t.epilogue != nil {
		t.epilogue.apply(t.dst, first*t.dstC, rows, t.dstC)
	}
}

// picks tells whether a kernel of one position reads every stepX-th pixel of every
// stepY-th row.
func (t *indirect) picks() bool {
	return t.groups == 1 && len(t.taps) == 1 && t.taps[0] == tap{} && t.outStepY == 1 && t.outStepX == 1 &&
		t.dstH == t.gridH && t.dstW == t.gridW && (t.gridH-1)*t.stepY < t.srcH && (t.gridW-1)*t.stepX < t.srcW
}

// pickedRows computes an [indirect] that picks pixels, some rows of the output a part.
type pickedRows struct {
	*indirect
	rowsInPart int
}

var pickedRowTasks parallel.Stash[pickedRows]

func (t *indirect) runPicked() {
	rows := pickedRowTasks.Get()
	all := t.n * t.gridH
	*rows = pickedRows{t, max(1, min(all/goodParts, 128/t.gridW))}
	parallel.Run((all+rows.rowsInPart-1)/rows.rowsInPart, rows)
	*rows = pickedRows{}
	pickedRowTasks.Put(rows)
}

// Part computes some rows, each panel of weights once for all.
func (t *pickedRows) Part(part int) {
	first := part * t.rowsInPart
	last := min(first+t.rowsInPart, t.n*t.gridH)
	product := products.Get()
	for j := 0; j*t.nr < t.columns; j++ {
		*product = asm.MulRows{
			StrideA: t.stepX * t.srcC, B: t.panels[j*t.k*t.nr:][:t.k*t.nr], StrideC: t.dstC,
			Rows: t.gridW, K: t.k, N: min(t.nr, t.columns-j*t.nr),
			Fetch: asm.Fetch{Step: line, Next: line * t.k, Tiles: t.srcW*t.srcC/(line*t.k) + 1},
		}
		for row := first; row < last; row++ {
			product.A, product.C = t.src[t.rowStart(row):], t.dst[row*t.gridW*t.dstC+j*t.nr:]
			product.Fetch.At = nil
			if j == 0 && row+1 < t.n*t.gridH {
				product.Fetch.At = t.src[t.rowStart(row+1):]
			}
			product.Run()
		}
	}
	*product = asm.MulRows{}
	products.Put(product)
	if t.epilogue != nil {
		t.epilogue.apply(t.dst, first*t.gridW*t.dstC, (last-first)*t.gridW, t.dstC)
	}
}

// rowStart is where the pixels of an output row begin.
func (t *indirect) rowStart(row int) int {
	return (row/t.gridH*t.srcH + row%t.gridH*t.stepY) * t.srcW * t.srcC
}

// scatters tells whether the gradient of the input is a product whose rows lie
// between pixels that no output has read.
func (p Params) scatters() bool {
	return p.KH == 1 && p.KW == 1 && p.PH == 0 && p.PW == 0 && p.SH*p.SW > 1 && p.Groups == 1
}

// backwardDataScatter writes the input's gradient in one pass, products and zeros.
// With add, the products are added to what dx holds.
func backwardDataScatter(p Params, dx, dy, w []float32, add bool) {
	t := scatterTasks.Get()
	*t = scatterTask{Params: p, dx: dx, dy: dy, add: add, panels: scratch(gemm.PanelsLen(p.O, p.C))}
	t.oh, t.ow = p.Out()
	gemm.PackPanels(t.panels, w, p.O, true, p.O, p.C, 1)
	rows := p.N * t.oh
	t.rowsInPart = max(1, min(rows/goodParts, 128/t.ow))
	parallel.Run((rows+t.rowsInPart-1)/t.rowsInPart, t)
	free(t.panels)
	*t = scatterTask{}
	scatterTasks.Put(t)
}

var scatterTasks parallel.Stash[scatterTask]

type scatterTask struct {
	Params
	dx, dy, panels     []float32
	oh, ow, rowsInPart int
	add                bool
}

// Part computes the gradients of the input rows that belong to some rows of the
// output: each row of the output has SH of them, and the last one of an image
// what is left over.
func (t *scatterTask) Part(part int) {
	product := products.Get()
	_, nr := asm.MulTileShape()
	for row := part * t.rowsInPart; row < min((part+1)*t.rowsInPart, t.N*t.oh); row++ {
		n, oy := row/t.oh, row%t.oh
		last := (oy + 1) * t.SH
		if oy == t.oh-1 {
			last = t.H
		}
		width := t.W * t.C
		dx := t.dx[(n*t.H+oy*t.SH)*width : (n*t.H+last)*width]
		dy := t.dy[row*t.ow*t.O:]
		for j := 0; j*nr < t.C; j++ {
			*product = asm.MulRows{
				A: dy, StrideA: t.O, B: t.panels[j*t.O*nr:][:t.O*nr], C: dx[j*nr:], StrideC: t.SW * t.C,
				Rows: t.ow, K: t.O, N: min(nr, t.C-j*nr), Accumulate: t.add,
			}
			if ahead := (n*t.H + last) * width; j == 0 && ahead < len(t.dx) {
				product.Fetch = asm.Fetch{At: t.dx[ahead:], Step: line, Next: line * t.O, Tiles: (len(dx) + line*t.O - 1) / (line * t.O)}
			} else if j == 1 && len(dy) > t.ow*t.O {
				product.Fetch = asm.Fetch{At: dy[t.ow*t.O:], Step: line, Next: line * t.O, Tiles: t.ow/line + 1}
			}
			product.Run()
		}
		if t.add {
			continue
		}
		for x := range t.ow {
			clear(dx[(x*t.SW+1)*t.C : min((x+1)*t.SW, t.W)*t.C])
		}
		clear(dx[width:])
	}
	*product = asm.MulRows{}
	products.Put(product)
}
