//go:build purego || !(amd64 || arm64)

package asm

func winogradInput2(t *WinogradTile)          { winogradInput2Generic(t) }
func winogradKernel2(t *WinogradTile)         { winogradKernel2Generic(t) }
func winogradOutput2(t *WinogradTile)         { winogradOutput2Generic(t) }
func winogradGradient2(t *WinogradTile)       { winogradGradient2Generic(t) }
func winogradKernelGradient2(t *WinogradTile) { winogradKernelGradient2Generic(t) }
