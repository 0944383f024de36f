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
// The patches are taken in blocks that fit the third-level cache. The size of a
// block follows from the shape alone: it decides the order of the sums.
type weightsWinograd struct {
	Params
	form           *winogradForm
	dw, x, dy      []float32
	oh, ow         int
	tilesY, tilesX int
	tiles, block   int
	first, last    int     // patches of this block
	in, out        []int32 // where the pixels of each patch of an image lie
	grid, gradient []float32
	du             []float32 // [positions,C,O], if there are several blocks
	step           step
	nr             int
	shards         int
	partial        []float32 // all shards' weights but the first's
}

var weightsWinograds parallel.Stash[weightsWinograd]

const (
	weightBlockBytes  = 10 << 20 // of transformed patches, if there are several blocks
	weightSingleBytes = 20 << 20 // or if all fit into one
	weightSliceRows   = 12
	weightPatches     = 4
)

func backwardWeightsWinograd(f *winogradForm, p Params, dw, x, dy []float32) {
	t := weightsWinograds.Get()
	*t = weightsWinograd{Params: p, form: f, dw: dw, x: x, dy: dy, nr: asm.OuterColumns(), in: t.in, out: t.out}
	t.oh, t.ow = p.Out()
	t.tilesY, t.tilesX = f.tiles(t.oh), f.tiles(t.ow)
	t.in = f.offsets(t.in, t.tilesY, t.tilesX, f.side, t.PH, t.PW, t.H, t.W, t.C)
	t.out = f.offsets(t.out, t.tilesY, t.tilesX, f.out, 0, 0, t.oh, t.ow, t.O)
	t.tiles = p.N * t.tilesY * t.tilesX
	t.run()
	*t = weightsWinograd{in: t.in, out: t.out}
	weightsWinograds.Put(t)
}

func (t *weightsWinograd) run() {
	if t.tiles == 0 {
		clear(t.dw)
		return
	}
	if t.bySharding() {
		t.runShards()
		return
	}
	patchBytes := t.form.positions * 4 * (t.C + t.O)
	t.block = t.tiles
	if t.tiles*patchBytes > weightSingleBytes {
		t.block = max(32, weightBlockBytes/patchBytes)
		t.du = scratch(t.form.positions * gridStep(t.C*t.O))
		clear(t.du)
	}
	t.grid, t.gradient = scratch(t.form.positions*gridStep(t.block*t.C)), scratch(t.form.positions*gridStep(t.block*t.O))
	for t.first = 0; t.first < t.tiles; t.first += t.block {
		t.last = min(t.first+t.block, t.tiles)
		t.step = transformPatches
		parallel.Run((t.last-t.first+weightPatches-1)/weightPatches, t)
		if t.du != nil {
			t.step = multiplyPatches
			parallel.Run(t.form.positions, t)
		}
	}
	slices := (t.C + weightSliceRows - 1) / weightSliceRows
	if t.du == nil {
		t.first = 0
		t.step = allSteps // products and the way back
		parallel.Run(slices, t)
	} else {
		t.step = transformBack
		parallel.Run(slices, t)
		free(t.du)
	}
	free(t.grid)
	free(t.gradient)
}

// weightSpace is what one goroutine needs.
type weightSpace struct {
	tile   asm.WinogradTile
	outer  asm.OuterTile
	strip  [1]asm.Strip
	x, dy  pixels
	kernel [9]*float32
	zeros  []float32
}

var weightSpaces parallel.Stash[weightSpace]

// Part does one part of the current step.
func (t *weightsWinograd) Part(i int) {
	w := weightSpaces.Get()
	defer weightSpaces.Put(w)
	c0 := i * weightSliceRows
	c1 := min(c0+weightSliceRows, t.C)
	switch t.step {
	case transformPatches:
		t.patches(w, t.first+i*weightPatches, min(t.first+(i+1)*weightPatches, t.last))
	case multiplyPatches:
		t.multiply(w, t.du[i*gridStep(t.C*t.O):], i, 0, t.C)
	case oneShard:
		t.shard(w, i)
	case transformBack:
		t.weights(w, t.du[c0*t.O:], gridStep(t.C*t.O), c0, c1)
	case allSteps:
		step := gridStep(weightSliceRows * t.O)
		du := scratch(t.form.positions * step)
		clear(du)
		for p := range t.form.positions {
			t.multiply(w, du[p*step:], p, c0, c1)
		}
		t.weights(w, du, step, c0, c1)
		free(du)
	}
}

// patches transforms the patches from first to last of the input and of the
// output's gradient.
func (t *weightsWinograd) patches(w *weightSpace, first, last int) {
	if need := max(t.C, t.O); len(w.zeros) < need {
		w.zeros = make([]float32, need)
	}
	w.tile.Column = 0
	w.x.start(patchSide{t.x, t.H * t.W * t.C, t.in, t.form.side * t.form.side, &w.zeros[0]}, first, last)
	w.dy.start(patchSide{t.dy, t.oh * t.ow * t.O, t.out, t.form.out * t.form.out, &w.zeros[0]}, first, last)
	for i := first; i < last; i++ {
		w.tile.Points, w.tile.Next = w.x.next()
		w.tile.N, w.tile.Stride = t.C, gridStep(t.block*t.C)
		w.tile.Grid = t.grid[(i-t.first)*t.C:]
		t.form.input(&w.tile)
		w.tile.Points, w.tile.Next = w.dy.next()
		w.tile.N, w.tile.Stride = t.O, gridStep(t.block*t.O)
		w.tile.Grid = t.gradient[(i-t.first)*t.O:]
		t.form.gradient(&w.tile)
	}
}

// multiply adds the block's outer products at position p to rows c0 to c1 of
// the weights' gradient.
func (t *weightsWinograd) multiply(w *weightSpace, du []float32, p, c0, c1 int) {
	w.strip[0] = asm.Strip{Len: t.last - t.first}
	tile := &w.outer
	tile.Strips, tile.StrideX, tile.StrideDY, tile.StrideC = w.strip[:], t.C, t.O, t.O
	for o := 0; o < t.O; o += t.nr {
		tile.N = min(t.nr, t.O-o)
		tile.DY = t.gradient[p*gridStep(t.block*t.O)+o:]
		choices := asm.OuterRows(tile.N)
		for c := c0; c < c1; c += tile.M {
			tile.M = tileRows(choices, c1-c)
			tile.X = t.grid[p*gridStep(t.block*t.C)+c:]
			tile.C = du[(c-c0)*t.O+o:]
			tile.Run()
		}
	}
}

// weights transforms rows c0 to c1 back to 3x3 weights.
func (t *weightsWinograd) weights(w *weightSpace, du []float32, stride, c0, c1 int) {
	w.tile.Points, w.tile.Next, w.tile.Column, w.tile.N, w.tile.Stride = w.kernel[:], w.kernel[:], 0, t.O, stride
	for c := c0; c < c1; c++ {
		for tap := range 9 {
			w.kernel[tap] = &t.dw[(tap*t.C+c)*t.O]
		}
		w.tile.Grid = du[(c-c0)*t.O:]
		t.form.kernelGradient(&w.tile)
	}
}
