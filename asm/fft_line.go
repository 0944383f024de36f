package asm

import "fmt"

// The kernels below transform one vector of complex numbers, real and imaginary
// parts in turn. Inside, it is a matrix of rows of Width complex numbers; a row is
// Width real parts followed by Width imaginary parts, in the order of FFTLane.

// FFTLineWidth returns how many complex numbers a row of the line kernels has at the
// active level, 0 if there are none.
func FFTLineWidth() int { return fftLineWidth() }

// FFTLane returns which of the complex numbers that follow one another in memory
// lane l of a row holds: instructions that put real parts together take pairs from
// either half in turn.
func FFTLane(l, width int) int {
	if i := l % 4; i >= 2 {
		return width/2 + l/4*2 + i - 2
	}
	return l/4*2 + l%4
}

// FFTSpread is one pass of a transform over the columns of such a matrix that works
// in place, decimating in frequency: for m < M, b < Blocks and every column, with x_j
// row m of leg j of block b,
//
//	x_k = w_(m,k) sum over j of x_j exp(-2πi jk/Radix)      j, k < Radix, w_(0,k) = w_(m,0) = 1
//
// Leg j of block b begins b*Block + j*Leg numbers from the start; w_(m,k) is at
// Twiddles[2*(m*(Radix-1) + k-1)], its imaginary part follows; entries for m = 0 exist but are not
// used. Radix is a power of two up to Width.
type FFTSpread struct {
	Radix, M, Blocks, Width int
	Leg, Block              int
	Twiddles                []float32

	// For First and Open: from leg to leg of the source; for Open, from the outputs
	// of one butterfly to those of the next.
	SrcLeg, Step int

	leg, block, srcLeg, step int // in bytes
	reach, srcReach          int
	from                     int // first m of a Share, which then starts with a turned butterfly
}

// Prepare has to be called once, after the fields are set.
func (s *FFTSpread) Prepare() {
	open := s.Step > 0
	if s.Radix < 2 || s.M < 1 || s.Blocks < 1 || min(s.Leg, s.Block, s.SrcLeg, s.Step) < 0 ||
		!open && (s.Radix > s.Width || s.Radix&(s.Radix-1) != 0 || len(s.Twiddles) < 2*(s.Radix-1)*s.M) {
		panic(fmt.Sprintf("asm: FFTSpread: radix %d, %d blocks of %d by %d columns", s.Radix, s.Blocks, s.M, s.Width))
	}
	s.leg, s.block, s.srcLeg, s.step = 4*s.Leg, 4*s.Block, 4*s.SrcLeg, 4*s.Step
	rows := 2 * s.Width * s.M
	s.reach = (s.Blocks-1)*s.Block + (s.Radix-1)*s.Leg + rows
	if open {
		s.reach = (s.Radix-1)*s.Leg + (s.M-1)*s.Step + 2*s.Width
	}
	s.srcReach = (s.Radix-1)*s.SrcLeg + rows
}

// First reads complex numbers (leg j begins at src[j*SrcLeg]; there is one block, and
// Radix is Width) and writes rows. For an inverse transform the parts change places.
func (s *FFTSpread) First(dst, src []float32, inverse bool) {
	if len(dst) < s.reach || len(src) < s.srcReach || s.Radix != s.Width || s.srcReach == 0 {
		panic(fmt.Sprintf("asm: FFTSpread: got %d numbers and %d to read, needs %d and %d", len(dst), len(src), s.reach, s.srcReach))
	}
	fftFirst(s, dst, src, inverse)
}

// Share returns the part of First with m from at to end, for a thread of its own; the
// start of src and dst moves on by 2*Width*at numbers.
func (s *FFTSpread) Share(at, end int) FFTSpread {
	if at < 0 || end <= at || end > s.M || s.Blocks != 1 || s.Step > 0 {
		panic(fmt.Sprintf("asm: FFTSpread: share %d to %d of %d", at, end, s.M))
	}
	p := *s
	p.M, p.from = end-at, at
	if at > 0 { // the kernels move on before they read
		p.Twiddles = s.Twiddles[2*(s.Radix-1)*(at-1):]
	}
	p.reach, p.srcReach = s.reach-2*s.Width*(s.M-p.M), s.srcReach-2*s.Width*(s.M-p.M)
	return p
}

