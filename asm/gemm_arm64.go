//go:build !purego

package asm

import "unsafe"

var (
	kMulNEON   = newKernel("mulTile8x8NEON")
	kOuterNEON = newKernel("outerTile8x8NEON")
)

//go:noescape
func mulTileNEON(out *[64]float32, a **float32, b *float32, taps, k int)

//go:noescape
func outerRows8NEON(out *[64]float32, x, dy *float32, strideX, strideDY, pixels int)

//go:noescape
func outerRow1NEON(out *[64]float32, x, dy *float32, strideX, strideDY, pixels int)

func mulTile(t *MulTile) {
	if active != NEON {
		mulTileGeneric(t)
		return
	}
	kMulNEON.used()
	var out [64]float32
	mulTileNEON(&out, &t.A[0], &t.B[0], t.Taps, t.K)
	for i := range 8 {
		row := unsafe.Slice(t.C[i], t.Column+t.N)[t.Column:]
		sums := out[8*i:][:t.N]
		if !t.Accumulate {
			copy(row, sums)
			continue
		}
		for j, v := range sums {
			row[j] += v
		}
	}
}

func outerTile(t *OuterTile) {
	if active != NEON {
		outerTileGeneric(t)
		return
	}
	kOuterNEON.used()
	var out [64]float32
	for _, s := range t.Strips {
		if t.N == 8 {
			outerRun(&out, t, s.X, &t.DY[s.DY], t.StrideDY, s.Len)
			continue
		}
		// Pixels with fewer than eight gradients are copied to where eight can be read.
		var padded [32 * 8]float32
		for p := 0; p < s.Len; p += 32 {
			n := min(32, s.Len-p)
			for i := range n {
				copy(padded[8*i:8*i+t.N], t.DY[s.DY+(p+i)*t.StrideDY:])
			}
			outerRun(&out, t, s.X+p*t.StrideX, &padded[0], 8, n)
		}
	}
	for i := range t.M {
		for j := range t.N {
			t.C[i*t.StrideC+j] += out[8*i+j]
		}
	}
}

// outerRun adds the products of a run of pixels that starts at X[x] and dy.
func outerRun(out *[64]float32, t *OuterTile, x int, dy *float32, strideDY, pixels int) {
	if t.M == 8 {
		outerRows8NEON(out, &t.X[x], dy, t.StrideX, strideDY, pixels)
	} else {
		outerRow1NEON(out, &t.X[x], dy, t.StrideX, strideDY, pixels)
	}
}
