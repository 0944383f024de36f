package stats_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/stats"
	"freqlens/tensor"
)

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{{40, 50, 0.670, 0.888}, {27, 50, 0.404, 0.670}, {0, 10, 0, 0.278}, {10, 10, 0.722, 1}} {
		lo, hi := stats.Wilson(c.k, c.n)
		require.InDelta(t, c.lo, lo, 5e-4)
		require.InDelta(t, c.hi, hi, 5e-4)
	}
}

// TestClustered: equal to independent trials where things do not differ more than
// chance, wider where they do, and never surer than the number of things allows.
func TestClustered(t *testing.T) {
	lo, hi := stats.Wilson(3, 10)
	require.InDeltaSlice(t, []float64{0.3, lo, hi}, slice(stats.Clustered([]float64{1, 0, 0, 1, 0, 0, 1, 0, 0, 0})), 0.02, "one trial each")
	low, high := stats.Wilson(0, 5)
	require.Equal(t, []float64{0, low, high}, slice(stats.Clustered(make([]float64, 5))))
	low, high = stats.Wilson(3, 6)
	require.InDeltaSlice(t, []float64{0.5, low, high}, slice(stats.Clustered([]float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5})), 1e-9, "equal shares do not make sure")
	const rounds, things, trials = 400, 30, 20
	covered := 0
	for round := range rounds {
		rng := tensor.NewRand(11, uint64(round))
		shares := make([]float64, things)
		for i := range shares {
			p := 0.2 // of the hard ones; the easy ones never fail
			if rng.IntN(2) == 0 {
				continue
			}
			for range trials {
				if rng.Float32() < float32(p) {
					shares[i] += 1.0 / trials
				}
			}
		}
		r := stats.Clustered(shares)
		require.Less(t, r.High-r.Low, 0.2)
		if r.Low <= 0.1 && 0.1 <= r.High {
			covered++
		}
	}
	require.InDelta(t, 0.95, float64(covered)/rounds, 0.03)
	require.Equal(t, []float64{0, 0, 1}, slice(stats.Clustered(nil)))
}

func slice(r stats.Rate) []float64 { return []float64{r.Value, r.Low, r.High} }

func TestBootstrapHoldsTheMean(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		x[i] = float64(i)
	}
	lo, hi := stats.Bootstrap(x, 1)
	require.Less(t, lo, 49.5)
	require.Greater(t, hi, 49.5)
	require.InDelta(t, 11.3, hi-lo, 2) // 2*1.96*28.9/sqrt(100)
}
