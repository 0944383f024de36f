package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
)

// weightsWinograd is the weight gradient by a form of Winograd's algorithm. The
// output is A^T (u*v) A with u = G w G^T and v = B^T x B, so the gradient of u is
// the sum over all patches of v times A dy A^T, a sum of outer products for each
// position, and that of w is G^T du G.
//
// There are two ways to spread it. Where du is small, each part takes some of the
// patches, a shard: it transforms as many as fit its core's second-level cache beside
// du, adds their products, goes on, and transforms du back. Transformed patches are two
// and a quarter times as large as the images: all at once, they would go through the
// third level twice. The weights of shards are summed in order. Where du is large,
// the patches are transformed in blocks that fit the third-level cache, and a part
// is a unit, some channels of the input times some of the output, in all blocks.
//
// The numbers of shards, blocks and units follow from the shape alone: they decide
// the order of the sums.
type weightsWinograd struct {
	Params
	form           *winogradForm
	dw, x, dy      []float32
	oh, ow         int
	tilesY, tilesX int
	tiles, block   int
	in, out        []int32 // where the pixels of each patch of an image lie
	nr             int
	step           step
	shards         int
	partial        []float32 // all shards' weights but the first's

	du             []float32 // of all units, if there are several blocks
	grid, gradient []float32 // the transformed patches of a block, where all parts share them
	first, last    int       // the patches of this block
	unitC, unitO   int       // channels in a unit
	units, unitsO  int       // units in all, and across the outputs
}

var weightsWinograds parallel.Stash[weightsWinograd]

const (
	weightShardBytes  = 640 << 10 // of du, up to which there are shards
	weightBlockBytes  = 3 << 20   // of transformed patches, if there are several blocks
	weightSingleBytes = 20 << 20  // or if all fit into one
	weightCacheBytes  = 800 << 10 // of du and the patches that a shard transforms at a time
	weightShard       = 128       // patches of a shard at least
	weightPatches     = 4
	weightUnit        = 64 // channels of a unit at most
	weightUnits       = 8  // as many at least, if there are so many channels
)

func backwardWeightsWinograd(f *winogradForm, p Params, dw, x, dy []float32) {
	t := weightsWinograds.Get()
	*t = weightsWinograd{Params: p, form: f, dw: dw, x: x, dy: dy, nr: asm.OuterColumns(), in: t.in, out: t.out}
	t.oh, t.ow = p.Out()
	t.tilesY, t.tilesX = f.tiles(t.oh), f.tiles(t.ow)
	t.in = patchOffsets(t.in, t.tilesY, t.tilesX, f.side, f.apart, t.PH, t.PW, t.H, t.W, t.C)
	t.out = patchOffsets(t.out, t.tilesY, t.tilesX, f.out, f.out, 0, 0, t.oh, t.ow, t.O)
	t.tiles = p.N * t.tilesY * t.tilesX
	if t.tiles == 0 {
		clear(t.dw)
	} else if t.planShards(); t.shards > 0 {
		t.runShards()
	} else {
		t.runUnits()
	}
	*t = weightsWinograd{in: t.in, out: t.out}
	weightsWinograds.Put(t)
}

// planShards decides how many shards there are, 0 for none.
func (t *weightsWinograd) planShards() {
	du, patch := 4*t.form.matrices*t.C*t.O, 4*t.form.positions*(t.C+t.O)
	t.shards = min(wantedParts, t.tiles/weightShard)
	if du > weightShardBytes || t.shards < 2 {
		t.shards = 0
		return
	}
	t.block = max(16, (weightCacheBytes-du)/patch)
}

func (t *weightsWinograd) runShards() {
	t.unitC, t.unitO, t.unitsO, t.units = t.C, t.O, 1, 1
	t.partial = scratch(len(t.dw) * (t.shards - 1))
	t.step = oneShard
	parallel.Run(t.shards, t)
	sumShards(t.dw, t.partial, t.shards-1)
	free(t.partial)
}

func (t *weightsWinograd) runUnits() {
	t.planUnits()
	patch := 4 * t.form.positions * (t.C + t.O)
	t.block = t.tiles
	if t.tiles*patch > weightSingleBytes {
		t.block = max(32, weightBlockBytes/patch)
		t.du = scratch(t.units * t.unitSize())
	}
	t.grid, t.gradient = scratch(t.sideLen(t.C)), scratch(t.sideLen(t.O))
	for t.first = 0; t.first < t.tiles; t.first += t.block {
		t.last = min(t.first+t.block, t.tiles)
		t.step = transformPatches
		parallel.Run((t.last-t.first+weightPatches-1)/weightPatches, t)
		t.step = multiplyPatches
		parallel.Run(t.units, t)
	}
	free(t.grid)
	free(t.gradient)
	if t.du != nil {
		free(t.du)
	}
}

