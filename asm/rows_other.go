//go:build purego || !amd64

package asm

import "unsafe"

// mulRows computes whole tiles by MulTile where there is one in assembly.
func mulRows(t *MulRows) {
	mr, _ := MulTileShape()
	if active == Generic || t.Rows < mr {
		mulRowsGeneric(t)
		return
	}
	var a, c [16]*float32
	tile := MulTile{A: a[:mr], C: c[:mr], B: t.B, Taps: 1, K: t.K, N: t.N, Accumulate: t.Accumulate}
	row := 0
	for ; row+mr <= t.Rows; row += mr {
		for i := range mr {
			a[i], c[i] = &t.A[(row+i)*t.StrideA], &t.C[(row+i)*t.StrideC]
		}
		mulTile(&tile)
	}
	if row < t.Rows {
		rest := *t
		rest.A, rest.C, rest.Rows = t.A[row*t.StrideA:], t.C[row*t.StrideC:], t.Rows-row
		mulRowsGeneric(&rest)
	}
}

func locate(points []*float32, base *float32, offsets []int32, outside *float32) {
	for i, o := range offsets {
		points[i] = outside
		if o >= 0 {
			points[i] = (*float32)(unsafe.Add(unsafe.Pointer(base), o))
		}
	}
}
