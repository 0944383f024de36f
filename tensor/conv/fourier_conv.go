package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// fourierConv is a forward convolution by spectra, and so also a data gradient: it
// takes a block of patches through transforms, products and transforms back.
type fourierConv struct {
	fourierShape
	n                 int
	src, dst, panels  []float32
	srcH, srcW        int
	dstH, dstW        int
	padY, padX        int
	first, last       int       // pairs of patches of this block
	grid, products    []float32 // of each frequency: rows of real, then imaginary parts
	inStep, outStep   int       // between frequencies
	nr, panel, matrix int       // columns and length of a panel, length of all panels of a frequency
	step              step
	epilogue          *epilogue
}

var fourierConvs parallel.Stash[fourierConv]

// fourierBlockBytes of spectra fit the third-level cache.
const fourierBlockBytes = 10 << 20

// fourierPanelsLen is the size of the kernels' spectra.
func (s *fourierShape) panelsLen() int {
	return s.frequencies() * gridStep(gemm.PanelsLen(2*s.wideC, 2*s.wideO))
}

func forwardFourier(p Params, y, x []float32, pk Packed, e *epilogue) {
	oh, ow := p.Out()
	t := fourierConvs.Get()
	*t = fourierConv{
		fourierShape: fourierShapeOf(p.KH, p.C, p.O, oh, ow), n: p.N, src: x, dst: y, panels: pk.panels,
		srcH: p.H, srcW: p.W, dstH: oh, dstW: ow, padY: p.PH, padX: p.PW, epilogue: e,
	}
	t.run()
	*t = fourierConv{}
	fourierConvs.Put(t)
}

// backwardDataFourier is the forward convolution of dy by the kernels turned round.
func backwardDataFourier(p Params, dx, dy, w []float32) {
	oh, ow := p.Out()
	t := fourierConvs.Get()
	*t = fourierConv{
		fourierShape: fourierShapeOf(p.KH, p.O, p.C, p.H, p.W), n: p.N, src: dy, dst: dx,
		srcH: oh, srcW: ow, dstH: p.H, dstW: p.W, padY: p.KH - 1 - p.PH, padX: p.KW - 1 - p.PW,
	}
	t.panels = scratch(t.panelsLen())
	fourierPack(t.fourierShape, t.panels, w, true)
	t.run()
	free(t.panels)
	*t = fourierConv{}
	fourierConvs.Put(t)
}

// run computes the convolution.
func (t *fourierConv) run() {
	_, t.nr = asm.MulTileShape()
	t.panel = 2 * t.wideC * t.nr
	t.matrix = gridStep(gemm.PanelsLen(2*t.wideC, 2*t.wideO))
	all := t.n * t.pairs
	block := min(all, max(12, fourierBlockBytes/(8*t.size*t.size*(t.wideC+t.wideO))))
	if all == 0 {
		return
	}
	t.inStep, t.outStep = gridStep(4*block*t.wideC), gridStep(4*block*t.wideO)
	t.grid, t.products = scratch(t.frequencies()*t.inStep), scratch(t.frequencies()*t.outStep)
	for t.first = 0; t.first < all; t.first += block {
		t.last = min(t.first+block, all)
		t.step = transformPatches
		parallel.Run(t.last-t.first, t)
		t.step = multiplyPatches
		parallel.Run(t.frequencies(), t)
		t.step = transformBack
		parallel.Run(t.last-t.first, t)
	}
	free(t.grid)
	free(t.products)
}

// Part does a pair of patches, or a frequency.
func (t *fourierConv) Part(i int) {
	s := fourierSpaces.Get()
	switch t.step {
	case transformPatches:
		n, a, b := t.patches(t.first + i)
		side := fourierSide{t.src, t.srcH, t.srcW, t.c, t.wideC, t.lanesC, t.padY, t.padX, t.size}
		s.patches(&t.fourierShape, side, n, a, b, t.grid[i*2*t.wideC:], t.inStep, t.last-t.first)
	case multiplyPatches:
		t.multiply(s, i)
	case transformBack:
		t.outputs(s, i)
	}
	fourierSpaces.Put(s)
}

// patches returns the image of a pair and its two patches; the second is -1 if
// there is none.
func (s *fourierShape) patches(pair int) (n, a, b int) {
	n, a = pair/s.pairs, pair%s.pairs*2
	if b = a + 1; b == s.tilesY*s.tilesX {
		b = -1
	}
	return n, a, b
}

// fourierSide is what patches are cut from: images, what comes before them, and how
// many pixels of a patch count, from its first; the others are zero.
type fourierSide struct {
	images      []float32
	h, w, c     int
	wide, lanes int
	padY, padX  int
	filled      int
}

