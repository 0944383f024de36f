//go:build purego || !amd64

package asm

func cpuLevels() []Level { return nil }
