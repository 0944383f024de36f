package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: fftgen DIR")
		os.Exit(2)
	}
	for name, text := range Files() {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "fftgen:", err)
			os.Exit(1)
		}
	}
}

// Files returns the text of each generated file by its name.
func Files() map[string]string {
	avx512 := target{name: "AVX512", reg: "Z", regs: 32, bytes: 64, broadcast: true}
	avx2 := target{name: "AVX2", reg: "Y", regs: 16, bytes: 32}
	neon := target{name: "NEON", reg: "V", regs: 32, bytes: 16, neon: true}
	return map[string]string{
		"fft_pass_neon_arm64.s": arm64(passFile(neon)),
		"fft_move_neon_arm64.s": arm64(moveFile(neon)),
		"fft_line_neon_arm64.s": arm64(lineFile(neon)),

		"fft_pass_avx512_amd64.s": passFile(avx512),
		"fft_pass_avx2_amd64.s":   passFile(avx2),
		"fft_line_avx512_amd64.s": lineFile(avx512),
		"fft_line_avx2_amd64.s":   lineFile(avx2),
		"fft_move_avx512_amd64.s": moveFile(avx512),
		"fft_move_avx2_amd64.s":   moveFile(avx2),
	}
}
