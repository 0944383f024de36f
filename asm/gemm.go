package asm

import "unsafe"

// MulTile describes one tile of a matrix product whose left rows may lie
// anywhere: row i of the left side is made of Taps runs of K values, and run t
// starts at A[t*MR+i]. A plain product has one run; a convolution has one for
// each kernel position, so that no image is ever copied into a matrix.
//
//	for i := range MR {
//		for j := range N {
//			var sum float32
//			for t := range Taps {
//				for p := range K {
//					sum += A[t*MR+i][p] * B[(t*K+p)*NR+j]
//				}
//			}
//			C[i][Column+j] = sum // += if Accumulate
//		}
//	}
//
// MR and NR are those of [MulTileShape]. Rows that do not exist are given any
// readable A and a C that may be overwritten.
type MulTile struct {
	A          []*float32 // Taps*MR run starts
	C          []*float32 // MR row starts
	B          []float32  // Taps*K rows of NR values
	Taps, K    int
	Column, N  int // the first column and the number of columns, 1 to NR
	Accumulate bool
	// Next may hold the A of the tile that comes after this one: its rows are
	// fetched into the cache.
	Next []*float32
	//lint:ignore U1000 where the assembly is in Next
	next uintptr // the assembly leaves it behind the end of Next
}

// MulTileShape returns the rows and columns of a tile at the active level.
func MulTileShape() (mr, nr int) {
	switch active {
	case AVX512:
		return 12, 32
	case AVX2:
		return 6, 16
	case NEON:
		return 8, 12
	}
	return 2, 4
}

// Run computes the tile.
func (t *MulTile) Run() {
	mr, nr := MulTileShape()
	if len(t.A) < t.Taps*mr || len(t.C) < mr || len(t.B) < t.Taps*t.K*nr || t.N < 1 || t.N > nr || t.K < 1 || t.Taps < 1 {
		panic("asm: MulTile: slices shorter than the sizes say")
	}
	t.next = 0
	if len(t.Next) >= t.Taps*mr {
		t.next = uintptr(unsafe.Pointer(&t.Next[0]))
	}
	mulTile(t)
}

// A Strip is a run of pixels in which both sides of an [OuterTile] advance by
// their strides: it starts at value X of the tile's X and value DY of its DY and
// has Len pixels.
type Strip struct{ X, DY, Len int }

// OuterTile describes a sum of outer products, which is what the gradient of a
// convolution's weights is: pixel by pixel, a column of input channels times a
// row of output channels.
//
//	for _, s := range Strips {
//		for p := range s.Len {
//			for i := range M {
//				for j := range N {
//					C[i*StrideC+j] += X[s.X+p*StrideX+i] * DY[s.DY+p*StrideDY+j]
//				}
//			}
//		}
//	}
//
// M must be one of [OuterRows](N).
type OuterTile struct {
	X, DY, C                   []float32
	Strips                     []Strip
	StrideX, StrideDY, StrideC int
	M, N                       int
	// AheadX and AheadDY, unless they are 0, say how many values behind each pixel
	// there is one that will be read later, and is fetched.
	AheadX, AheadDY int
}

var (
	outerRowsAVX512  = []int{12, 8, 4, 1}
	outerRowsAVX2    = []int{6, 4, 1}
	outerRowsMasked  = []int{4, 1}
	outerRowsNEON    = []int{8, 4, 1}
	outerRowsGeneric = []int{2, 1}
)

// OuterRows returns the numbers of rows that tiles of n columns may have,
// descending.
func OuterRows(n int) []int {
	switch active {
	case AVX512:
		return outerRowsAVX512
	case AVX2:
		if n < 16 {
			return outerRowsMasked
		}
		return outerRowsAVX2
	case NEON:
		return outerRowsNEON
	}
	return outerRowsGeneric
}

// OuterColumns returns the number of columns of a full tile.
func OuterColumns() int {
	_, nr := MulTileShape()
	return nr
}

// Run adds the tile's products to C.
func (t *OuterTile) Run() {
	for _, s := range t.Strips {
		if s.Len < 1 || s.X < 0 || s.DY < 0 ||
			s.X+(s.Len-1)*t.StrideX+t.M > len(t.X) || s.DY+(s.Len-1)*t.StrideDY+t.N > len(t.DY) {
			panic("asm: OuterTile: a strip leaves its slice")
		}
	}
	if (t.M-1)*t.StrideC+t.N > len(t.C) || t.N < 1 || t.N > OuterColumns() {
		panic("asm: OuterTile: C shorter than the sizes say")
	}
	if len(t.Strips) > 0 {
		outerTile(t)
	}
}
