// Command fftgen writes the butterflies of asm/fft_{pass,move,line}_*.s. Every radix is
// described once, in radix.go, as plain arithmetic; this program gives the values
// registers and prints the instructions of each SIMD level.
//
//	go run ./asm/internal/fftgen DIR    writes the files into DIR (asm)
package main
