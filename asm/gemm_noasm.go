//go:build purego || !(amd64 || arm64)

package asm

func mulTile(t *MulTile)     { mulTileGeneric(t) }
func outerTile(t *OuterTile) { outerTileGeneric(t) }
