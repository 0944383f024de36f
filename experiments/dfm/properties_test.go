package dfm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

func scores(size int) *dfm.Scores {
	rng, s := tensor.NewRand(5), &dfm.Scores{Classes: []string{"A"}, Size: size, Score: [][]float64{make([]float64, size*size)}}
	for u := range size {
		for v := range size {
			x := float64(rng.Normal())
			s.Score[0][u*size+v], s.Score[0][(size-u)%size*size+(size-v)%size] = x, x
		}
	}
	return s
}

// TestMapsAreNested: a larger share of the spectrum contains a smaller one, has
// at least int(X/100 S²) bins, and at most one more, the partner of the last.
func TestMapsAreNested(t *testing.T) {
	s := scores(32)
	percents := []float64{1, 5, 10, 20, 50, 100}
	for i, n := range []int{10, 51, 102, 204, 512, 1024} {
		m := s.Top(0, percents[i])
		require.GreaterOrEqual(t, m.Count(), n)
		require.LessOrEqual(t, m.Count(), n+1)
		for bin, kept := range s.Top(0, percents[max(0, i-1)]).Keep {
			require.True(t, !kept || m.Keep[bin])
		}
	}
}

// TestWholeSpectrumIsTheWholeImage: judged with 100 % of the frequencies, the
// rates are those of the unfiltered images.
func TestWholeSpectrumIsTheWholeImage(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 1, Test: 20, Seed: 1}
	_, test := p.Generate()
	net, err := train.New("cnn3", 0.25, test, 1)
	require.NoError(t, err)
	s := scores(16)
	s.Classes, s.Score = test.Classes, [][]float64{s.Score[0], s.Score[0], s.Score[0]}
	all, err := dfm.Judge(context.Background(), net, test, s, dfm.JudgeConfig{Percents: []float64{100}, NullPercent: 100}, nil)
	require.NoError(t, err)
	c := net.Evaluate(test)
	for class, v := range all {
		require.NotEmpty(t, v.Explanation, "also without random maps")
		require.False(t, v.Shortcut)
		require.Equal(t, c.Recall(class), v.TPR)
		require.Equal(t, float64(c.Predicted(class)-c[class][class])/float64(v.N), v.FPR)
	}
}

// TestImagesTooSmallForAMap: the images come from outside, so that this is an
// error, not a panic.
func TestImagesTooSmallForAMap(t *testing.T) {
	p := synthetic.Planted{Size: 8, Classes: 2, Class: 1, U: 2, V: 3, Train: 1, Test: 4, Seed: 1}
	_, test := p.Generate()
	net, err := train.New("cnn3", 0.25, test, 1)
	require.NoError(t, err)
	s := scores(8)
	s.Classes, s.Score = test.Classes, [][]float64{s.Score[0], s.Score[0]}
	_, err = dfm.Judge(context.Background(), net, test, s, dfm.DefaultJudge(), nil)
	require.ErrorContains(t, err, "a map of 1 % of 8x8 frequencies has less than one bin")
}
