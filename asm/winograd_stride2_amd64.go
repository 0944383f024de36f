//go:build !purego

package asm

var (
	kStride2AVX512 = newKernel("winogradStride2AVX512")
	kStride2AVX2   = newKernel("winogradStride2AVX2")
)

//go:noescape
func winogradInputS2AVX512(t *WinogradTile)

//go:noescape
func winogradInputS2AVX2(t *WinogradTile)

//go:noescape
func winogradKernelS2AVX512(t *WinogradTile)

//go:noescape
func winogradKernelS2AVX2(t *WinogradTile)

//go:noescape
func winogradOutputS2AVX512(t *WinogradTile)

//go:noescape
func winogradOutputS2AVX2(t *WinogradTile)

//go:noescape
func winogradGradientS2AVX512(t *WinogradTile)

//go:noescape
func winogradGradientS2AVX2(t *WinogradTile)

//go:noescape
func winogradKernelGradientS2AVX512(t *WinogradTile)

//go:noescape
func winogradKernelGradientS2AVX2(t *WinogradTile)

//go:noescape
func winogradInputBackS2AVX512(t *WinogradTile)

//go:noescape
func winogradInputBackS2AVX2(t *WinogradTile)

//go:noescape
func winogradOutputBackS2AVX512(t *WinogradTile)

//go:noescape
func winogradOutputBackS2AVX2(t *WinogradTile)

func winogradInputS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradInputS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradInputS2AVX2(t)
	default:
		winogradInputS2Generic(t)
	}
}

func winogradKernelS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradKernelS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradKernelS2AVX2(t)
	default:
		winogradKernelS2Generic(t)
	}
}

func winogradOutputS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradOutputS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradOutputS2AVX2(t)
	default:
		winogradOutputS2Generic(t)
	}
}

func winogradGradientS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradGradientS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradGradientS2AVX2(t)
	default:
		winogradGradientS2Generic(t)
	}
}

func winogradKernelGradientS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradKernelGradientS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradKernelGradientS2AVX2(t)
	default:
		winogradKernelGradientS2Generic(t)
	}
}

func winogradInputBackS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradInputBackS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradInputBackS2AVX2(t)
	default:
		winogradInputBackS2Generic(t)
	}
}

func winogradOutputBackS2(t *WinogradTile) {
	switch active {
	case AVX512:
		kStride2AVX512.used()
		winogradOutputBackS2AVX512(t)
	case AVX2:
		kStride2AVX2.used()
		winogradOutputBackS2AVX2(t)
	default:
		winogradOutputBackS2Generic(t)
	}
}
