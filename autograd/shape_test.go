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

// TestWrongRank: operations say what they want instead of computing from the first axes.
func TestWrongRank(t *testing.T) {
	tape := NewTape()
	of := func(shape ...int) *Variable { return tape.Input(tensor.New(shape...)) }
	state := &BNState{Mean: tensor.New(2), Var: tensor.New(2)}
	for text, f := range map[string]func(){
		"linear: input: want 2 axes, got shape [2 3 4]":                  func() { Linear(of(2, 3, 4), of(5, 3), nil) },
		"linear: weight: want 2 axes, got shape [5 3 1]":                 func() { Linear(of(2, 3), of(5, 3, 1), nil) },
		"matmul: left side: want 2 axes, got shape [2 3 4]":              func() { MatMul(of(2, 3, 4), of(3, 5)) },
		"matmul: right side: want 2 axes, got shape [3]":                 func() { MatMul(of(2, 3), of(3)) },
		"cross entropy: logits: want 2 axes, got shape [1 3 4]":          func() { CrossEntropy(of(1, 3, 4), []int{0}, CrossEntropyOptions{}) },
		"pool: input: want 4 axes, got shape [1 4 4 2 3]":                func() { MaxPool2D(of(1, 4, 4, 2, 3), PoolOptions{Kernel: [2]int{2, 2}}) },
		"pool: input: want 4 axes, got shape [4 4 2]":                    func() { AvgPool2D(of(4, 4, 2), PoolOptions{Kernel: [2]int{2, 2}}) },
		"global average pool: input: want 4 axes, got shape [1 4 4 2 3]": func() { GlobalAvgPool(of(1, 4, 4, 2, 3)) },
		"batch norm and pool: input: want 4 axes, got shape [1 1 4 4 2]": func() { BatchNormPool(of(1, 1, 4, 4, 2), of(2), of(2), state, true) },
		"conv2d: input: want 4 axes, got shape [4 4 2]":                  func() { Conv2D(of(4, 4, 2), of(3, 3, 2, 5), nil, ConvOptions{}) },
		"conv2d: weight: want 4 axes, got shape [3 3 2]":                 func() { Conv2D(of(1, 4, 4, 2), of(3, 3, 2), nil, ConvOptions{}) },
		"channels last: want 4 axes, got shape [4 4 2]":                  func() { ToNHWC(of(4, 4, 2)) },
		"to planar: want 4 axes, got shape [4 4 2 1 1]":                  func() { ToNCHW(of(4, 4, 2, 1, 1)) },
	} {
		require.PanicsWithValue(t, text, f)
	}
}

// TestAxes: negative axes count from the last, as in sums, with the gradient's way back.
func TestAxes(t *testing.T) {
	for _, op := range []operation{
		{"transpose", unary(func(x *Variable) *Variable { return Transpose(x, -1, 0, -2) }), [][]int{{2, 3, 4}}},
		{"concat, last", binaryOp(func(a, b *Variable) *Variable { return Concat(-1, a, b) }), [][]int{{2, 3}, {2, 4}}},
		{"concat, first", binaryOp(func(a, b *Variable) *Variable { return Concat(-2, a, b) }), [][]int{{2, 3}, {4, 3}}},
	} {
		require.NoError(t, GradCheck(op.f, inputs(op.shapes), step, tolerance), op.name)
	}
	tape := NewTape()
	of := func(shape ...int) *Variable { return tape.Input(tensor.New(shape...)) }
	require.Equal(t, []int{4, 2, 3}, Transpose(of(2, 3, 4), -1, 0, -2).Shape())
	require.Equal(t, []int{2, 7}, Concat(-1, of(2, 3), of(2, 4)).Shape())
	require.PanicsWithValue(t, "autograd: [2 3] has no axis -3", func() { Concat(-3, of(2, 3), of(2, 3)) })
	require.Panics(t, func() { Transpose(of(2, 2), 0, 0) })
	require.Panics(t, func() { Transpose(of(2, 2), 0) })
	require.PanicsWithValue(t, "concat: shapes [2 3 1] and [3 2 1] differ outside axis 2", func() { Concat(2, of(2, 3, 1), of(3, 2, 1)) })
	require.PanicsWithValue(t, "concat: shapes [2 3] and [2 3 1] differ outside axis 0", func() { Concat(0, of(2, 3), of(2, 3, 1)) })
}
