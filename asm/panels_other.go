//go:build purego || !amd64

package asm

func outerPanels(t *OuterPanels) { outerPanelsTiles(t) }
