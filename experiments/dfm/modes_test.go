package dfm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// fitted trains a small network on planted data.
func fitted(t *testing.T) (net *train.Net, set, test *dataset.Set) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 2, U: 2, V: 5, Amplitude: 2, Train: 150, Test: 60, Seed: 1}
	set, test = p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	c, err := train.Preset("plain")
	require.NoError(t, err)
	c.Iterations, c.LR = 120, 0.01
	require.NoError(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}))
	return net, set, test
}

// TestModesAgree: the estimate ranks frequencies nearly as the measurement does,
// more probes rank them better, and every mode finds the planted wave.
func TestModesAgree(t *testing.T) {
	net, set, _ := fitted(t)
	images := set.PerClass(30, 1)
	score := func(c dfm.Config) *dfm.Scores {
		s, err := dfm.Score(context.Background(), net, images, c)
		require.NoError(t, err)
		require.True(t, s.Top(2, 1).Keep[2*16+5], "%s: the planted wave is in the map of 1 %%", c.Mode)
		require.Equal(t, 1.0, s.Member[2][2*16+5], "in every resample")
		return s
	}
	exact := score(dfm.Config{Mode: dfm.Exact})
	rank := func(s *dfm.Scores) (r float64) {
		for class := range s.Score {
			r += stats.Spearman(s.Score[class], exact.Score[class]) / float64(len(s.Score))
		}
		return r
	}
	one, many := score(dfm.Config{Mode: dfm.Fast, Probes: 1}), score(dfm.Config{Mode: dfm.Fast, Probes: 16})
	require.Greater(t, rank(many), 0.55, "most frequencies of noise matter too little to be ranked")
	require.Greater(t, rank(many), rank(one))

	verified := score(dfm.Config{Mode: dfm.Verified})
	require.Len(t, verified.Audits, 3)
	for class, a := range verified.Audits {
		require.Equal(t, len(spectrum.Pairs(16)), a.Screened+a.Left)
		require.Less(t, a.AtMost, 0.3, "most frequencies of noise are alike")
		require.GreaterOrEqual(t, a.AtMost, float64(a.Missed)/float64(a.Sampled))
		wrong := 0
		want := exact.Top(class, 5).Keep
		for i, keep := range verified.Top(class, 5).Keep {
			if keep && !want[i] {
				wrong++
			}
		}
		require.LessOrEqual(t, wrong, 4, "of 12 bins")
	}
}

// TestVerifiedMeasures: what a verified map of 5 % is made of has the score that
// removing it gives, and an estimate never stands above it.
func TestVerifiedMeasures(t *testing.T) {
	net, set, _ := fitted(t)
	images := set.PerClass(10, 1)
	exact, err := dfm.Score(context.Background(), net, images, dfm.Config{})
	require.NoError(t, err)
	verified, err := dfm.Score(context.Background(), net, images, dfm.Config{Mode: dfm.Verified, Probes: 2})
	require.NoError(t, err)
	for class := range exact.Score {
		measured := 0
		for bin, keep := range verified.Top(class, 5).Keep {
			if keep {
				require.InDelta(t, exact.Score[class][bin], verified.Score[class][bin], 1e-9)
			}
			if verified.Score[class][bin] == exact.Score[class][bin] {
				measured++
			}
		}
		require.Less(t, measured, 16*16)
		require.True(t, verified.Offers(20))
		for bin, keep := range verified.Top(class, 20).Keep {
			if keep {
				require.InDelta(t, exact.Score[class][bin], verified.Score[class][bin], 1e-9, "the largest map is measured too")
			}
			if verified.Score[class][bin] != exact.Score[class][bin] {
				require.Zero(t, verified.Member[class][bin])
			}
		}
		require.False(t, verified.Offers(50))
		require.True(t, exact.Offers(50))
	}
}

// TestFastResumes: an interrupted run goes on to the same bits.
func TestFastResumes(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 4, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	for _, mode := range []string{dfm.Fast, dfm.Verified} {
		c := dfm.Config{Mode: mode, Probes: 2}
		whole, err := dfm.Score(context.Background(), net, set, c)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(context.Background())
		var partial *dfm.Scores
		c.Save = func(s *dfm.Scores) error { v := *s; partial = &v; cancel(); return nil }
		_, err = dfm.Score(ctx, net, set, c)
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, partial.Score, 1)
		c.Save, c.Done = nil, partial
		again, err := dfm.Score(context.Background(), net, set, c)
		require.NoError(t, err)
		require.Equal(t, whole, again)
		c.Mode = dfm.Exact
		_, err = dfm.Score(context.Background(), net, set, c)
		require.ErrorContains(t, err, "another mode")
	}
}

func TestModeMistakes(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Train: 2, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	for _, c := range []struct {
		config dfm.Config
		says   string
	}{
		{dfm.Config{Mode: "quick"}, `unknown mode "quick", want exact, fast or verified`},
		{dfm.Config{Mode: dfm.Fast, Compat: true}, "want mode exact"},
		{dfm.Config{Mode: dfm.Fast, Probes: -1}, "-1 probes"},
	} {
		_, err := dfm.Score(context.Background(), net, set, c.config)
		require.ErrorContains(t, err, c.says)
	}
	require.Equal(t, []string{dfm.Exact, dfm.Verified, dfm.Fast}, []string{dfm.ModeFor(32), dfm.ModeFor(64), dfm.ModeFor(224)})
}

// TestMembership: with one image every resample is that image; with images that
// disagree the probability lies between; the map's bins add up.
func TestMembership(t *testing.T) {
	pairs := spectrum.Pairs(8)
	losses := make([][]float64, len(pairs))
	for k := range losses {
		losses[k] = []float64{float64(k)}
	}
	m := dfm.Membership(losses, pairs, 4, 1)
	require.Equal(t, []float64{0, 1, 1, 1}, m[len(m)-4:], "the last pair is one bin, so that four bins take three pairs")
	rng := tensor.NewRand(1)
	for k := range losses {
		losses[k] = make([]float64, 20)
		for i := range losses[k] {
			losses[k][i] = float64(rng.Normal())
		}
	}
	losses[5] = make([]float64, 20)
	for i := range losses[5] {
		losses[5][i] = 3
	}
	m = dfm.Membership(losses, pairs, 4, 1)
	require.Equal(t, 1.0, m[5])
	sum := 0.0
	for _, p := range m {
		sum += p
	}
	require.Greater(t, sum, 2.0)
	require.Less(t, sum, 4.0)
	require.Equal(t, m, dfm.Membership(losses, pairs, 4, 1))
}
