//go:build purego || !amd64

package asm

// NormPoolsWith reports whether the active level has kernels of [NormPool] for c
// channels. This build has none: a caller takes the passes of this package one after
// another.
func NormPoolsWith(c int) bool { return false }

func normPoolApply(*NormPool) {}
func normPoolDots(*NormPool)  {}
func normPoolGrad(*NormPool)  {}
