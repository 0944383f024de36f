package conv

import (
	"math"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

// The algorithm "fft" multiplies spectra: a convolution of K x K pixels takes K*K
// multiplications for an output, one of spectra a few, however large the kernel.
//
// Images are cut into patches of size x size pixels that overlap by K-1, so that
// all but K-1 rows and columns of a cyclic convolution are those of the plain one
// ("overlap-save"). Two patches of an image are the real and the imaginary part of
// one complex patch: kernels are real, so the product's parts are the two results,
// and nothing has to be separated. Lanes are channels, as everywhere in this
// package, and a transform reads pixels where they lie.
//
// For each frequency (u, v) the patches meet the kernels in a product of patches x
// channels by channels x outputs. A complex number is two real ones, and so a
// complex product by W = a + ib is a real one, of twice the size in both directions:
//
//	            | a  b |
//	[ re im ] * |-b  a |  =  [ re im ]
//
// A real kernel's spectrum at (-u, -v) is the conjugate of that at (u, v). With real
// and imaginary parts exchanged, patches at (-u, -v) need the very same matrix:
// conj(W) z = swap(W swap(z)) with swap(x + iy) = y + ix. They are kept as rows of
// the same product, and only half the spectra of the kernels are kept at all.

// fourierSizes are the sizes of patches: products of at most two of the radices
// that all levels have in assembly.
var fourierSizes = []int{8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 56, 64}

// fourierFactors are their factors.
var fourierFactors = map[int][]int{
	8: {8}, 10: {2, 5}, 12: {3, 4}, 14: {2, 7}, 16: {4, 4}, 20: {4, 5}, 24: {3, 8}, 28: {4, 7},
	32: {4, 8}, 40: {5, 8}, 56: {7, 8}, 64: {8, 8},
}

// A fourier is the plan of a complex transform.
type fourier struct {
	size   int
	passes []fourierPass
}

type fourierPass struct {
	radix, blocks, m int
	twiddles         []float32
}

// fouriers holds the plans by size; fourier16 is that of 16 in one pass, for levels
// that have it.
var (
	fouriers  = map[int]*fourier{}
	fourier16 = newFourier(16, []int{16})
)

func init() {
	for size, factors := range fourierFactors {
		fouriers[size] = newFourier(size, factors)
	}
}

func newFourier(size int, factors []int) *fourier {
	f := &fourier{size: size}
	m := 1
	for _, r := range factors {
		p := fourierPass{radix: r, blocks: size / (r * m), m: m}
		for k := range m {
			for j := 1; j < r; j++ {
				sin, cos := math.Sincos(-2 * math.Pi * float64(j*k) / float64(r*m))
				p.twiddles = append(p.twiddles, float32(cos), float32(sin))
			}
		}
		f.passes = append(f.passes, p)
		m *= r
	}
	return f
}

// fourierOf returns the plan of a size at the active level: 16 numbers in one pass
// only if there are as many lanes.
func fourierOf(size, lanes int) *fourier {
	if size == 16 && lanes == 16 && asm.FFTRadix16() {
		return fourier16
	}
	return fouriers[size]
}

// planes are the real and the imaginary parts of complex numbers.
type planes [2][]float32

func (p planes) from(at int) planes { return planes{p[0][at:], p[1][at:]} }
func (p planes) swapped() planes    { return planes{p[1], p[0]} }

// grow returns planes of n numbers each, p itself if it has them.
func (p planes) grow(n int) planes {
	for i := range p {
		if len(p[i]) < n {
			p[i] = make([]float32, n)
		}
	}
	return p
}

// fourierSpace is what one goroutine needs.
type fourierSpace struct {
	pass  asm.FFTPass
	mul   asm.MulRows
	outer asm.OuterTile
	strip [1]asm.Strip
	work  planes // between the passes of a transform
	mid   planes // between the transforms of columns and rows: size x size x lanes
	patch planes // size x size x channels
	line  planes // spectra of kernels
}

var fourierSpaces parallel.Stash[fourierSpace]

// transform transforms width vectors, whose elements are inStep and outStep apart.
// In must not be out. With real and imaginary parts of both exchanged it is the
// inverse, but for the scale.
func (s *fourierSpace) transform(f *fourier, width int, out planes, outStep int, in planes, inStep int) {
	s.work = s.work.grow(f.size * width)
	p := &s.pass
	p.Width, p.InRe, p.InIm, p.InStep = width, in[0], in[1], inStep
	for i, pass := range f.passes {
		p.Radix, p.Blocks, p.M, p.Twiddles = pass.radix, pass.blocks, pass.m, pass.twiddles
		if i+1 < len(f.passes) {
			p.OutRe, p.OutIm, p.OutStep = s.work[0], s.work[1], width
		} else {
			p.OutRe, p.OutIm, p.OutStep = out[0], out[1], outStep
		}
		p.Run()
		p.InRe, p.InIm, p.InStep = p.OutRe, p.OutIm, p.OutStep
	}
	p.InRe, p.InIm, p.OutRe, p.OutIm = nil, nil, nil, nil
}

// columns transforms the columns of a patch to mid: its first `filled` columns, the
// others are zero.
func (s *fourierSpace) columns(f *fourier, width, filled int, in planes, rowStep, pixelStep int) {
	line := f.size * width
	s.mid = s.mid.grow(f.size * line)
	for x := range filled {
		s.transform(f, width, s.mid.from(x*width), line, in.from(x*pixelStep), rowStep)
	}
	if filled < f.size {
		for _, plane := range s.mid {
			for u := range f.size {
				clear(plane[u*line+filled*width : (u+1)*line])
			}
		}
	}
}

// widened returns the number of lanes for c channels, and c rounded up so that
// lanes can cover it; the last lanes overlap those before.
func widened(c int) (width, rounded int) {
	widths := asm.FFTWidths()
	least := widths[len(widths)-1]
	rounded = (c + least - 1) / least * least
	for _, w := range widths {
		if w <= rounded {
			return w, rounded
		}
	}
	return least, rounded
}

// fourierShape is what the sizes of the work follow from, for c channels read and
// o written by kernels of k x k.
type fourierShape struct {
	k, c, o        int
	size, out      int // of a patch, and of its outputs
	tilesY, tilesX int
	pairs          int // of patches in an image
	wideC, wideO   int // channels, rounded up
	lanesC, lanesO int
}

// fourierShapeOf chooses the size of patches for an output of h x w: that with the
// least work for an image. A point of a pair takes, for every channel, about
// fourierPointCost times a multiply-add of a product to transform, more if patches are large
// (measured on Zen 4, kernels of 5x5 to 11x11, 3 to 128 channels).
func fourierShapeOf(k, c, o, h, w int) fourierShape {
	s := fourierShape{k: k, c: c, o: o}
	s.lanesC, s.wideC = widened(c)
	s.lanesO, s.wideO = widened(o)
	least := math.Inf(1)
	for _, size := range fourierSizes {
		if size < k+1 {
			continue
		}
		out := size - k + 1
		tilesY, tilesX := (h+out-1)/out, (w+out-1)/out
		pairs := (tilesY*tilesX + 1) / 2
		points, product := float64(size*size), float64(s.wideC*s.wideO)
		large := float64(size) / 32
		transforms := fourierPointCost * (1 + 0.4*large*large) * float64(s.wideC+s.wideO)
		work := points * (float64(pairs)*(product+transforms) + product*fourierKernelShare)
		if work < least {
			least = work
			s.size, s.out, s.tilesY, s.tilesX, s.pairs = size, out, tilesY, tilesX, pairs
		}
	}
	return s
}

const (
	fourierPointCost = 24
	// fourierKernelShare is an image's share in making the kernels' spectra, in
	// products of a pair.
	fourierKernelShare = 2
)

// rows is the number of rows of frequencies that are kept, and frequencies of all
// of them. In the first and last of them a frequency's mirror image is in the same row.
func (s *fourierShape) rows() int        { return s.size/2 + 1 }
func (s *fourierShape) frequencies() int { return s.rows() * s.size }

func (s *fourierShape) mirrored(row int) bool { return row > 0 && row < s.size/2 }

func fourierFits(p Params) bool {
	return p.Groups == 1 && p.SH == 1 && p.SW == 1 && p.DH == 1 && p.DW == 1 && p.KH == p.KW &&
		p.KH < fourierSizes[len(fourierSizes)-1] && p.PH < p.KH && p.PW < p.KW
}
