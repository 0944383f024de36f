//go:build purego || !(amd64 || arm64)

package asm

func cpuLevels() []Level { return nil }
