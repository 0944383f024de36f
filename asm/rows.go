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
//				sum += A[i*StrideA+p] * B[p*NR+j]
//			}
//			C[i*StrideC+j] = sum // += if Accumulate
//		}
//	}
type MulRows struct {
	A, B, C          []float32
	StrideA, StrideC int
	Rows, K, N       int
	Accumulate       bool
}

// Run computes the product.
func (t *MulRows) Run() {
	_, nr := MulTileShape()
	if t.Rows < 1 || t.K < 1 || t.N < 1 || t.N > nr || t.StrideA < 0 || t.StrideC < t.N || len(t.B) < t.K*nr ||
		len(t.A) < (t.Rows-1)*t.StrideA+t.K || len(t.C) < (t.Rows-1)*t.StrideC+t.N {
		panic("asm: MulRows: slices shorter than the sizes say")
	}
	mulRows(t)
}

func mulRowsGeneric(t *MulRows) {
	_, nr := MulTileShape()
	for i := range t.Rows {
		c := t.C[i*t.StrideC:][:t.N]
		if !t.Accumulate {
			clear(c)
		}
		for p, v := range t.A[i*t.StrideA:][:t.K] {
			for j, w := range t.B[p*nr:][:t.N] {
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
