package autograd_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/autograd"
	"freqlens/tensor"
)

// TestInputTape: the input's gradient is bit for bit that of a tape that also
// computes the parameters', and theirs stay untouched.
func TestInputTape(t *testing.T) {
	rng := tensor.NewRand(5)
	random := func(shape ...int) *tensor.Tensor {
		x := tensor.New(shape...)
		for i := range x.Data() {
			x.Data()[i] = rng.Normal()
		}
		return x
	}
	x, w, gamma, beta := random(2, 8, 8, 16), random(3, 3, 16, 16), random(16), random(16)
	state := &autograd.BNState{Mean: random(16), Var: tensor.New(16), Eps: 1e-5}
	state.Var.Fill(1.5)
	head, bias := random(5, 16), random(5)
	gradient := func(tape *autograd.Tape) (dx []float32, params []*autograd.Variable) {
		for name, v := range map[string]*tensor.Tensor{"w": w, "gamma": gamma, "beta": beta, "head": head, "bias": bias} {
			params = append(params, autograd.NewParam(name, v))
		}
		of := func(name string) *autograd.Variable {
			for _, p := range params {
				if p.Name() == name {
					return p
				}
			}
			panic(name)
		}
		in := tape.Watch(x)
		y := autograd.Conv2D(in, of("w"), nil, autograd.ConvOptions{Padding: [2]int{1, 1}})
		y = autograd.BatchNorm(y, of("gamma"), of("beta"), nil, state, false, true)
		y = autograd.Linear(autograd.GlobalAvgPool(y), of("head"), of("bias"))
		loss := autograd.CrossEntropy(y, []int{1, 3}, autograd.CrossEntropyOptions{})
		tape.Backward(loss)
		return append([]float32(nil), in.Grad().Data()...), params
	}
	want, params := gradient(autograd.NewTape())
	for _, p := range params {
		require.NotNil(t, p.Grad(), p.Name())
	}
	got, params := gradient(autograd.NewInputTape())
	require.Equal(t, want, got)
	for _, p := range params {
		require.Nil(t, p.Grad(), p.Name())
	}
}
