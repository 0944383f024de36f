package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// winograd is a 3x3 convolution with stride 1 by a form of Winograd's algorithm.
// By F(4x4,3x3), patches of 6x6 input pixels, which overlap by two, become 4x4
// output pixels. Transformed patches and weights meet in 36 matrix products, one
// for each of the 36 positions, of patches x channels by channels x outputs.
//
// Where the images are larger than the weights, these are transformed before, and
// a part of the work takes some patches through all three steps while they are in
// its core's cache. It is the other way round where the weights are larger: all
// patches are transformed before, and a part takes some columns of the weights
// through transform, product and the way back (winograd_columns.go).
type winograd struct {
	form           *winogradForm
	n              int
	src, dst       []float32
	panels         []float32 // transformed weights
	byColumns      bool      // or, by columns, if they are nil:
	weights        []float32 // weights as they are, [3,3,c,o],
	turned         bool      // or as the data gradient takes them, [3,3,o,c]
	srcH, srcW, c  int
	dstH, dstW, o  int
	padY, padX     int
	tilesY, tilesX int
	tiles, block   int // patches in all, and in a block
	nr             int
	in, out        []int32 // where the pixels of each patch of an image lie
	step           step
	grid           []float32 // of all patches, if they are transformed before
	epilogue       *epilogue
	add            bool // to what dst holds
}

type step int

const (
	allSteps step = iota
	transformPatches
	multiplyPatches
	transformBack
	oneShard
	transformWeights
	lastStep
)

var winograds parallel.Stash[winograd]

const (
	// winogradBlockBytes of patches and products fit the second-level cache.
	winogradBlockBytes = 450 << 10
)

// gridStep is the number of values between positions of a grid that holds n of
// them at each: an odd number of cache lines, so that the 36 positions of a patch
// lie in 36 different sets of the first-level cache. At a multiple of 4 KiB they
// would all compete for one.
func gridStep(n int) int { return ((n+15)/16 | 1) * 16 }

// winogradChannels is the number of input and output channels from which on the
// transforms pay.
const winogradChannels = 16

func winogradFits(p Params) bool {
	return p.KH == 3 && p.KW == 3 && p.SH == 1 && p.SW == 1 && p.DH == 1 && p.DW == 1 &&
		p.Groups == 1 && min(p.C, p.O) >= winogradChannels &&
		max(p.C, p.O)*p.H*p.W < 1<<28 // offsets in an image are 32-bit numbers of bytes
}

// run computes the convolution.
func (t *winograd) run() {
	_, t.nr = asm.MulTileShape()
	t.tilesY, t.tilesX = t.form.tiles(t.dstH), t.form.tiles(t.dstW)
	t.in = patchOffsets(t.in, t.tilesY, t.tilesX, t.form.side, t.form.apart, t.padY, t.padX, t.srcH, t.srcW, t.c)
	t.out = patchOffsets(t.out, t.tilesY, t.tilesX, t.form.out, t.form.out, 0, 0, t.dstH, t.dstW, t.o)
	t.tiles = t.n * t.tilesY * t.tilesX
	if t.tiles == 0 {
		return
	}
	if t.byColumns {
		t.runByColumns()
		return
	}
	t.step = allSteps
	t.block = max(24, winogradBlockBytes/(t.form.positions*4*(t.c+t.o))/12*12)
	parallel.Run((t.tiles+t.block-1)/t.block, t)
}

// winogradSpace is what one goroutine needs.
type winogradSpace struct {
	tile   asm.WinogradTile
	mul    asm.MulRows
	points pixels
	ahead  fetching
	kernel [9]*float32
	zeros  []float32 // what the padding reads
	spare  []float32 // where pixels outside the image are written

	sums      []float32 // a patch's outputs, where they are added to others
	sumPoints [64]*float32
}

var winogradSpaces parallel.Stash[winogradSpace]

