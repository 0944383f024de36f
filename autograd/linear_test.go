package autograd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	. "freqlens/autograd"
	"freqlens/tensor"
)

// TestBiasGradientOfManyRows: both sum over all pixels, which one float32 cannot hold.
func TestBiasGradientOfManyRows(t *testing.T) {
	const rows = 64 * 112 * 112
	dy := tensor.New(rows, 1)
	dy.Fill(0.1)
	for name, f := range map[string]func(tape *Tape, b *Variable) *Variable{
		"linear": func(tape *Tape, b *Variable) *Variable {
			return Linear(tape.Input(tensor.New(rows, 1)), tape.Input(tensor.New(1, 1)), b)
		},
		"conv": func(tape *Tape, b *Variable) *Variable {
			y := Conv2D(tape.Input(tensor.New(64, 112, 112, 1)), tape.Input(tensor.New(1, 1, 1, 1)), b, ConvOptions{})
			return Reshape(y, rows, 1)
		},
	} {
		tape := NewTape()
		b := tape.Watch(tensor.New(1))
		tape.BackwardFrom(f(tape, b), dy)
		require.InEpsilon(t, 0.1*rows, b.Grad().Data()[0], 1e-5, name)
	}
}
