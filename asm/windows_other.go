//go:build purego || !amd64

package asm

func mulWindows(t *MulWindows) { mulWindowsTiles(t) }

func outerWindows(t *OuterWindows) { outerWindowsTiles(t) }
