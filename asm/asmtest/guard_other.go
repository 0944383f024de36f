//go:build !(linux || darwin)

package asmtest

import "testing"

// GuardedFloat32s returns plain slices where pages cannot be protected portably.
func GuardedFloat32s(tb testing.TB, n int) (atStart, atEnd []float32) {
	return make([]float32, n), make([]float32, n)
}

// NoFault runs f.
func NoFault(tb testing.TB, f func()) { f() }
