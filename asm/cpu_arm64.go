//go:build !purego

package asm

// Every 64-bit ARM has NEON. Matrix product, weight gradient, addition and axpy
// are in assembly, tested under emulation; the other families run the Go
// reference, and speed on real hardware is not measured.
func cpuLevels() []Level { return []Level{NEON} }