// planUnits cuts the channels into units of whole panels, or half a panel of the
// input. The last one across the outputs takes what is too little for another.
func (t *weightsWinograd) planUnits() {
	t.unitC, t.unitO = min(t.C, weightUnit/t.nr*t.nr), max(t.nr, min(t.O, weightUnit)/t.nr*t.nr)
	for {
		t.unitsO = max(1, t.O/t.unitO)
		t.units = t.unitsO * ((t.C + t.unitC - 1) / t.unitC)
		switch {
		case t.units >= weightUnits:
			return
		case t.unitC > t.nr:
			t.unitC = t.nr
		case t.unitO > t.nr:
			t.unitO = t.nr
		case t.unitC > t.nr/2:
			t.unitC = t.nr / 2
		default:
			return
		}
	}
}

// unit returns the channels of unit i.
func (t *weightsWinograd) unit(i int) (c0, c1, o0, o1 int) {
	c0, o0 = i/t.unitsO*t.unitC, i%t.unitsO*t.unitO
	c1, o1 = min(c0+t.unitC, t.C), o0+t.unitO
	if i%t.unitsO == t.unitsO-1 {
		o1 = t.O
	}
	return c0, c1, o0, o1
}

// unitStep is the number of values between the positions of a unit's du, unitSize
// that of all.
func (t *weightsWinograd) unitStep() int {
	return gridStep(t.unitC * (t.O - (t.unitsO-1)*t.unitO))
}
func (t *weightsWinograd) unitSize() int { return t.form.matrices * t.unitStep() }

// The transformed patches of one side of a block lie in panels of nr channels for
// each position. panelLead values before a panel are room for the transform of its
// first patch, which writes a whole register even if the panel has fewer channels.
const panelLead = 16

func (t *weightsWinograd) panelStep() int { return t.block*t.nr + panelLead }

func (t *weightsWinograd) sideStep(channels int) int {
	return gridStep((channels + t.nr - 1) / t.nr * t.panelStep())
}
func (t *weightsWinograd) sideLen(channels int) int {
	return t.form.positions * t.sideStep(channels)
}

// weightSpace is what one goroutine needs.
type weightSpace struct {
	tile   asm.WinogradTile
	panels asm.OuterPanels
	points pixels
	kernel [9]*float32
	zeros  []float32

	fetchX, fetchDY []float32
}

var weightSpaces parallel.Stash[weightSpace]

// Part does one part of the current step.
func (t *weightsWinograd) Part(i int) {
	w := weightSpaces.Get()
	defer weightSpaces.Put(w)
	if need := max(t.C, t.O); len(w.zeros) < need {
		w.zeros = make([]float32, need)
	}
	switch t.step {
	case oneShard:
		t.shard(w, i)
	case transformPatches:
		first := t.first + i*weightPatches
		t.patches(w, t.grid, t.gradient, t.first, first, min(first+weightPatches, t.last))
	case multiplyPatches:
		t.multiplyUnit(w, i)
	}
}

// shard computes the gradient of the weights from shard i of the patches.
func (t *weightsWinograd) shard(w *weightSpace, i int) {
	dw := t.dw
	if i > 0 {
		dw = t.partial[(i-1)*len(dw):][:len(dw)]
	}
	grid, gradient, du := scratch(t.sideLen(t.C)), scratch(t.sideLen(t.O)), scratch(t.unitSize())
	from, to := t.tiles*i/t.shards, t.tiles*(i+1)/t.shards
	for first := from; first < to; first += t.block {
		last := min(first+t.block, to)
		t.patches(w, grid, gradient, first, first, last)
		t.fetchNext(w, last, min(last+t.block, to), 0, 1)
		t.multiply(w, du, grid, gradient, last-first, 0, t.C, 0, t.O, first == from)
	}
	t.weights(w, dw, du, 0, t.C, 0, t.O)
	free(grid)
	free(gradient)
	free(du)
}

// multiplyUnit adds a block's products to unit i, and after the last block
// transforms it back.
func (t *weightsWinograd) multiplyUnit(w *weightSpace, i int) {
	var du []float32
	if t.du == nil {
		du = scratch(t.unitSize())
	} else {
		du = t.du[i*t.unitSize():]
	}
	c0, c1, o0, o1 := t.unit(i)
	t.fetchNext(w, t.last, min(t.last+t.block, t.tiles), i, t.units)
	t.multiply(w, du, t.grid, t.gradient, t.last-t.first, c0, c1, o0, o1, t.first == 0)
	if t.last == t.tiles {
		t.weights(w, t.dw, du, c0, c1, o0, o1)
	}
	if t.du == nil {
		free(du)
	}
}

