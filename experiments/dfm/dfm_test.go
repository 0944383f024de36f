package dfm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// verdicts trains a small network on planted data and judges its maps.
func verdicts(t *testing.T, amplitude float64) (*dfm.Scores, []dfm.Verdict) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	p := synthetic.Planted{Size: 32, Classes: 4, Class: 2, U: 3, V: 5, Amplitude: amplitude, Train: 150, Test: 60, Seed: 1}
	set, test := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	c, err := train.Preset("plain")
	require.NoError(t, err)
	c.Iterations, c.LR = 120, 0.01
	require.NoError(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}))
	scores, err := dfm.Score(context.Background(), net, set.PerClass(12, 1), nil)
	require.NoError(t, err)
	j := dfm.DefaultJudge()
	j.Percents = []float64{5}
	v, err := dfm.Judge(context.Background(), net, test, scores, j, nil)
	require.NoError(t, err)
	return scores, v
}

func TestPlantedFrequencyIsFound(t *testing.T) {
	scores, all := verdicts(t, 2)
	require.True(t, scores.Top(2, 1).Keep[3*32+5], "the planted frequency is in the map of 1 %")
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

func TestWithoutItThereIsNoVerdict(t *testing.T) {
	_, all := verdicts(t, 0)
	for _, v := range all {
		require.False(t, v.Shortcut || v.Sink, "%+v", v)
	}
}

func TestMatchedMasks(t *testing.T) {
	rng := tensor.NewRand(3)
	m := spectrum.NewMask(32, func(u, v int) bool { return rng.IntN(20) == 0 })
	r := dfm.Matched(m, tensor.NewRand(4))
	require.InDelta(t, m.Count(), r.Count(), 3, "partners of a frequency may be one bin or two")
	require.NotEqual(t, m, r)
	require.Equal(t, r, dfm.Matched(m, tensor.NewRand(4)))
}

func TestTopKeepsTies(t *testing.T) {
	s := dfm.Scores{Size: 16, Score: [][]float64{make([]float64, 256)}}
	require.Equal(t, 256, s.Top(0, 5).Count())
	s.Score[0][17], s.Score[0][255] = 1, 1
	require.Equal(t, 2, s.Top(0, 1).Count())
}
