package tensor_test

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"freqlens/tensor"
)

func TestAlignedStartsAtCacheLinesAndHugePages(t *testing.T) {
	large := uintptr(64)
	if runtime.GOOS == "linux" {
		large = 2 << 20
	}
	for n, align := range map[int]uintptr{1: 64, 17: 64, 1 << 18: 64, 1 << 19: large, 1<<19 + 16: large} {
		x := tensor.Aligned(n)
		require.Zero(t, uintptr(unsafe.Pointer(&x[0]))%align, "%d values", n)
		require.Equal(t, n, cap(x), "a buffer goes back to the pool by its capacity")
		for i, v := range x {
			if v != 0 {
				t.Fatalf("value %d of %d is %v, want zeros", i, n, v)
			}
		}
		x[0], x[n-1] = 1, 1
	}
}
