// Package asm is the machine room of freqlens: the inner loops of convolution,
// matrix product, Fourier transform and elementwise arithmetic, each written
// once in Go and again in assembly for AVX2, AVX-512 and NEON.
//
// The Go body is the definition: it is always compiled, tests hold every
// assembly version against it, and it runs where no assembly does. Which
// version runs is decided by the active [Level], the best this CPU has unless
// the environment variable FREQLENS_ASM caps it or the build tag purego leaves
// assembly out. A level that cannot be had is an error, never a silent
// fallback, and [Dispatched] tells which kernels really ran.
//
// The package knows slices and sizes and nothing else: loops over panels,
// images and threads belong to its callers, so that no call is longer than
// about a quarter of a millisecond (assembly cannot be preempted).
package asm
