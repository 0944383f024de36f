//go:build !purego

package asm

var kWinograd2NEON = newKernel("winograd2NEON")

//go:noescape
func winogradInput2NEON(t *WinogradTile)

//go:noescape
func winogradKernel2NEON(t *WinogradTile)

//go:noescape
func winogradOutput2NEON(t *WinogradTile)

//go:noescape
func winogradGradient2NEON(t *WinogradTile)

//go:noescape
func winogradKernelGradient2NEON(t *WinogradTile)

func winogradInput2(t *WinogradTile) {
	if active != NEON {
		winogradInput2Generic(t)
		return
	}
	kWinograd2NEON.used()
	winogradInput2NEON(t)
}

func winogradKernel2(t *WinogradTile) {
	if active != NEON {
		winogradKernel2Generic(t)
		return
	}
	kWinograd2NEON.used()
	winogradKernel2NEON(t)
}

func winogradOutput2(t *WinogradTile) {
	if active != NEON {
		winogradOutput2Generic(t)
		return
	}
	kWinograd2NEON.used()
	winogradOutput2NEON(t)
}

func winogradGradient2(t *WinogradTile) {
	if active != NEON {
		winogradGradient2Generic(t)
		return
	}
	kWinograd2NEON.used()
	winogradGradient2NEON(t)
}

func winogradKernelGradient2(t *WinogradTile) {
	if active != NEON {
		winogradKernelGradient2Generic(t)
		return
	}
	kWinograd2NEON.used()
	winogradKernelGradient2NEON(t)
}
