package asm

import "fmt"

// FFTWidths returns how many columns the Fourier kernels take at once at the
// active level, widest first: the kernels below work on any of these widths.
func FFTWidths() []int { return fftWidths() }

// FFTRadix16 reports whether the active level has passes of radix 16; where it has
// not, they are done by the Go reference.
func FFTRadix16() bool { return fftLineWidth() == 16 }

// FFTPass is one pass of a self-sorting (Stockham) transform of length
// Radix*Blocks*M over Width columns at once. Element j of the vector is the
// Width numbers at In[j*InStep], real and imaginary parts apart. With n the
// length, for b < Blocks and k < M:
//
//	x_j = In[b*M + k + j*n/Radix] * w_(j,k)      j < Radix, w_(0,k) = w_(j,0) = 1
//	Out[b*Radix*M + i*M + k] = sum over j of x_j exp(-2πi ij/Radix)
//
// Twiddles[2*(k*(Radix-1) + j-1)] is the real part of w_(j,k), the imaginary part
// follows; entries for k = 0 exist but are not used. Radix is 2, 3, 4, 5, 7,
// 8, 11, 13 or 16.
// In and Out must not overlap.
type FFTPass struct {
	InRe, InIm, OutRe, OutIm []float32
	InStep, OutStep          int
	Radix, Blocks, M, Width  int
	Twiddles                 []float32

	// In bytes: between elements, legs and blocks; and where the kernel is.
	inStep, inLeg, inBlock, inAt     int
	outStep, outLeg, outBlock, outAt int
}

// Run performs the pass.
func (p *FFTPass) Run() {
	n := p.Radix * p.Blocks * p.M
	in, out := (n-1)*p.InStep+p.Width, (n-1)*p.OutStep+p.Width
	if n < 1 || p.InStep < 0 || p.OutStep < 0 || min(len(p.InRe), len(p.InIm)) < in ||
		min(len(p.OutRe), len(p.OutIm)) < out || len(p.Twiddles) < 2*(p.Radix-1)*p.M {
		panic(fmt.Sprintf("asm: FFTPass: radix %d, %d blocks of %d by %d columns does not fit its slices", p.Radix, p.Blocks, p.M, p.Width))
	}
	p.inStep, p.outStep = 4*p.InStep, 4*p.OutStep
	p.inLeg, p.outLeg = p.inStep*p.Blocks*p.M, p.outStep*p.M
	p.inBlock, p.outBlock = p.inStep*p.M, p.outLeg*p.Radix
	p.inAt, p.outAt = 0, 0
	fftRun(p)
}

// FFTMove rearranges Tiles tiles of which each starts SrcTile and DstTile after
// the one before, for a kernel of Width columns:
//
//	Transpose     Dst[j*DstStep+i] = Src[i*SrcStep+j]                              i, j < Width
//	Interleave    Dst[i*DstStep+2j], ...+2j+1 = Src[j*SrcStep+i], Src2[...]        i < Width, j < Width/2
//	Deinterleave  Dst[j*DstStep+i], Dst2[...] = Src[i*SrcStep+2j], ...+2j+1        i < Width, j < Width/2
type FFTMove struct {
	Src, Src2, Dst, Dst2               []float32
	SrcStep, DstStep                   int
	SrcTile, DstTile                   int
	Tiles, Width                       int
	srcStep, dstStep, srcTile, dstTile int
	srcAt, dstAt                       int
}

func (m *FFTMove) prepare(srcRows, srcCols, dstRows, dstCols int) {
	src := (m.Tiles-1)*m.SrcTile + (srcRows-1)*m.SrcStep + srcCols
	dst := (m.Tiles-1)*m.DstTile + (dstRows-1)*m.DstStep + dstCols
	if m.Tiles < 1 || min(m.SrcStep, m.DstStep, m.SrcTile, m.DstTile) < 0 || len(m.Src) < src || len(m.Dst) < dst ||
		m.Src2 != nil && len(m.Src2) < src || m.Dst2 != nil && len(m.Dst2) < dst {
		panic(fmt.Sprintf("asm: FFTMove: %d tiles of %d columns do not fit their slices", m.Tiles, m.Width))
	}
	m.srcStep, m.dstStep, m.srcTile, m.dstTile = 4*m.SrcStep, 4*m.DstStep, 4*m.SrcTile, 4*m.DstTile
	m.srcAt, m.dstAt = 0, 0
}

