package layers_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

// TestSequentialLeavesItsInput: a branch that is a Sequential does not take away what
// the other branch still reads.
func TestSequentialLeavesItsInput(t *testing.T) {
	rng := tensor.NewRand(1)
	branch := &layers.Sequential{Modules: []layers.Module{layers.ReLU(), layers.ReLU()}}
	nested := &layers.Sequential{Modules: []layers.Module{branch, layers.ReLU()}}
	for _, seq := range []*layers.Sequential{branch, nested} {
		net := &layers.Sequential{Modules: []layers.Module{
			layers.ChannelsLast(),
			layers.NewConv(layers.ConvConfig{In: 3, Out: 4, Kernel: 3, Stride: 1, Padding: 1}, rng),
			layers.Func(func(c *layers.Context, x *autograd.Variable) *autograd.Variable {
				return autograd.Sub(seq.Forward(c, x), autograd.Tanh(x))
			}),
		}}
		x := normalImages(2, 2, 3, 8)
		run := func(tape *autograd.Tape) []float32 {
			return slices.Clone(net.Forward(&layers.Context{}, tape.Input(x)).Value().Data())
		}
		require.Equal(t, run(autograd.NewTape()), run(autograd.NewInferenceTape()))
	}
}

// TestSequentialWithinSequential: how modules are grouped costs no memory, and on an
// inference tape there are never more than a module's input and output.
func TestSequentialWithinSequential(t *testing.T) {
	relus := func() layers.Module {
		return &layers.Sequential{Modules: []layers.Module{layers.ReLU(), layers.ReLU(), layers.ReLU()}}
	}
	net := &layers.Sequential{Modules: []layers.Module{relus(), relus(), &layers.Sequential{Modules: []layers.Module{relus(), relus()}}}}
	x := tensor.New(4, 64)
	tape := autograd.NewInferenceTape()
	net.Forward(&layers.Context{}, tape.Input(x))
	require.Equal(t, 2*4*x.Len(), tape.PeakBytes())
}

// TestNamesOfUnitsDiffer: a unit without names of its own has one for each of its parts.
func TestNamesOfUnitsDiffer(t *testing.T) {
	net := &layers.Sequential{Modules: []layers.Module{layers.NewConv(layers.ConvConfig{In: 3, Out: 4, Kernel: 3, Bias: true, Norm: true}, tensor.NewRand(1))}}
	var names []string
	for _, s := range layers.StateDict(net) {
		names = append(names, s.Name)
	}
	require.Equal(t, []string{"0.conv.weight", "0.conv.bias", "0.norm.weight", "0.norm.bias", "0.norm.running_mean", "0.norm.running_var", "0.norm.num_batches_tracked"}, names)
	require.NoError(t, layers.LoadStateDict(net, layers.StateDict(net)))
}

// TestNetworksTakeNoImages: an empty batch comes out as no logits, and training on it
// moves nothing.
func TestNetworksTakeNoImages(t *testing.T) {
	for _, name := range []string{"cnn3", "cnn3gap", "alexnet"} {
		net, err := layers.Build(name, layers.Options{Classes: 3, Width: 0.125, Input: 32, Channels: 3})
		require.NoError(t, err)
		before := layers.StateDict(net)
		for _, train := range []bool{false, true} {
			c := &layers.Context{Train: train, Rng: tensor.NewRand(1)}
			y := net.Forward(c, autograd.NewTape().Input(tensor.New(0, 3, 32, 32)))
			require.Equal(t, []int{0, 3}, y.Shape(), name)
		}
		require.Equal(t, before, layers.StateDict(net), name)
	}
}
