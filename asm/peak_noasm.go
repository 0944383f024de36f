//go:build purego || !(amd64 || arm64)

package asm

func fmaPeak(iterations int) int { return fmaPeakGeneric(iterations) }
