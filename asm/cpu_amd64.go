//go:build !purego

package asm

import "golang.org/x/sys/cpu"

func cpuLevels() []Level {
	var l []Level
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		l = append(l, AVX2)
		if cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW {
			l = append(l, AVX512)
		}
	}
	return l
}
