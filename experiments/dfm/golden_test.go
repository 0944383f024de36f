package dfm_test

import (
	"context"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/experiments/spectrum"
	"freqlens/internal/golden"
	"freqlens/layers"
	"freqlens/tensor"
)

// TestLossMapReferenceVectors compares the loss after the removal of every
// single frequency with PyTorch's.
func TestLossMapReferenceVectors(t *testing.T) {
	for _, dir := range golden.Dirs(t) {
		var c struct{ Width, Classes int }
		golden.JSON(t, dir, "nets.json", &c)
		nets, a := golden.NPZ(t, dir, "nets.npz"), golden.NPZ(t, dir, "dfm.npz")
		x := a.Tensor(t, "x")
		size := x.Dim(2)
		net, err := layers.Build("resnet18", layers.Options{Classes: c.Classes, Width: float64(c.Width) / 64, Input: size, Channels: x.Dim(1)})
		require.NoError(t, err)
		var state []tensor.Named
		for name := range nets.Case("state") {
			state = append(state, tensor.Named{Name: name, Tensor: nets.Tensor(t, "state/"+name)})
		}
		require.NoError(t, layers.LoadStateDict(net, state))
		predictor := layers.NewPredictor(net)
		logits := func(x *tensor.Tensor) *tensor.Tensor {
			out := tensor.New(x.Dim(0), c.Classes)
			predictor.Logits(out, x)
			return out
		}
		target := a["target"].Ints()
		golden.Close(t, "base loss", single(dfm.Losses(logits(x), target)), a["base_loss"], golden.Tolerance)

		pairs := spectrum.Pairs(size)
		losses, err := dfm.Removals(context.Background(), logits, x, target, pairs, nil)
		require.NoError(t, err)
		means, each := make([]float32, size*size), make([]float32, size*size*len(target))
		for k, p := range pairs {
			for _, bin := range []int{p.U*size + p.V, p.PartnerU*size + p.PartnerV} {
				means[bin] = 0
				for i, l := range losses[k] {
					means[bin] += float32(l / float64(len(target)))
					each[bin*len(target)+i] = float32(l)
				}
			}
		}
		golden.Close(t, "loss map", means, a["loss"], golden.Tolerance)
		golden.Close(t, "loss map per image", each, a["loss_per_image"], golden.Tolerance)
		checkAmplitudes(t, x, a)
	}
}

func single(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

func checkAmplitudes(t *testing.T, x *tensor.Tensor, a golden.Arrays) {
	s := spectrum.Transform(x)
	size, channels := x.Dim(2), x.Dim(1)
	got := make([]float32, x.Dim(0)*size*size)
	for plane := range s.Planes {
		for u := range size {
			for v := range size {
				got[(plane/channels*size+u)*size+v] += float32(cmplx.Abs(complex128(s.At(plane, u, v)))) / float32(channels)
			}
		}
	}
	golden.Close(t, "amplitudes", got, a["amplitude_mean_channels"], golden.Tolerance)
}
