package autograd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "freqlens/autograd"
	"freqlens/tensor"
)

// TestCrossEntropyOfNothing: no rows have a sum, but no mean.
func TestCrossEntropyOfNothing(t *testing.T) {
	logits := NewTape().Input(tensor.New(0, 3))
	require.Equal(t, []float32{0}, CrossEntropy(logits, nil, CrossEntropyOptions{Reduction: "sum"}).Value().Data())
	require.Empty(t, CrossEntropy(logits, nil, CrossEntropyOptions{Reduction: "none"}).Value().Data())
	for _, mean := range []string{"", "mean"} {
		require.PanicsWithValue(t, "cross entropy: the mean over no rows is not defined; use sum or none",
			func() { CrossEntropy(logits, nil, CrossEntropyOptions{Reduction: mean}) })
	}
}