// Part does one part of the current step.
func (t *winograd) Part(i int) {
	w := winogradSpaces.Get()
	defer winogradSpaces.Put(w)
	if len(w.zeros) < t.c {
		w.zeros = make([]float32, t.c)
	}
	if need := max(t.o, t.nr); len(w.spare) < need {
		w.spare = make([]float32, need)
	}
	first := i * t.block
	last := min(first+t.block, t.tiles)
	switch t.step {
	case allSteps:
		in, out := gridStep(t.block*t.c), gridStep(t.block*t.o)
		grid, products := scratch(t.form.positions*in), scratch(t.form.positions*out)
		t.patches(w, grid, in, first, last)
		t.plan(&w.ahead, i, first, last)
		for p := range t.form.positions {
			t.multiply(w, grid[p*in:], products[p*out:], p, last-first)
		}
		t.outputs(w, products, out, first, last)
		w.ahead = fetching{}
		free(grid)
		free(products)
	case transformPatches:
		t.patches(w, t.grid[first*t.c:], gridStep(t.tiles*t.c), first, last)
	case multiplyPatches:
		t.columns(w, i)
	case transformWeights:
		t.packPanel(w, i)
	case lastStep:
		t.finishImage(i)
	}
}

// patches transforms the patches from first to last into grid, whose positions
// are step values apart.
func (t *winograd) patches(w *winogradSpace, grid []float32, step, first, last int) {
	w.tile.Column, w.tile.N, w.tile.Stride = 0, t.c, step
	w.points.start(patchSide{t.src, t.srcH * t.srcW * t.c, t.in, t.form.side * t.form.side, &w.zeros[0]}, first, last)
	for i := first; i < last; i++ {
		w.tile.Points, w.tile.Next = w.points.next()
		w.tile.Grid = grid[(i-first)*t.c:]
		t.form.input(&w.tile)
	}
}

// patchSide is one side of the patches of a batch: images of size values each,
// the offsets of every patch of an image, count of them a patch, and what stands
// in for pixels outside.
type patchSide struct {
	images  []float32
	size    int
	offsets []int32
	count   int
	outside *float32
}

// pixels goes through patches and knows where the pixels of this one and of the
// next one lie.
type pixels struct {
	patchSide
	patch, last int
	points      [2][81]*float32
}

// start begins with patch first, numbered through all images.
func (p *pixels) start(side patchSide, first, last int) {
	p.patchSide, p.patch, p.last = side, first, last
	p.locate(first)
}

func (p *pixels) locate(patch int) {
	n, at := patch/(len(p.offsets)/p.count), patch%(len(p.offsets)/p.count)
	asm.Locate(p.points[patch&1][:], &p.images[n*p.size], p.offsets[at*p.count:][:p.count], p.outside)
}

// next returns the pixels of a patch and of the one after it, or twice the same
// at the end.
func (p *pixels) next() (this, after []*float32) {
	this = p.points[p.patch&1][:p.count]
	if p.patch++; p.patch == p.last {
		return this, this
	}
	p.locate(p.patch)
	return this, p.points[p.patch&1][:p.count]
}

// multiply computes rows patches of the product at position p.
func (t *winograd) multiply(w *winogradSpace, grid, products []float32, p, rows int) {
	panel, step := t.c*t.nr, panelsStep(t.c, t.o)
	for j := 0; j*t.nr < t.o; j++ {
		w.mul = asm.MulRows{
			A: grid, StrideA: t.c, C: products[j*t.nr:], StrideC: t.o, B: t.panels[t.form.matrix(p)*step+j*panel:][:panel],
			Rows: rows, K: t.c, N: min(t.nr, t.o-j*t.nr), Fetch: w.ahead.next(t.c),
		}
		w.mul.Run()
	}
}

// outputs transforms products back to the output's pixels.
func (t *winograd) outputs(w *winogradSpace, products []float32, step, first, last int) {
	if t.add {
		t.outputsAdd(w, products, step, first, last)
		return
	}
	w.tile.Column, w.tile.N, w.tile.Stride = 0, t.o, step
	w.points.start(patchSide{t.dst, t.dstH * t.dstW * t.o, t.out, t.form.out * t.form.out, &w.spare[0]}, first, last)
	image := t.tilesY * t.tilesX
	for i := first; i < last; i++ {
		n, at := i/image, i%image
		w.tile.Points, w.tile.Next = w.points.next()
		w.tile.Grid = products[(i-first)*t.o:]
		t.form.output(&w.tile)
		if t.epilogue != nil {
			y, x := at/t.tilesX*t.form.out, at%t.tilesX*t.form.out
			for row := y; row < min(y+t.form.out, t.dstH); row++ {
				t.epilogue.apply(t.dst, ((n*t.dstH+row)*t.dstW+x)*t.o, min(t.form.out, t.dstW-x), t.o)
			}
		}
	}
}

