//go:build !purego

package asm

var (
	kWinograd2AVX512 = newKernel("winograd2AVX512")
	kWinograd2AVX2   = newKernel("winograd2AVX2")
)

//go:noescape
func winogradInput2AVX512(t *WinogradTile)

//go:noescape
func winogradInput2AVX2(t *WinogradTile)

//go:noescape
func winogradKernel2AVX512(t *WinogradTile)

//go:noescape
func winogradKernel2AVX2(t *WinogradTile)

//go:noescape
func winogradOutput2AVX512(t *WinogradTile)

//go:noescape
func winogradOutput2AVX2(t *WinogradTile)

//go:noescape
func winogradGradient2AVX512(t *WinogradTile)

//go:noescape
func winogradGradient2AVX2(t *WinogradTile)

//go:noescape
func winogradKernelGradient2AVX512(t *WinogradTile)

//go:noescape
func winogradKernelGradient2AVX2(t *WinogradTile)

func winogradInput2(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinograd2AVX512.used()
		winogradInput2AVX512(t)
	case AVX2:
		kWinograd2AVX2.used()
		winogradInput2AVX2(t)
	default:
		winogradInput2Generic(t)
	}
}

func winogradKernel2(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinograd2AVX512.used()
		winogradKernel2AVX512(t)
	case AVX2:
		kWinograd2AVX2.used()
		winogradKernel2AVX2(t)
	default:
		winogradKernel2Generic(t)
	}
}

func winogradOutput2(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinograd2AVX512.used()
		winogradOutput2AVX512(t)
	case AVX2:
		kWinograd2AVX2.used()
		winogradOutput2AVX2(t)
	default:
		winogradOutput2Generic(t)
	}
}

func winogradGradient2(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinograd2AVX512.used()
		winogradGradient2AVX512(t)
	case AVX2:
		kWinograd2AVX2.used()
		winogradGradient2AVX2(t)
	default:
		winogradGradient2Generic(t)
	}
}

func winogradKernelGradient2(t *WinogradTile) {
	switch active {
	case AVX512:
		kWinograd2AVX512.used()
		winogradKernelGradient2AVX512(t)
	case AVX2:
		kWinograd2AVX2.used()
		winogradKernelGradient2AVX2(t)
	default:
		winogradKernelGradient2Generic(t)
	}
}
