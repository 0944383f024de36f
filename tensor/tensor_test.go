package tensor_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/tensor"
)

func TestResolve(t *testing.T) {
	require.Equal(t, []int{3, 4}, tensor.Resolve(nil, 12, []int{3, 4}))
	require.Equal(t, []int{3, 4}, tensor.Resolve(nil, 12, []int{3, -1}))
	require.Equal(t, []int{0, 4}, tensor.Resolve(nil, 0, []int{-1, 4}))
	require.Empty(t, tensor.Resolve([]int{7}, 1, []int{}))
	for _, shape := range [][]int{{3, 5}, {3, 3}, {5, -1}, {0, -1}, {0}} {
		require.Panics(t, func() { tensor.Resolve(nil, 12, shape) }, "%v", shape)
	}
	require.PanicsWithValue(t, "tensor: 12 elements cannot be reshaped to [3 5]", func() { tensor.Resolve(nil, 12, []int{3, 5}) })
	require.PanicsWithValue(t, "tensor: reshape to [-1 -1]: at most one size may be -1", func() { tensor.Resolve(nil, 12, []int{-1, -1}) })
}

func TestTransposeAxes(t *testing.T) {
	src := tensor.From([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	for _, axes := range [][]int{{1, 0}, {-1, 0}, {-1, -2}} {
		dst := tensor.New(3, 2)
		tensor.Transpose(dst, src, axes...)
		require.Equal(t, []float32{1, 4, 2, 5, 3, 6}, dst.Data(), "%v", axes)
	}
	for _, axes := range [][]int{{}, {0}, {0, 0}, {1, -1}, {0, 2}, {0, -3}, {0, 1, 0}} {
		require.PanicsWithValue(t, fmt.Sprintf("tensor: transpose of shape [2 3] by axes %v, which must name each axis once", axes),
			func() { tensor.Transpose(tensor.New(2, 2), src, axes...) })
	}
	require.PanicsWithValue(t, "tensor: transpose of [2 3] by [1 0] does not give [2 3]", func() { tensor.Transpose(tensor.New(2, 3), src, 1, 0) })
	require.PanicsWithValue(t, "tensor: transpose of [2 3] by [1 0] does not give [6]", func() { tensor.Transpose(tensor.New(6), src, 1, 0) })
}
