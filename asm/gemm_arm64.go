//go:build !purego

package asm

import "unsafe"

var (
	kMulNEON   = newKernel("mulTile8x12NEON")
	kOuterNEON = newKernel("outerTile8x12NEON")
)

//go:noescape
func mulTile12NEON(t *MulTile, out *[96]float32)

//go:noescape
func mulTile8NEON(t *MulTile, out *[96]float32)

//go:noescape
func mulTile4NEON(t *MulTile, out *[96]float32)

//go:noescape
func outerTile8x12NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile8x8NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile8x4NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile4x12NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile4x8NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile4x4NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile1x12NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile1x8NEON(t *OuterTile, out *[96]float32)

//go:noescape
func outerTile1x4NEON(t *OuterTile, out *[96]float32)

func mulTile(t *MulTile) {
	if active != NEON {
		mulTileGeneric(t)
		return
	}
	kMulNEON.used()
	if t.N%4 == 0 {
		mulColumns(t, nil)
		return
	}
	// NEON has no masks: sums of columns that do not exist stay in a buffer.
	var out [96]float32
	mulColumns(t, &out)
	for i := range 8 {
		row := unsafe.Slice(t.C[i], t.Column+t.N)[t.Column:]
		sums := out[12*i:][:t.N]
		if !t.Accumulate {
			copy(row, sums)
			continue
		}
		for j, v := range sums {
			row[j] += v
		}
	}
}

// mulColumns runs the kernel that is just wide enough.
func mulColumns(t *MulTile, out *[96]float32) {
	switch {
	case t.N > 8:
		mulTile12NEON(t, out)
	case t.N > 4:
		mulTile8NEON(t, out)
	default:
		mulTile4NEON(t, out)
	}
}

// outerPadded is the number of pixels whose gradients are copied at a time.
const outerPadded = 32

func outerTile(t *OuterTile) {
	if active != NEON {
		outerTileGeneric(t)
		return
	}
	kOuterNEON.used()
	var out [96]float32
	if t.N%4 == 0 {
		outerSums(t, &out)
	} else {
		// Pixels whose gradients do not fill registers are copied to where they do.
		var padded [outerPadded * 12]float32
		var strip [1]Strip
		part := *t
		part.DY, part.StrideDY, part.Strips = padded[:], 12, strip[:]
		for _, s := range t.Strips {
			for p := 0; p < s.Len; p += outerPadded {
				n := min(outerPadded, s.Len-p)
				for i := range n {
					copy(padded[12*i:][:t.N], t.DY[s.DY+(p+i)*t.StrideDY:])
				}
				strip[0] = Strip{X: s.X + p*t.StrideX, Len: n}
				outerSums(&part, &out)
			}
		}
	}
	for i := range t.M {
		row := t.C[i*t.StrideC:][:t.N]
		for j, v := range out[12*i:][:t.N] {
			row[j] += v
		}
	}
}

// outerSums adds the sums of the tile's strips to out, which has rows of 12.
func outerSums(t *OuterTile, out *[96]float32) {
	switch wide, half := t.N > 8, t.N > 4; {
	case t.M == 8 && wide:
		outerTile8x12NEON(t, out)
	case t.M == 8 && half:
		outerTile8x8NEON(t, out)
	case t.M == 8:
		outerTile8x4NEON(t, out)
	case t.M == 4 && wide:
		outerTile4x12NEON(t, out)
	case t.M == 4 && half:
		outerTile4x8NEON(t, out)
	case t.M == 4:
		outerTile4x4NEON(t, out)
	case wide:
		outerTile1x12NEON(t, out)
	case half:
		outerTile1x8NEON(t, out)
	default:
		outerTile1x4NEON(t, out)
	}
}
