//go:build !purego

package asm

var (
	kMulAVX512   = newKernel("mulTile12x32AVX512")
	kMulAVX2     = newKernel("mulTile6x16AVX2")
	kOuterAVX512 = newKernel("outerTile12x32AVX512")
	kOuterAVX2   = newKernel("outerTile6x16AVX2")
)

//go:noescape
func mulTileAVX512(t *MulTile)

//go:noescape
func mulTileAVX2(t *MulTile)

//go:noescape
func outerTileAVX512(t *OuterTile)

//go:noescape
func outerTileAVX2(t *OuterTile)

func mulTile(t *MulTile) {
	switch active {
	case AVX512:
		kMulAVX512.used()
		mulTileAVX512(t)
	case AVX2:
		kMulAVX2.used()
		mulTileAVX2(t)
	default:
		mulTileGeneric(t)
	}
}

func outerTile(t *OuterTile) {
	switch active {
	case AVX512:
		kOuterAVX512.used()
		outerTileAVX512(t)
	case AVX2:
		kOuterAVX2.used()
		outerTileAVX2(t)
	default:
		outerTileGeneric(t)
	}
}