// Open does the same for Radix 3, 5, 7, 11 or 13 without w: x_k of butterfly m goes to
// m*Step + k*Leg.
func (s *FFTSpread) Open(dst, src []float32, inverse bool) {
	if len(dst) < s.reach || len(src) < s.srcReach || s.Step == 0 || s.srcReach == 0 {
		panic(fmt.Sprintf("asm: FFTSpread: got %d numbers and %d to read, needs %d and %d", len(dst), len(src), s.reach, s.srcReach))
	}
	fftOpen(s, dst, src, inverse)
}

// Run works in place.
func (s *FFTSpread) Run(x []float32) {
	if len(x) < s.reach || s.reach == 0 {
		panic(fmt.Sprintf("asm: FFTSpread: got %d numbers, needs %d", len(x), s.reach))
	}
	fftSpread(s, x)
}

// FFTLast is the last pass, across lanes. For every group of Width rows, with x_(k,c)
// the complex number c of row k,
//
//	y_(i,k) = Scale * sum over c of x_(k,c) w_(k,c) exp(-2πi ic/Width)      i, k < Width
//
// Row k of group g begins at src[g*SrcGroup + k*Row] and y_(i,k), a complex number, is at
// dst[g*DstGroup + i*Leg + 2k]; w_(k,c) has the form of a row and begins at twiddles[g*TurnGroup + 2*Width*k].
// Scale counts for inverse transforms only, where parts change places.
type FFTLast struct {
	Width, Row, Leg               int
	SrcGroup, DstGroup, TurnGroup int
	Scale                         float32

	row, leg, srcGroup, dstGroup, turnGroup int // in bytes
}

// Prepare has to be called once, after the fields are set.
func (s *FFTLast) Prepare() {
	if min(s.Row, s.Leg, s.SrcGroup, s.DstGroup, s.TurnGroup) < 0 {
		panic("asm: FFTLast: negative step")
	}
	s.row, s.leg, s.srcGroup, s.dstGroup, s.turnGroup = 4*s.Row, 4*s.Leg, 4*s.SrcGroup, 4*s.DstGroup, 4*s.TurnGroup
}

// Run transforms groups.
func (s *FFTLast) Run(dst, src, twiddles []float32, groups int, inverse bool) {
	g, w := groups-1, s.Width
	if groups < 1 || len(src) < g*s.SrcGroup+(w-1)*s.Row+2*w || len(dst) < g*s.DstGroup+(w-1)*s.Leg+2*w || len(twiddles) < g*s.TurnGroup+2*w*w {
		panic(fmt.Sprintf("asm: FFTLast: %d groups of %d do not fit their slices", groups, w))
	}
	fftLast(s, dst, src, twiddles, groups, inverse)
}

// FFTLineRow returns the width of the rows of FFTLine for vectors of length n at the
// active level, 0 if there is no such kernel.
func FFTLineRow(n int) int {
	w := fftLineWidth()
	switch {
	case w == 0:
		return 0
	case n == 16 || n == 32 || n == 64 && w == 4:
		return 4
	case n == 64 && w > 4 || n == 128 && w > 4:
		return 8
	case n == 256 && w == 16:
		return 16
	}
	return 0
}

// FFTLine transforms n complex numbers; dst may be src. With w the width of FFTLineRow,
// twiddles holds exp(-2πi kc/n) as rows k < n/w of numbers c < w. Inverse
// transforms are divided by n.
func FFTLine(n int, dst, src, twiddles []float32, inverse bool) {
	if n < 1 || len(dst) < 2*n || len(src) < 2*n || len(twiddles) < 2*n || !fftLine(n, &dst[0], &src[0], &twiddles[0], inverse) {
		panic(fmt.Sprintf("asm: FFTLine: no kernel for length %d, or slices shorter than that", n))
	}
}
