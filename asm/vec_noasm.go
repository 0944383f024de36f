//go:build purego || !(amd64 || arm64)

package asm

func addVector(dst, a, b []float32) int                        { return 0 }
func axpyVector(dst []float32, alpha float32, x []float32) int { return 0 }