// release forgets the slices and keeps the object.
func (t *winograd) release() {
	*t = winograd{in: t.in, out: t.out}
	winograds.Put(t)
}

// panelsLen is the size of the transformed weights of c x o channels.
func (f *winogradForm) panelsLen(c, o int) int { return f.matrices * panelsStep(c, o) }

// panelsStep is the number of values between the panels of two positions.
func panelsStep(c, o int) int { return gridStep(gemm.PanelsLen(c, o)) }

// pack transforms the 3x3 weights w [3,3,c,o] to a matrix in panels for each position.
func (f *winogradForm) pack(panels, w []float32, c, o int) {
	t := winogradPacks.Get()
	_, nr := asm.MulTileShape()
	*t = winogradPackTask{form: f, panels: panels, w: w, c: c, o: o, width: o, nr: nr}
	if o%nr != 0 {
		// The transforms work on whole panels.
		t.width = (o + nr - 1) / nr * nr
		t.w = scratch(9 * c * t.width)
		for row := range 9 * c {
			clear(t.w[row*t.width+copy(t.w[row*t.width:], w[row*o:][:o]) : (row+1)*t.width])
		}
	}
	parallel.Run((c+winogradPackRows-1)/winogradPackRows, t)
	if o%nr != 0 {
		free(t.w)
	}
	*t = winogradPackTask{}
	winogradPacks.Put(t)
}

const winogradPackRows = 8

var winogradPacks parallel.Stash[winogradPackTask]

type winogradPackTask struct {
	form            *winogradForm
	panels, w       []float32
	c, o, width, nr int
}

// Part transforms the weights of some input channels.
func (t *winogradPackTask) Part(i int) {
	w := winogradSpaces.Get()
	all := t.width / t.nr
	w.tile.Points, w.tile.Next, w.tile.N, w.tile.Stride = w.kernel[:], w.kernel[:], t.nr, panelsStep(t.c, t.o)
	for ch := i * winogradPackRows; ch < min(t.c, (i+1)*winogradPackRows); ch++ {
		for tap := range 9 {
			w.kernel[tap] = &t.w[(tap*t.c+ch)*t.width]
		}
		for j := range all {
			w.tile.Column = j * t.nr
			w.tile.Grid = t.panels[(j*t.c+ch)*t.nr:]
			t.form.kernel(&w.tile)
		}
	}
	winogradSpaces.Put(w)
}

// turnWeights writes w [3,3,c,o] as the data gradient sees it: turned round and
// with the channels' roles exchanged, [3,3,o,c].
func turnWeights(dst, w []float32, c, o int) {
	t := turns.Get()
	*t = turnTask{dst, w, c, o}
	parallel.Run(9*((o+turnBlock-1)/turnBlock), t)
	*t = turnTask{}
	turns.Put(t)
}

// turnBlock is a cache line of the input, so that each is used whole, and the
// side of the squares that the widest transposition takes.
const turnBlock = 16

var turns parallel.Stash[turnTask]

type turnTask struct {
	dst, w []float32
	c, o   int
}

var moves parallel.Stash[asm.FFTMove]

// Part transposes some output channels of one tap.
func (t *turnTask) Part(i int) {
	blocks := (t.o + turnBlock - 1) / turnBlock
	tap, o0 := i/blocks, i%blocks*turnBlock
	o1 := min(o0+turnBlock, t.o)
	src, dst := t.w[tap*t.c*t.o:][:t.c*t.o], t.dst[(8-tap)*t.o*t.c:][:t.o*t.c]
	done := 0
	if side := asm.FFTWidths()[0]; (o1-o0)%side == 0 && t.c >= side {
		done = t.c / side * side
		m := moves.Get()
		for o := o0; o < o1; o += side {
			*m = asm.FFTMove{Src: src[o:], SrcStep: t.o, SrcTile: side * t.o, Dst: dst[o*t.c:], DstStep: t.c, DstTile: side, Tiles: t.c / side, Width: side}
			m.Transpose()
		}
		*m = asm.FFTMove{}
		moves.Put(m)
	}
	for c := done; c < t.c; c++ {
		at := o0*t.c + c
		for _, v := range src[c*t.o:][o0:o1] {
			dst[at] = v
			at += t.c
		}
	}
}
