package dfm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

func testJob(t *testing.T) (*job, *dataset.Set) {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 3, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	return &job{Config: Config{Probes: 1, Step: 0.1}, net: net, label: 1, pairs: spectrum.Pairs(16),
		x: net.Norm.Tensor(set, set.ByClass()[1]), report: func(float64) {}}, set
}

// TestFirstOrderIsTheDerivative: the first term is the derivative of the loss
// as a frequency is taken away, and over all frequencies it adds up to that of
// taking the whole image away.
func TestFirstOrderIsTheDerivative(t *testing.T) {
	j, _ := testJob(t)
	out := make([][]float64, len(j.pairs))
	for k := range out {
		out[k] = make([]float64, j.x.Dim(0))
	}
	p := newProbe(j, j.x, 0)
	p.first(out)
	base := Losses(j.net.Logits(j.x), j.labels())
	waves, plane := spectrum.NewWaves(16), 256
	for _, k := range []int{1, 5, 40, 77, 100} {
		loss := func(share float32) []float64 { // with share times the frequency left
			x, without := j.x.Clone(), make([]float32, plane)
			for i := range x.Dim(0) * 3 {
				in := j.x.Data()[i*plane:][:plane]
				waves.Remove(without, in, p.spectra.At(i, j.pairs[k].U, j.pairs[k].V), j.pairs[k])
				for at, v := range in {
					x.Data()[i*plane+at] = v*share + without[at]*(1-share)
				}
			}
			return Losses(j.net.Logits(x), j.labels())
		}
		const step = 0.05
		less, more := loss(1-step), loss(1+step)
		for i := range base {
			require.InDelta(t, (less[i]-more[i])/(2*step), out[k][i]-base[i], 2e-3, "pair %d image %d", k, i)
		}
	}
	g := p.gradients[0].Data()
	for i := range base {
		sum, whole := 0.0, 0.0
		for k := range out {
			sum += base[i] - out[k][i]
		}
		for at := range 3 * plane {
			whole += float64(g[i*3*plane+at]) * float64(j.x.Data()[i*3*plane+at])
		}
		require.InDelta(t, whole, sum, 1e-4)
	}
}

// TestProbesMoveByTheStep: with all signs alike the probe scales the image, and
// drawn signs are the same for both bins of a pair.
func TestProbesMoveByTheStep(t *testing.T) {
	j, _ := testJob(t)
	p := newProbe(j, j.x, 0)
	for i := range p.signs {
		for b := range p.signs[i] {
			p.signs[i][b] = 1
		}
	}
	p.move(0.1)
	for at, v := range j.x.Data() {
		require.InDelta(t, 1.1*v, p.shifted.Data()[at], 1e-5)
	}
	p.draw(p.signs[0], tensor.NewRand(3))
	sum := float32(0)
	for u := range 16 {
		require.Equal(t, p.signs[0][u*9], p.signs[0][(16-u)%16*9])
		require.Equal(t, p.signs[0][u*9+8], p.signs[0][(16-u)%16*9+8])
		for v := range 9 {
			sum += p.signs[0][u*9+v]
		}
	}
	require.InDelta(t, 0, sum, 50)
}

// TestConclude: the same p-value is a shortcut among ten classes and none among
// eleven, and rates that deny a shortcut are said to.
func TestConclude(t *testing.T) {
	classes := func(n int) ([]Verdict, []int) {
		all, tested := make([]Verdict, n), make([]int, n)
		for i := range all {
			all[i] = Verdict{Learned: true, TPRLow: 0.1}
			tested[i] = i
		}
		all[3] = Verdict{Learned: true, TPRLow: 0.8, FPRHigh: 0.1, P: 1.0 / 200}
		return all, tested
	}
	for n, want := range map[int]bool{10: true, 11: false} {
		all, tested := classes(n)
		conclude(all, tested)
		require.Equal(t, want, all[3].Shortcut)
		require.InDelta(t, float64(n)/200, all[3].Q, 1e-12)
		require.Zero(t, all[0].Q)
	}
	for says, v := range map[string]Verdict{
		"nothing to judge":   {TPRLow: 0.9},
		"not recognised":     {Learned: true, TPRLow: 0.4},
		"other images":       {Learned: true, TPRLow: 0.9, FPRLow: 0.3, FPRHigh: 0.5},
		"has little left":    {Learned: true, TPRLow: 0.9, FPRLow: 0.3, FPRHigh: 0.5, Empty: true},
		"in doubt":           {Learned: true, TPRLow: 0.9, FPRLow: 0.2, FPRHigh: 0.3},
		"but not compared":   {Learned: true, TPRLow: 0.9},
		"not beyond doubt":   {Learned: true, TPRLow: 0.9, P: 0.02, Q: 0.2},
		"from random freque": {Learned: true, TPRLow: 0.9, P: 0.5, Q: 0.5},
	} {
		v.conclude()
		require.Contains(t, v.Explanation, says)
		require.False(t, v.Shortcut)
		require.Equal(t, v.FPRLow > mostFPR, v.Sink)
	}
}
