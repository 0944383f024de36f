package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// fourierPack writes the spectra of the kernels w [K,K,C,O] as panels: for each
// frequency the matrix [a b; -b a] of its conjugate, since what networks call a
// convolution is a correlation. If turned, the kernels are turned round and inputs
// and outputs exchange their roles, as the data gradient needs them.
func fourierPack(shape fourierShape, panels, w []float32, turned bool) {
	t := fourierPacks.Get()
	_, nr := asm.MulTileShape()
	*t = fourierPackTask{
		fourierShape: shape, panels: panels, w: w, turned: turned,
		nr: nr, panel: 2 * shape.wideC * nr, matrix: gridStep(gemm.PanelsLen(2*shape.wideC, 2*shape.wideO)),
		scale: 1 / float32(shape.size*shape.size),
	}
	widths := asm.FFTWidths()
	t.piece = widths[len(widths)-1]
	parallel.Run((shape.wideC+packedInputs-1)/packedInputs, t)
	*t = fourierPackTask{}
	fourierPacks.Put(t)
}

var fourierPacks parallel.Stash[fourierPackTask]

type fourierPackTask struct {
	fourierShape
	panels, w         []float32
	turned            bool
	nr, panel, matrix int
	piece             int // outputs that lie together in a panel
	scale             float32
}

// packedInputs is how many input channels a part takes: the rows that they are at a
// frequency lie side by side, and each frequency is another page of memory.
const packedInputs = 8

// Part transforms the kernels of some input channels.
func (t *fourierPackTask) Part(i int) {
	s := fourierSpaces.Get()
	f, lanes := fourierOf(t.size, t.lanesO), t.lanesO
	first := i * packedInputs
	last := min(first+packedInputs, t.wideC)
	line := f.size * lanes
	spectrum := t.rows() * line
	s.patch = s.patch.grow(t.k * line)
	s.line = s.line.grow(packedInputs * spectrum)
	for o := range groups(t.wideO, lanes) {
		for c := first; c < last; c++ {
			clear(s.patch[0][:t.k*line])
			clear(s.patch[1][:t.k*line])
			t.fill(s.patch[0], c, o)
			s.columns(f, lanes, t.k, s.patch, t.k*lanes, lanes)
			for u := range t.rows() {
				s.transform(f, lanes, s.line.from((c-first)*spectrum+u*line), lanes, s.mid.from(u*line), lanes)
			}
		}
		for frequency := range t.frequencies() {
			for c := first; c < last; c++ {
				for at := 0; at < lanes; at += t.piece {
					t.scatter(s.line.from((c-first)*spectrum+frequency*lanes+at), frequency, c, o+at)
				}
			}
		}
	}
	fourierSpaces.Put(s)
}

// fill writes the kernels of input c and the outputs from o on to the lanes of dst.
func (t *fourierPackTask) fill(dst []float32, c, o int) {
	if c >= t.c {
		return
	}
	n := min(t.lanesO, t.o-o)
	for tap := range t.k * t.k {
		pixel := dst[tap*t.lanesO:]
		if !t.turned {
			copy(pixel[:n], t.w[(tap*t.c+c)*t.o+o:])
			continue
		}
		from := t.w[(t.k*t.k-1-tap)*t.o*t.c:]
		for i := range n {
			pixel[i] = from[(o+i)*t.c+c]
		}
	}
}

// scatter writes a piece of a frequency to its four places.
func (t *fourierPackTask) scatter(x planes, frequency, c, o int) {
	matrix := t.panels[frequency*t.matrix:]
	place := func(row, column int) []float32 {
		return matrix[column/t.nr*t.panel+row*t.nr+column%t.nr:][:t.piece]
	}
	re, im := x[0][:t.piece], x[1][:t.piece]
	a0, a1 := place(c, o), place(t.wideC+c, t.wideO+o)
	b, minusB := place(c, t.wideO+o), place(t.wideC+c, o)
	for i, r := range re {
		a, m := r*t.scale, im[i]*t.scale
		a0[i], a1[i], b[i], minusB[i] = a, a, -m, m
	}
}

// fourierWeights is the weight gradient by spectra: of the input's patches times the
// conjugate of the output gradient's, summed over all of them. Of z conj(d) for
// complex patches z and d, each made of two real ones, the real part of what comes
// back is the sum for both; what they have to do with each other is in the imaginary
// part. So for each frequency three sums of outer products are kept,
//
//	sums[0] = re(z) re(d) + im(z) im(d)   sums[1] = im(z) re(d)   sums[2] = re(z) im(d)
//
// over the patches at (u, v) and, parts exchanged, at (-u, -v), whose sums would be
// the conjugate of these.
type fourierWeights struct {
	fourierShape
	Params
	dw, x, dy      []float32
	oh, ow         int
	first, last    int
	grid, gradient []float32
	xStep, dyStep  int
	sums           []float32 // of each frequency: three times wideC x wideO
	sumsStep, nr   int
	step           step
}

var fourierWeightTasks parallel.Stash[fourierWeights]

