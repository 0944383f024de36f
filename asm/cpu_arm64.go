//go:build !purego

package asm

// Every 64-bit ARM has NEON. Its kernels are tested under emulation; speed on real
// hardware is not measured. Some kernels run the Go reference: sums of amplitudes, the
// last step of real transforms of one dimension, Winograd's of stride 2, copies of rows.
func cpuLevels() []Level { return []Level{NEON} }
