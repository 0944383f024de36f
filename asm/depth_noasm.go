//go:build purego || !(amd64 || arm64)

package asm

func depthForward(r *DepthRun)  { depthForwardGeneric(r) }
func depthForward4(r *DepthRun) { depthForward4Generic(r) }
func depthGradient(r *DepthRun) { depthGradientGeneric(r) }
