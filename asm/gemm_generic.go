package asm

import "unsafe"

var (
	kMulGeneric   = newKernel("mulTileGeneric")
	kOuterGeneric = newKernel("outerTileGeneric")
)

// mulTileGeneric works on 2x4 tiles: eight sums and the six values that feed
// them stay in the registers that any CPU has.
func mulTileGeneric(t *MulTile) {
	kMulGeneric.used()
	var s00, s01, s02, s03, s10, s11, s12, s13 float32
	b := t.B
	for tap := range t.Taps {
		a0 := unsafe.Slice(t.A[2*tap], t.K)
		a1 := unsafe.Slice(t.A[2*tap+1], t.K)
		for p := range a0 {
			x, y := a0[p], a1[p]
			s00 += float32(x * b[0])
			s01 += float32(x * b[1])
			s02 += float32(x * b[2])
			s03 += float32(x * b[3])
			s10 += float32(y * b[0])
			s11 += float32(y * b[1])
			s12 += float32(y * b[2])
			s13 += float32(y * b[3])
			b = b[4:]
		}
	}
	store(t, 0, [4]float32{s00, s01, s02, s03})
	store(t, 1, [4]float32{s10, s11, s12, s13})
}

func store(t *MulTile, i int, sums [4]float32) {
	row := unsafe.Slice(t.C[i], t.Column+t.N)[t.Column:]
	for j := range row {
		if t.Accumulate {
			row[j] += sums[j]
		} else {
			row[j] = sums[j]
		}
	}
}

// outerTileGeneric is the definition, with the sums of a row kept together.
func outerTileGeneric(t *OuterTile) {
	kOuterGeneric.used()
	for i := range t.M {
		var sums [4]float32
		for _, s := range t.Strips {
			x, dy := t.X[s.X+i:], t.DY[s.DY:]
			for p := range s.Len {
				v := x[p*t.StrideX]
				for j, d := range dy[p*t.StrideDY:][:t.N] {
					sums[j] += float32(v * d)
				}
			}
		}
		for j := range t.N {
			t.C[i*t.StrideC+j] += sums[j]
		}
	}
}
