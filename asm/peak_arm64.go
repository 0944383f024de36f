//go:build !purego

package asm

func fmaPeak(iterations int) int { return fmaPeakGeneric(iterations) }
