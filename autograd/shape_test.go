package autograd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "freqlens/autograd"
	"freqlens/tensor"
)

// TestReshapeChecksTheNumberOfElements: a larger shape would show memory that nobody set.
func TestReshapeChecksTheNumberOfElements(t *testing.T) {
	x := NewTape().Input(tensor.New(3, 4))
	require.Equal(t, []int{2, 6}, Reshape(x, 2, -1).Shape())
	require.PanicsWithValue(t, "tensor: 12 elements cannot be reshaped to [3 5]", func() { Reshape(x, 3, 5) })
	require.PanicsWithValue(t, "tensor: 12 elements cannot be reshaped to [3 3]", func() { Reshape(x, 3, 3) })
}
