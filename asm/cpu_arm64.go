//go:build !purego

package asm

// Every 64-bit ARM has NEON. Its kernels are tested under emulation; speed on real
// hardware is not measured. Sums of amplitudes and the last step of real transforms of
// one dimension run the Go reference.
func cpuLevels() []Level { return []Level{NEON} }
