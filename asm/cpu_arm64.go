//go:build !purego

package asm

// Every 64-bit ARM has NEON. Its kernels are tested under emulation; speed on real
// hardware is not measured. The Fourier transforms run the Go reference.
func cpuLevels() []Level { return []Level{NEON} }
