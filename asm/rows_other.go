//go:build purego || !amd64

package asm

// mulRows computes tiles by MulTile where there is one in assembly. Rows that the
// last tile has too many read the last row again and write to spare: a row's bits
// do not depend on how many there are.
func mulRows(t *MulRows) {
	if active == Generic {
		mulRowsGeneric(t)
		return
	}
	b := t.B
	mr, nr := MulTileShape()
	if t.StrideB > 0 {
		b = t.Panel
		for p := range t.K {
			copy(b[p*nr:][:nr], t.B[p*t.StrideB:])
		}
	}
	var (
		a, c  [16]*float32
		spare [16]float32
	)
	tile := MulTile{A: a[:mr], C: c[:mr], B: b, Taps: 1, K: t.K, N: t.N, Accumulate: t.Accumulate}
	for row := 0; row < t.Rows; row += mr {
		for i := range mr {
			if row+i < t.Rows {
				a[i], c[i] = &t.A[(row+i)*t.StrideA], &t.C[(row+i)*t.StrideC]
			} else {
				a[i], c[i] = &t.A[(t.Rows-1)*t.StrideA], &spare[0]
			}
		}
		mulTile(&tile)
	}
}

func locate(points []*float32, base *float32, offsets []int32, outside *float32) {
	locateGeneric(points, base, offsets, outside)
}