func backwardWeightsFourier(p Params, dw, x, dy []float32) {
	oh, ow := p.Out()
	t := fourierWeightTasks.Get()
	*t = fourierWeights{fourierShape: fourierShapeOf(p.KH, p.C, p.O, oh, ow), Params: p, dw: dw, x: x, dy: dy, oh: oh, ow: ow, nr: asm.OuterColumns()}
	all := p.N * t.pairs
	block := min(all, max(12, fourierBlockBytes/(8*t.size*t.size*(t.wideC+t.wideO))))
	t.xStep, t.dyStep, t.sumsStep = gridStep(4*block*t.wideC), gridStep(4*block*t.wideO), gridStep(3*t.wideC*t.wideO)
	t.grid, t.gradient = scratch(t.frequencies()*t.xStep), scratch(t.frequencies()*t.dyStep)
	t.sums = scratch(t.frequencies() * t.sumsStep)
	clear(t.sums)
	for t.first = 0; t.first < all; t.first += block {
		t.last = min(t.first+block, all)
		t.step = transformPatches
		parallel.Run(t.last-t.first, t)
		t.step = multiplyPatches
		parallel.Run(t.frequencies(), t)
	}
	t.step = transformBack
	parallel.Run(p.C, t)
	free(t.grid)
	free(t.gradient)
	free(t.sums)
	*t = fourierWeights{}
	fourierWeightTasks.Put(t)
}

// Part does a pair of patches, a frequency or an input channel.
func (t *fourierWeights) Part(i int) {
	s := fourierSpaces.Get()
	switch t.step {
	case transformPatches:
		n, a, b := t.patches(t.first + i)
		x := fourierSide{t.x, t.H, t.W, t.C, t.wideC, t.lanesC, t.PH, t.PW, t.size}
		s.patches(&t.fourierShape, x, n, a, b, t.grid[i*2*t.wideC:], t.xStep, t.last-t.first)
		dy := fourierSide{t.dy, t.oh, t.ow, t.O, t.wideO, t.lanesO, 0, 0, t.out}
		s.patches(&t.fourierShape, dy, n, a, b, t.gradient[i*2*t.wideO:], t.dyStep, t.last-t.first)
	case multiplyPatches:
		t.multiply(s, i)
	case transformBack:
		t.weights(s, i)
	}
	fourierSpaces.Put(s)
}

// multiply adds the block's outer products at a frequency.
func (t *fourierWeights) multiply(s *fourierSpace, i int) {
	rows := t.last - t.first
	if t.mirrored(i / t.size) {
		rows *= 2
	}
	x, dy, sums := t.grid[i*t.xStep:], t.gradient[i*t.dyStep:], t.sums[i*t.sumsStep:]
	n := t.wideC * t.wideO
	t.outer(s, sums[:n], x, dy, t.wideC, t.wideO, 2*rows)
	t.outer(s, sums[n:][:n], x[t.wideC:], dy, 2*t.wideC, 2*t.wideO, rows)
	t.outer(s, sums[2*n:][:n], x, dy[t.wideO:], 2*t.wideC, 2*t.wideO, rows)
}

// outer adds rows outer products of vectors at the given strides to sums.
func (t *fourierWeights) outer(s *fourierSpace, sums, x, dy []float32, strideX, strideDY, rows int) {
	s.strip[0] = asm.Strip{Len: rows}
	tile := &s.outer
	*tile = asm.OuterTile{Strips: s.strip[:], StrideX: strideX, StrideDY: strideDY, StrideC: t.wideO}
	for o := 0; o < t.wideO; o += t.nr {
		tile.N, tile.DY = min(t.nr, t.wideO-o), dy[o:]
		choices := asm.OuterRows(tile.N)
		for c := 0; c < t.wideC; c += tile.M {
			tile.M = tileRows(choices, t.wideC-c)
			tile.X, tile.C = x[c:], sums[c*t.wideO+o:]
			tile.Run()
		}
	}
	*tile = asm.OuterTile{}
}

// weights transforms the sums of an input channel back.
func (t *fourierWeights) weights(s *fourierSpace, c int) {
	f, lanes := fourierOf(t.size, t.lanesO), t.lanesO
	line := f.size * lanes
	s.patch, s.mid, s.line = s.patch.grow(f.size*line), s.mid.grow(f.size*line), s.line.grow(line)
	for o := range groups(t.wideO, lanes) {
		t.spectrum(s.patch, c, o)
		for u := range f.size {
			s.transform(f, lanes, s.mid.from(u*line).swapped(), lanes, s.patch.from(u*line).swapped(), lanes)
		}
		for kx := range t.k {
			s.transform(f, lanes, s.line.swapped(), lanes, s.mid.from(kx*lanes).swapped(), line)
			for ky := range t.k {
				to := t.dw[((ky*t.k+kx)*t.C+c)*t.O+o:][:min(lanes, t.O-o)]
				copy(to, s.line[0][ky*lanes:])
			}
		}
	}
}

// spectrum gathers the spectrum of the gradient of input c's kernels for the lanes
// from o on.
func (t *fourierWeights) spectrum(out planes, c, o int) {
	size, lanes, n := t.size, t.lanesO, t.wideC*t.wideO
	for u := range t.rows() {
		scale := 1 / float32(size*size)
		if t.mirrored(u) {
			scale /= 2
		}
		for v := range size {
			sums := t.sums[(u*size+v)*t.sumsStep+c*t.wideO+o:]
			both, p, q := sums[:lanes], sums[n:][:lanes], sums[2*n:][:lanes]
			at := (u*size + v) * lanes
			re, im := out[0][at:][:lanes], out[1][at:][:lanes]
			for i, r := range both {
				re[i], im[i] = r*scale, (p[i]-q[i])*scale
			}
			if t.mirrored(u) {
				at = ((size-u)*size + (size-v)%size) * lanes
				copy(out[0][at:], re)
				mirror := out[1][at:][:lanes]
				for i, m := range im {
					mirror[i] = -m
				}
			}
		}
	}
}