// patches writes the spectrum of patches a and b of image n to grid, whose
// frequencies are step numbers apart and hold as many pairs.
func (s *fourierSpace) patches(shape *fourierShape, side fourierSide, n, a, b int, grid []float32, step, pairs int) {
	f := fourierOf(shape.size, side.lanes)
	image := side.images[n*side.h*side.w*side.c:][:side.h*side.w*side.c]
	s.patch = s.patch.grow(f.size * f.size * side.wide)
	s.cut(shape, side, image, a, 0)
	s.cut(shape, side, image, b, 1)
	rowStep := f.size * side.wide
	for c := range groups(side.wide, side.lanes) {
		s.columns(f, side.lanes, side.filled, s.patch.from(c), rowStep, side.wide)
		for u := range f.size {
			mid := s.mid.from(u * f.size * side.lanes)
			at := u*f.size*step + c
			if u > f.size/2 {
				mid, at = mid.swapped(), (f.size-u)*f.size*step+pairs*2*side.wide+c
			}
			s.transform(f, side.lanes, planes{grid[at:], grid[at+side.wide:]}, step, mid, side.lanes)
		}
	}
}

// groups yields the starts of groups of width that cover n, which is at least
// that; the last ends where n ends.
func groups(n, width int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; ; at = min(at+width, n-width) {
			if !yield(at) || at == n-width {
				return
			}
		}
	}
}

// cut copies a patch to a plane, zeros where there is no image.
func (s *fourierSpace) cut(shape *fourierShape, side fourierSide, image []float32, patch, plane int) {
	size, wide := shape.size, side.wide
	line := size * wide
	dst := s.patch[plane][:size*line]
	if patch < 0 {
		clear(dst)
		return
	}
	y0, x0 := patch/shape.tilesX*shape.out-side.padY, patch%shape.tilesX*shape.out-side.padX
	left, right := min(max(0, -x0), size), max(0, min(side.filled, side.w-x0))
	for y := range size {
		row := dst[y*line:][:line]
		if y >= side.filled || uint(y0+y) >= uint(side.h) || left >= right {
			clear(row)
			continue
		}
		src := image[((y0+y)*side.w+x0+left)*side.c:][:(right-left)*side.c]
		clear(row[:left*wide])
		clear(row[right*wide:])
		if wide == side.c {
			copy(row[left*wide:], src)
			continue
		}
		for x := left; x < right; x++ {
			pixel := row[x*wide:][:wide]
			clear(pixel[copy(pixel, src[(x-left)*side.c:][:side.c]):])
		}
	}
}

// multiply computes the product at a frequency.
func (t *fourierConv) multiply(s *fourierSpace, i int) {
	rows := t.last - t.first
	if t.mirrored(i / t.size) {
		rows *= 2
	}
	for j := 0; j < 2*t.wideO; j += t.nr {
		s.mul = asm.MulRows{
			A: t.grid[i*t.inStep:], StrideA: 2 * t.wideC, C: t.products[i*t.outStep+j:], StrideC: 2 * t.wideO,
			B: t.panels[i*t.matrix+j/t.nr*t.panel:][:t.panel], Rows: rows, K: 2 * t.wideC, N: min(t.nr, 2*t.wideO-j),
		}
		s.mul.Run()
	}
	s.mul = asm.MulRows{}
}

// outputs transforms a pair of patches back and writes their outputs.
func (t *fourierConv) outputs(s *fourierSpace, i int) {
	f, lanes, wide := fourierOf(t.size, t.lanesO), t.lanesO, t.wideO
	line := t.out * wide
	s.patch = s.patch.grow(f.size * line)
	s.mid = s.mid.grow(f.size * f.size * lanes)
	for o := range groups(wide, lanes) {
		for u := range f.size {
			// Mirror images are exchanged, which makes the transform of
			// exchanged parts, the inverse, a plain one.
			at, out := (u*f.size)*t.outStep+i*2*wide+o, s.mid.from(u*f.size*lanes).swapped()
			if u > f.size/2 {
				at, out = (f.size-u)*f.size*t.outStep+(t.last-t.first+i)*2*wide+o, out.swapped()
			}
			s.transform(f, lanes, out, lanes, planes{t.products[at+wide:], t.products[at:]}, t.outStep)
		}
		for x := range t.out {
			s.transform(f, lanes, s.patch.from(x*wide+o).swapped(), line, s.mid.from(x*lanes).swapped(), f.size*lanes)
		}
	}
	n, a, b := t.patches(t.first + i)
	t.write(s.patch[0], n, a)
	if b >= 0 {
		t.write(s.patch[1], n, b)
	}
}

// write copies the outputs of a patch to their image.
func (t *fourierConv) write(patch []float32, n, at int) {
	y0, x0 := at/t.tilesX*t.out, at%t.tilesX*t.out
	width := min(t.out, t.dstW-x0)
	for y := range min(t.out, t.dstH-y0) {
		row := patch[y*t.out*t.wideO:]
		to := ((n*t.dstH+y0+y)*t.dstW + x0) * t.o
		if t.wideO == t.o {
			copy(t.dst[to:], row[:width*t.o])
		} else {
			for x := range width {
				copy(t.dst[to+x*t.o:], row[x*t.wideO:][:t.o])
			}
		}
		if t.epilogue != nil {
			t.epilogue.apply(t.dst, to, width, t.o)
		}
	}
}
