package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/tensor"
)

func TestResolve(t *testing.T) {
	require.Equal(t, []int{3, 4}, tensor.Resolve(12, []int{3, 4}))
	require.Equal(t, []int{3, 4}, tensor.Resolve(12, []int{3, -1}))
	require.Equal(t, []int{0, 4}, tensor.Resolve(0, []int{-1, 4}))
	require.Equal(t, []int{}, tensor.Resolve(1, []int{}))
	for _, shape := range [][]int{{3, 5}, {3, 3}, {5, -1}, {0, -1}, {0}} {
		require.Panics(t, func() { tensor.Resolve(12, shape) }, "%v", shape)
	}
	require.PanicsWithValue(t, "tensor: 12 elements cannot be reshaped to [3 5]", func() { tensor.Resolve(12, []int{3, 5}) })
	require.PanicsWithValue(t, "tensor: reshape to [-1 -1]: at most one size may be -1", func() { tensor.Resolve(12, []int{-1, -1}) })
}
