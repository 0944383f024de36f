package autograd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "freqlens/autograd"
	"freqlens/tensor"
)

// TestBackwardOfNoLoss: a loss that leads to no gradient is a mistake, not a pass that
// does nothing.
func TestBackwardOfNoLoss(t *testing.T) {
	one, param := tensor.New(1), NewParam("p", tensor.New(1))
	tape, other, input := NewTape(), NewTape(), NewInputTape()
	const foreign = "autograd: the loss is not a variable of the tape that is to go back from it"
	const constant = "autograd: the loss has no gradient: none of the variables that it comes from wants one"
	loss := ReLU(tape.Watch(one))
	ReLU(other.Watch(one))
	require.PanicsWithValue(t, foreign, func() { other.Backward(loss) })
	require.PanicsWithValue(t, foreign, func() { tape.Backward(param) })
	require.PanicsWithValue(t, constant, func() { tape.Backward(ReLU(tape.Input(one))) })
	require.PanicsWithValue(t, constant, func() { input.Backward(Mul(input.Input(one), param)) })
	tape.Backward(loss)
	require.PanicsWithValue(t, "autograd: nothing is recorded: a pass can be gone back through once, for one loss", func() { tape.Backward(loss) })
}

func TestRequiresGrad(t *testing.T) {
	tape, x := NewTape(), tensor.New(1)
	watched, input := tape.Watch(x), tape.Input(x)
	require.True(t, NewParam("p", x).RequiresGrad())
	require.True(t, watched.RequiresGrad())
	require.True(t, Add(watched, input).RequiresGrad())
	require.False(t, input.RequiresGrad())
	require.False(t, ReLU(input).RequiresGrad())
	require.False(t, NewInferenceTape().Watch(x).RequiresGrad())
}

// TestPeakBytes: two ReLUs have two results and, on the way back, both their gradients
// at one time.
func TestPeakBytes(t *testing.T) {
	tape, x := NewTape(), tensor.New(32)
	for range 3 { // what one pass used, the next uses again
		tape.BackwardFrom(ReLU(ReLU(tape.Watch(x))), x)
		tape.Reset()
	}
	require.Equal(t, 4*4*x.Len(), tape.PeakBytes())
}