// patches transforms the patches from first to last of the input and of the
// output's gradient. The block begins with patch begin.
func (t *weightsWinograd) patches(w *weightSpace, grid, gradient []float32, begin, first, last int) {
	t.side(w, patchSide{t.x, t.H * t.W * t.C, t.in, t.form.side * t.form.side, &w.zeros[0]}, t.form.input, grid, t.C, begin, first, last)
	t.side(w, patchSide{t.dy, t.oh * t.ow * t.O, t.out, t.form.out * t.form.out, &w.zeros[0]}, t.form.gradient, gradient, t.O, begin, first, last)
}

func (t *weightsWinograd) side(w *weightSpace, side patchSide, transform func(*asm.WinogradTile), grid []float32, channels, begin, first, last int) {
	w.points.start(side, first, last)
	w.tile.Stride = t.sideStep(channels)
	for i := first; i < last; i++ {
		w.tile.Points, w.tile.Next = w.points.next()
		at := panelLead + (i-begin)*t.nr
		for column := 0; column < channels; column += t.nr {
			n := min(t.nr, channels-column)
			short := max(0, asm.WinogradWidth()-n)
			w.tile.Column, w.tile.N, w.tile.Grid = column-short, n+short, grid[at-short:]
			transform(&w.tile)
			at += t.panelStep()
		}
	}
}

// multiply adds the outer products of patches for the input's channels from c0 to
// c1 and the output's from o0 to o1 to du, or sets du to them.
func (t *weightsWinograd) multiply(w *weightSpace, du, grid, gradient []float32, patches, c0, c1, o0, o1 int, set bool) {
	p := &w.panels
	p.StrideC, p.PanelX, p.PanelDY, p.StepX, p.StepDY = o1-o0, t.panelStep(), t.panelStep(), t.sideStep(t.C), t.sideStep(t.O)
	p.Len, p.M, p.N = patches, c1-c0, o1-o0
	for position := 0; position < t.form.positions; position += p.Positions {
		count, apart, first := t.form.run(position)
		p.Positions, p.StepC, p.Set = count, apart*t.unitStep(), set && first
		p.X = grid[position*p.StepX+panelLead+c0/t.nr*t.panelStep()+c0%t.nr:]
		p.DY = gradient[position*p.StepDY+panelLead+o0/t.nr*t.panelStep():]
		p.C = du[t.form.matrix(position)*t.unitStep():]
		// One half of the positions fetches pixels of the input, the other of the gradient.
		fetch := &w.fetchX
		if 2*(position+1) >= t.form.positions {
			fetch = &w.fetchDY
		}
		p.Fetch = *fetch
		p.Run()
		*fetch = p.Fetch
	}
	p.X, p.DY, p.C, p.Fetch, w.fetchX, w.fetchDY = nil, nil, nil, nil, nil, nil
}

// fetchNext sets what the next products fetch: of the pixels of the patches from
// first to last, part i of n. The transforms only wait for memory, the products
// never do.
func (t *weightsWinograd) fetchNext(w *weightSpace, first, last, i, n int) {
	if first >= last {
		return
	}
	x := imageLines(t.x, t.H, t.W*t.C, t.tilesY, t.tilesX, t.form.side, t.form.apart, t.PH, first, last)
	dy := imageLines(t.dy, t.oh, t.ow*t.O, t.tilesY, t.tilesX, t.form.out, t.form.out, 0, first, last)
	w.fetchX, w.fetchDY = x[len(x)*i/n:len(x)*(i+1)/n], dy[len(dy)*i/n:len(dy)*(i+1)/n]
}

// weights transforms a unit's du back to rows c0 to c1 and columns o0 to o1 of dw.
// In dw the weights of a pair of channels may lie at multiples of 4 KiB and would
// drive one another out of the cache, so they are written side by side first.
func (t *weightsWinograd) weights(w *weightSpace, dw, du []float32, c0, c1, o0, o1 int) {
	rows, n := c1-c0, o1-o0
	near := scratch(9 * rows * n)
	w.tile.Points, w.tile.Next, w.tile.Column, w.tile.N, w.tile.Stride = w.kernel[:], w.kernel[:], 0, n, t.unitStep()
	for c := range rows {
		for tap := range 9 {
			w.kernel[tap] = &near[(tap*rows+c)*n]
		}
		w.tile.Grid = du[c*n:]
		t.form.kernelGradient(&w.tile)
	}
	for tap := range 9 {
		asm.CopyRows(dw[(tap*t.C+c0)*t.O+o0:], near[tap*rows*n:], t.O, n, rows, n)
	}
	free(near)
}
