//go:build !purego

package asm

var (
	kWinogradAVX512 = newKernel("winogradAVX512")
	kWinogradAVX2   = newKernel("winogradAVX2")
)

//go:noescape
func winogradInputAVX512(t *WinogradTile)

//go:noescape
func winogradInputAVX2(t *WinogradTile)

//go:noescape
func winogradKernelAVX512(t *WinogradTile)

//go:noescape
func winogradKernelAVX2(t *WinogradTile)

//go:noescape
func winogradOutputAVX512(t *WinogradTile)

//go:noescape
func winogradOutputAVX2(t *WinogradTile)

//go:noescape
func winogradGradientAVX512(t *WinogradTile)

//go:noescape
func winogradGradientAVX2(t *WinogradTile)

//go:noescape
func winogradKernelGradientAVX512(t *WinogradTile)

//go:noescape
func winogradKernelGradientAVX2(t *WinogradTile)

func winogradInput(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinogradAVX512.used()
		winogradInputAVX512(t)
	case AVX2:
		kWinogradAVX2.used()
		winogradInputAVX2(t)
	default:
		winogradInputGeneric(t)
	}
}

func winogradKernel(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinogradAVX512.used()
		winogradKernelAVX512(t)
	case AVX2:
		kWinogradAVX2.used()
		winogradKernelAVX2(t)
	default:
		winogradKernelGeneric(t)
	}
}

func winogradOutput(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinogradAVX512.used()
		winogradOutputAVX512(t)
	case AVX2:
		kWinogradAVX2.used()
		winogradOutputAVX2(t)
	default:
		winogradOutputGeneric(t)
	}
}

func winogradGradient(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinogradAVX512.used()
		winogradGradientAVX512(t)
	case AVX2:
		kWinogradAVX2.used()
		winogradGradientAVX2(t)
	default:
		winogradGradientGeneric(t)
	}
}

func winogradKernelGradient(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinogradAVX512.used()
		winogradKernelGradientAVX512(t)
	case AVX2:
		kWinogradAVX2.used()
		winogradKernelGradientAVX2(t)
	default:
		winogradKernelGradientGeneric(t)
	}
}
