//go:build purego || !amd64

package asm

func winogradInputS2(t *WinogradTile)          { winogradInputS2Generic(t) }
func winogradKernelS2(t *WinogradTile)         { winogradKernelS2Generic(t) }
func winogradOutputS2(t *WinogradTile)         { winogradOutputS2Generic(t) }
func winogradGradientS2(t *WinogradTile)       { winogradGradientS2Generic(t) }
func winogradKernelGradientS2(t *WinogradTile) { winogradKernelGradientS2Generic(t) }
func winogradInputBackS2(t *WinogradTile)      { winogradInputBackS2Generic(t) }
func winogradOutputBackS2(t *WinogradTile)     { winogradOutputBackS2Generic(t) }
