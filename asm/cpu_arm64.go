//go:build !purego

package asm

// cpuLevels needs no check: NEON is part of every arm64 CPU.
func cpuLevels() []Level { return []Level{NEON} }
