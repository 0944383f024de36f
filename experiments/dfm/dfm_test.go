package dfm_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/fft"
	"freqlens/tensor"
)

// verdicts trains a small network on planted data and judges its maps.
func verdicts(t *testing.T, amplitude float64) (*dfm.Scores, []dfm.Verdict) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	p := synthetic.Planted{Size: 16, Classes: 4, Class: 2, U: 3, V: 5, Amplitude: amplitude, Train: 150, Test: 60, Seed: 1}
	set, test := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	c, err := train.Preset("plain")
	require.NoError(t, err)
	c.Iterations, c.LR = 120, 0.01
	require.NoError(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}))
	scores, err := dfm.Score(context.Background(), net, set.PerClass(12, 1), dfm.Config{})
	require.NoError(t, err)
	j := dfm.DefaultJudge()
	j.Percents = []float64{5}
	v, err := dfm.Judge(context.Background(), net, test, scores, j, nil)
	require.NoError(t, err)
	return scores, v
}

func TestPlantedFrequencyIsFound(t *testing.T) {
	scores, all := verdicts(t, 2)
	require.True(t, scores.Top(2, 1).Keep[3*16+5], "the planted frequency is in the map of 1 %")
	found := false
	for _, v := range all {
		if v.Percent != 5 {
			continue
		}
		if v.Class == "C" {
			found = true
			require.GreaterOrEqual(t, v.TPR, 0.95)
			require.True(t, v.Shortcut, "%+v", v)
		} else {
			require.False(t, v.Shortcut, "%+v", v)
		}
	}
	require.True(t, found)
}

// TestWithoutItThereIsNoVerdict: nothing tells the classes apart, so nothing is learned.
func TestWithoutItThereIsNoVerdict(t *testing.T) {
	_, all := verdicts(t, 0)
	for _, v := range all {
		require.False(t, v.Shortcut || v.Sink, "%+v", v)
	}
}

// TestScoresResume: classes that an interrupted run has scored are not scored
// again, and the result is the same bit for bit.
func TestScoresResume(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 4, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	var whole, partial *dfm.Scores
	whole, err = dfm.Score(context.Background(), net, set, dfm.Config{})
	require.NoError(t, err)
	stop := errors.New("interrupted")
	_, err = dfm.Score(context.Background(), net, set, dfm.Config{Save: func(s *dfm.Scores) error {
		c := *s
		partial = &c
		return stop
	}})
	require.ErrorIs(t, err, stop)
	require.Len(t, partial.Score, 1)
	again, err := dfm.Score(context.Background(), net, set, dfm.Config{Done: partial})
	require.NoError(t, err)
	require.Equal(t, whole, again)
	_, err = dfm.Score(context.Background(), net, set, dfm.Config{Done: partial, Compat: true})
	require.ErrorContains(t, err, "another mode or the other of the two procedures")
}

// TestCompatFollowsTheAuthorsProgram compares the quirks with their definition:
// the program's mask, applied to the whole spectrum, and the real part.
func TestCompatFollowsTheAuthorsProgram(t *testing.T) {
	const size = 16
	p := synthetic.Planted{Size: size, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 3, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	got, err := dfm.Score(context.Background(), net, set, dfm.Config{Compat: true})
	require.NoError(t, err)
	plan, err := fft.NewPlan2D(size, size)
	require.NoError(t, err)
	work := make([]complex64, plan.WorkLen())
	for class, index := range set.ByClass() {
		for a := range size {
			for b := range size {
				bin := (a+size/2)%size*size + (b+size/2)%size
				if a == 0 && b > size/2 {
					require.Zero(t, got.Score[class][bin], "never scored")
					continue
				}
				x := net.Norm.Tensor(set, index)
				for plane := range x.Dim(0) * x.Dim(1) {
					pixels := x.Data()[plane*size*size:][:size*size]
					z := make([]complex64, size*size)
					for i, v := range pixels {
						z[i] = complex(v, 0)
					}
					plan.Forward(z, z, work)
					z[bin] = 0
					if a > 0 && b > 0 {
						z[(2*size-a-size/2)%size*size+(2*size-b-size/2)%size] = 0
					}
					plan.Inverse(z, z, work)
					for i := range pixels {
						pixels[i] = real(z[i])
					}
				}
				want := 0.0
				labels := make([]int, len(index))
				for i := range labels {
					labels[i] = class
				}
				for _, l := range dfm.Losses(net.Logits(x), labels) {
					want += l
				}
				require.InDelta(t, want, got.Score[class][bin], 1e-4, "row %d column %d", a, b)
			}
		}
	}
}

func TestMatchedMasks(t *testing.T) {
	rng := tensor.NewRand(3)
	m := spectrum.NewMask(32, func(u, v int) bool { return rng.IntN(20) == 0 })
	r := dfm.Matched(m, tensor.NewRand(4))
	require.Equal(t, r, dfm.Matched(m, tensor.NewRand(4)))
	require.NotEqual(t, r, dfm.Matched(m, tensor.NewRand(5)))
	type ring struct{ all, inMap, inMatched, both int }
	rings := map[int]*ring{}
	for _, p := range spectrum.Pairs(32) {
		at := int(spectrum.Radius(p.U, p.V, 32) + 0.5)
		if rings[at] == nil {
			rings[at] = &ring{}
		}
		x := rings[at]
		a, b := m.Keep[p.U*32+p.V], r.Keep[p.U*32+p.V]
		x.all++
		if a {
			x.inMap++
		}
		if b {
			x.inMatched++
		}
		if a && b {
			x.both++
		}
	}
	for at, x := range rings {
		require.Equal(t, x.inMap, x.inMatched, "as many at radius %d", at)
		require.Equal(t, max(0, 2*x.inMap-x.all), x.both, "others than the map's, as far as there are any at radius %d", at)
	}
}

func TestTopKeepsTies(t *testing.T) {
	s := dfm.Scores{Size: 16, Score: [][]float64{make([]float64, 256)}}
	require.Equal(t, 256, s.Top(0, 5).Count())
	s.Score[0][17], s.Score[0][255] = 1, 1
	require.Equal(t, 2, s.Top(0, 1).Count())
}
