// Package asmtest holds what tests of kernels share: one run per SIMD level,
// and slices that end where the process's memory ends.
package asmtest
