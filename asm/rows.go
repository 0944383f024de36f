package asm

import "unsafe"

// MulRows describes a product whose left rows, like its results, lie at equal
// distances: the usual matrix product by one panel of [MulTileShape]'s NR
// columns. [MulTile] is for rows that lie anywhere.
//
//	for i := range Rows {
//		for j := range N {
//			var sum float32
//			for p := range K {
//				sum += A[i*StrideA+p] * B[p*NR+j] // B[p*StrideB+j] if StrideB > 0
//			}
//			C[i*StrideC+j] = sum // += if Accumulate
//		}
//	}
type MulRows struct {
	A, B, C          []float32
	StrideA, StrideC int
	Rows, K, N       int
	Accumulate       bool
	// StrideB, unless it is 0, is the distance of B's rows in a matrix that is not
	// packed. N must be NR then. The first tile writes the rows to Panel, which has
	// room for K*NR values, where the others find them close together.
	StrideB int
	Panel   []float32
	Fetch   Fetch
	// Stream says that C is not read soon: it is written past the caches where rows
	// begin with cache lines.
	Stream bool
	// What the assembly is told with each call: where the rows of B lie and how
	// many bytes they are apart, where they are copied to, if at all, and what is
	// fetched.
	b, pack                     unsafe.Pointer
	fetch                       uintptr // may lie outside of everything
	stepB, stepFetch, nextFetch int
	stream                      int // 1 if Stream is possible
}

// Fetch says what a product brings into the cache for the one after it, while it
// computes: at step p of K, tile i of the first Tiles asks for the cache line of
// At[i*Next+p*Step], which need not exist. A tile that packs B, or one of few rows,
// does not fetch.
type Fetch struct {
	At                []float32
	Step, Next, Tiles int
}

// Run computes the product.
func (t *MulRows) Run() {
	_, nr := MulTileShape()
	if t.Rows < 1 || t.K < 1 || t.N < 1 || t.N > nr || t.StrideA < 0 || t.StrideC < t.N ||
		len(t.A) < (t.Rows-1)*t.StrideA+t.K || len(t.C) < (t.Rows-1)*t.StrideC+t.N {
		panic("asm: MulRows: slices shorter than the sizes say")
	}
	if t.StrideB == 0 && len(t.B) < t.K*nr ||
		t.StrideB != 0 && (t.StrideB < nr || t.N != nr || len(t.B) < (t.K-1)*t.StrideB+nr || len(t.Panel) < t.K*nr) {
		panic("asm: MulRows: B or Panel shorter than the sizes say, or a strided B that is narrower than a tile")
	}
	mulRows(t)
}

func mulRowsGeneric(t *MulRows) {
	_, nr := MulTileShape()
	step := t.StrideB
	if step == 0 {
		step = nr
	}
	for i := range t.Rows {
		c := t.C[i*t.StrideC:][:t.N]
		if !t.Accumulate {
			clear(c)
		}
		for p, v := range t.A[i*t.StrideA:][:t.K] {
			for j, w := range t.B[p*step:][:t.N] {
				c[j] += float32(v * w)
			}
		}
	}
}

// Locate points at pixels of an image: points[i] is offsets[i] bytes behind base,
// or outside where the offset is negative.
func Locate(points []*float32, base *float32, offsets []int32, outside *float32) {
	if len(points) < len(offsets) {
		panic("asm: Locate: more offsets than points")
	}
	if len(offsets) > 0 {
		locate(points, base, offsets, outside)
	}
}

func locateGeneric(points []*float32, base *float32, offsets []int32, outside *float32) {
	for i, o := range offsets {
		points[i] = outside
		if o >= 0 {
			points[i] = (*float32)(unsafe.Add(unsafe.Pointer(base), o))
		}
	}
}
