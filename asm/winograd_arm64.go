//go:build !purego

package asm

var kWinogradNEON = newKernel("winogradNEON")

//go:noescape
func winogradInputNEON(t *WinogradTile)

//go:noescape
func winogradKernelNEON(t *WinogradTile)

//go:noescape
func winogradOutputNEON(t *WinogradTile)

//go:noescape
func winogradGradientNEON(t *WinogradTile)

//go:noescape
func winogradKernelGradientNEON(t *WinogradTile)

func winogradInput(t *WinogradTile) {
	if active != NEON {
		winogradInputGeneric(t)
		return
	}
	kWinogradNEON.used()
	winogradInputNEON(t)
}

func winogradKernel(t *WinogradTile) {
	if active != NEON {
		winogradKernelGeneric(t)
		return
	}
	kWinogradNEON.used()
	winogradKernelNEON(t)
}

func winogradOutput(t *WinogradTile) {
	if active != NEON {
		winogradOutputGeneric(t)
		return
	}
	kWinogradNEON.used()
	winogradOutputNEON(t)
}

func winogradGradient(t *WinogradTile) {
	if active != NEON {
		winogradGradientGeneric(t)
		return
	}
	kWinogradNEON.used()
	winogradGradientNEON(t)
}

func winogradKernelGradient(t *WinogradTile) {
	if active != NEON {
		winogradKernelGradientGeneric(t)
		return
	}
	kWinogradNEON.used()
	winogradKernelGradientNEON(t)
}