// Transpose exchanges rows and columns.
func (m *FFTMove) Transpose() {
	w := m.Width
	m.prepare(w, w, w, w)
	fftTranspose(m)
}

// Interleave transposes two planes into rows of complex numbers.
func (m *FFTMove) Interleave() {
	w := m.Width
	if len(m.Src2) == 0 {
		panic("asm: FFTMove: Interleave needs two sources")
	}
	m.prepare(w/2, w, w, w)
	fftInterleave(m)
}

// Deinterleave transposes rows of complex numbers into two planes.
func (m *FFTMove) Deinterleave() {
	w := m.Width
	if len(m.Dst2) == 0 {
		panic("asm: FFTMove: Deinterleave needs two destinations")
	}
	m.prepare(w, w, w/2, w)
	fftDeinterleave(m)
}

// FFTTangle goes between the transform Z of an array whose even rows are taken
// as real and whose odd rows are taken as imaginary parts, and the transform X of
// the real array itself, for Width frequencies u at once, u the frequency across
// rows, of which Z has half as many as X has. Row v of every plane holds the
// frequencies u of column v. With E and D short for the parts of Z that come from
// even and odd rows and c = Cos + i Sin, both scaled as the caller needs:
//
//	Untangle   A = Z[v][u], B = conj(M[v][-u]);  E = Scale (A+B), O = -i c (A-B)
//	           X0[v] = E + O, X1[v] = E - O
//	Tangle     E = Scale (X0[v]+X1[v]), O = conj(c) (X0[v]-X1[v])
//	           Z[v] = E + iO, M[v][-u] = conj(E) + i conj(O)
//
// for v < Rows. M[0] is at the start of MRe and MIm, M[1] lies MFirst numbers on, every further row
// ZStep before the one before; the lanes of M are in reverse order.
type FFTTangle struct {
	ZRe, ZIm                   []float32
	MRe, MIm                   []float32
	MAt                        int // where in MRe and MIm row 0 begins
	X0Re, X0Im, X1Re, X1Im     []float32
	Cos, Sin                   []float32
	Scale                      float32
	ZStep, XStep, MFirst, Rows int
	Width                      int

	mAt, zStep, xStep, mFirst int // in bytes
}

func (t *FFTTangle) prepare() {
	w, last := t.Width, t.Rows-1
	low, high := t.MAt, t.MAt
	if last > 0 {
		low, high = min(low, t.MAt+t.MFirst-(last-1)*t.ZStep), max(high, t.MAt+t.MFirst)
	}
	z, x := last*t.ZStep+w, last*t.XStep+w
	if last < 0 || t.ZStep < 0 || t.XStep < 0 || min(len(t.ZRe), len(t.ZIm)) < z || low < 0 || min(len(t.MRe), len(t.MIm)) < high+w ||
		min(len(t.X0Re), len(t.X0Im), len(t.X1Re), len(t.X1Im)) < x || min(len(t.Cos), len(t.Sin)) < w {
		panic(fmt.Sprintf("asm: FFTTangle: %d rows of %d columns do not fit their slices", t.Rows, w))
	}
	t.mAt, t.zStep, t.xStep, t.mFirst = 4*t.MAt, 4*t.ZStep, 4*t.XStep, 4*t.MFirst
}

// Untangle computes X from Z.
func (t *FFTTangle) Untangle() { t.prepare(); fftUntangle(t) }

// Tangle computes Z from X.
func (t *FFTTangle) Tangle() { t.prepare(); fftTangle(t) }
