package layers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

// normalImages are images [N,C,H,W] of noise.
func normalImages(seed uint64, n, c, size int) *tensor.Tensor {
	x, rng := tensor.New(n, c, size, size), tensor.NewRand(seed)
	for i := range x.Data() {
		x.Data()[i] = rng.Normal()
	}
	return x
}

// disturb gives batch norms the statistics of a network that has been trained.
func disturb(net layers.Module, seed uint64) {
	rng := tensor.NewRand(seed)
	net.Visit("", func(name string, v *autograd.Variable, buffer *tensor.Tensor) {
		at := buffer
		if v != nil {
			at = v.Value()
		}
		for i := range at.Data() {
			switch {
			case strings.HasSuffix(name, "running_var"):
				at.Data()[i] = rng.Uniform(0.5, 1.5)
			case strings.HasSuffix(name, "running_mean"):
				at.Data()[i] = 0.1 * rng.Normal()
			case v != nil && len(v.Shape()) == 1:
				at.Data()[i] += 0.1 * rng.Normal()
			}
		}
	})
}

// requireSameLogits compares a predictor with the network in evaluation mode.
func requireSameLogits(t *testing.T, net layers.Module, p *layers.Predictor, x *tensor.Tensor) {
	tape := autograd.NewInferenceTape()
	y := net.Forward(&layers.Context{}, tape.Input(x))
	want := slices.Clone(y.Value().Data())
	got := tensor.New(y.Shape()...)
	p.Logits(got, x)
	most := 0.0
	for _, v := range want {
		most = max(most, float64(v), -float64(v))
	}
	for i, v := range want {
		require.InDelta(t, v, got.Data()[i], 2e-4*most, "logit %d of %v", i, x.Shape())
	}
}

// TestPredictorOfEveryModel: folding changes nothing, in any network, and every
// network takes its own state back.
func TestPredictorOfEveryModel(t *testing.T) {
	for _, name := range layers.Names() {
		t.Run(name, func(t *testing.T) {
			size := 32
			if strings.HasSuffix(name, "-imagenet") {
				size = 64
			}
			o := layers.Options{Classes: 3, Width: 0.125, Input: size, Channels: 3}
			net, err := layers.Build(name, o)
			require.NoError(t, err)
			disturb(net, 1)
			requireSameLogits(t, net, layers.NewPredictor(net), normalImages(2, 2, 3, size))
			o.Seed = 9
			other, err := layers.Build(name, o)
			require.NoError(t, err)
			require.NoError(t, layers.LoadStateDict(other, layers.StateDict(net)))
			require.Equal(t, layers.StateDict(net), layers.StateDict(other))
		})
	}
}

// TestFoldedConvolutions: one predictor sees images of several sizes, for each of
// which another algorithm may be the best, with everything that may follow.
func TestFoldedConvolutions(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, c := range []struct{ kernel, stride, channels int }{{1, 1, 16}, {3, 1, 16}, {3, 2, 64}, {5, 1, 16}, {7, 1, 32}, {7, 2, 3}, {11, 1, 16}} {
			for variant := range 4 {
				t.Run(fmt.Sprint(c, variant), func(t *testing.T) {
					rng := tensor.NewRand(3)
					net := &layers.Sequential{Names: []string{"", "conv", "flat", "head"}, Modules: []layers.Module{
						layers.ChannelsLast(),
						layers.NewConv(layers.ConvConfig{In: c.channels, Out: 24, Kernel: c.kernel, Stride: c.stride, Padding: c.kernel / 2,
							Bias: variant != 0, Norm: variant != 1, Relu: true, Pool: variant == 3, ConvName: "c", NormName: "n"}, rng),
						layers.GlobalAvgPool(), layers.NewLinear(24, 3, false, rng),
					}}
					disturb(net, 4)
					p := layers.NewPredictor(net)
					for _, size := range []int{32, 4, 13, 32} {
						requireSameLogits(t, net, p, normalImages(5, 2, c.channels, size))
					}
				})
			}
		}
	})
}

// own is a module that no one here knows, around one that is known.
type own struct{ layers.Module }

// TestPredictorOfOwnModule: units are folded wherever they are.
func TestPredictorOfOwnModule(t *testing.T) {
	net, err := layers.Build("cnn3gap", layers.Options{Classes: 3, Width: 0.25, Input: 16, Channels: 3})
	require.NoError(t, err)
	disturb(net, 1)
	x := normalImages(2, 2, 3, 16)
	requireSameLogits(t, own{net}, layers.NewPredictor(own{net}), x)
}

// TestPredictorsOfOneNetwork: two predictors of one network, packed at different levels,
// do not see each other's weights.
func TestPredictorsOfOneNetwork(t *testing.T) {
	net, err := layers.Build("resnet20", layers.Options{Classes: 3, Width: 1, Input: 8, Channels: 3})
	require.NoError(t, err)
	x := normalImages(2, 2, 3, 8)
	first := layers.NewPredictor(net)
	requireSameLogits(t, net, first, x)
	before := asm.Active()
	require.NoError(t, asm.SetLevel(asm.Generic))
	defer asm.SetLevel(before)
	requireSameLogits(t, net, layers.NewPredictor(net), x)
	require.NoError(t, asm.SetLevel(before))
	requireSameLogits(t, net, first, x)
}
