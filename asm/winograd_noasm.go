//go:build purego || !(amd64 || arm64)

package asm

func winogradInput(t *WinogradTile)          { winogradInputGeneric(t) }
func winogradKernel(t *WinogradTile)         { winogradKernelGeneric(t) }
func winogradOutput(t *WinogradTile)         { winogradOutputGeneric(t) }
func winogradGradient(t *WinogradTile)       { winogradGradientGeneric(t) }
func winogradKernelGradient(t *WinogradTile) { winogradKernelGradientGeneric(t) }
