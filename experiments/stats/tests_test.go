package stats_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/stats"
	"freqlens/tensor"
)

// TestBenjaminiHochberg: q-values by the definition, the smallest rate at which
// the step-up procedure rejects.
func TestBenjaminiHochberg(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.04, 0.05333333, 0.05333333, 0.5}, stats.BenjaminiHochberg([]float64{0.01, 0.03, 0.04, 0.5}), 1e-6)
	require.InDeltaSlice(t, []float64{0.5, 0.04}, stats.BenjaminiHochberg([]float64{0.5, 0.02}), 1e-12)
	require.Empty(t, stats.BenjaminiHochberg(nil))
	rng := tensor.NewRand(1)
	p := make([]float64, 50)
	for i := range p {
		p[i] = rng.Float64()
	}
	for i, q := range stats.BenjaminiHochberg(p) {
		rejected := func(level float64) bool { // step-up by its definition
			largest := -1.0
			for _, x := range p {
				below := 0
				for _, y := range p {
					if y <= x {
						below++
					}
				}
				if x <= level*float64(below)/float64(len(p)) {
					largest = max(largest, x)
				}
			}
			return p[i] <= largest
		}
		require.True(t, rejected(q+1e-9))
		require.False(t, rejected(q-1e-9))
	}
}

func TestMcNemar(t *testing.T) {
	require.Equal(t, 1.0, stats.McNemar(0, 0))
	require.InDelta(t, 2.0/32, stats.McNemar(0, 5), 1e-12)
	require.InDelta(t, 2.0*(1+10)/1024, stats.McNemar(9, 1), 1e-12)
	require.Equal(t, stats.McNemar(3, 8), stats.McNemar(8, 3))
	require.Equal(t, 1.0, stats.McNemar(6, 6))
}

func TestUpperShare(t *testing.T) {
	require.InDelta(t, 1-math.Pow(0.05, 1.0/20), stats.UpperShare(0, 20, 0.05), 1e-9) // (1-p)^n = .05
	require.Equal(t, 1.0, stats.UpperShare(4, 4, 0.05))
	require.Less(t, stats.UpperShare(1, 100, 0.05), stats.UpperShare(2, 100, 0.05))
}

func TestJaccard(t *testing.T) {
	require.InDelta(t, 1.0/3, stats.Jaccard([]bool{true, true, false}, []bool{true, false, true}), 1e-12)
	require.Equal(t, 1.0, stats.Jaccard([]bool{false}, []bool{false}))
	rng, sum := tensor.NewRand(1), 0.0
	const n, share, rounds = 2000, 0.05, 200
	for range rounds {
		a, b := make([]bool, n), make([]bool, n)
		for i := range n {
			a[i], b[i] = rng.Float64() < share, rng.Float64() < share
		}
		sum += stats.Jaccard(a, b) / rounds
	}
	require.InDelta(t, stats.JaccardChance(share, share), sum, 0.002)
}

func TestSpearman(t *testing.T) {
	require.InDelta(t, 1, stats.Spearman([]float64{1, 2, 30}, []float64{0, 5, 6}), 1e-12)
	require.InDelta(t, -1, stats.Spearman([]float64{1, 2, 3}, []float64{3, 2, 1}), 1e-12)
	// ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3
	require.InDelta(t, 4.5/math.Sqrt(4.5*5), stats.Spearman([]float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}), 1e-12)
	require.True(t, math.IsNaN(stats.Spearman([]float64{1, 1}, []float64{1, 2})))
}

// TestSpearmanInterval: it holds r, narrows with n, and agrees with the test on
// whether 0 is possible where neither is close.
func TestSpearmanInterval(t *testing.T) {
	for _, r := range []float64{-0.8, 0, 0.3, 1} {
		lo, hi := stats.SpearmanInterval(r, 10)
		require.True(t, lo <= r && r <= hi)
		lower, higher := stats.SpearmanInterval(r, 100)
		require.GreaterOrEqual(t, hi-lo, higher-lower)
	}
	lo, hi := stats.SpearmanInterval(0.9, 3)
	require.Equal(t, []float64{-1, 1}, []float64{lo, hi})
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	require.Less(t, stats.SpearmanP(x, []float64{2, 1, 3, 4, 5, 6, 8, 7}, 1), 0.01)
	require.Greater(t, stats.SpearmanP(x, []float64{4, 8, 1, 5, 2, 7, 3, 6}, 1), 0.5)
	require.InDelta(t, 2.0/24, stats.SpearmanP(x[:4], x[:4], 1), 0.02, "two of the 24 orders are as far from chance")
	require.Equal(t, 1.0, stats.SpearmanP([]float64{1, 1}, []float64{1, 2}, 1))
}

// TestSpearmanOfPerfectOrder: four pairs in order say little.
func TestSpearmanOfPerfectOrder(t *testing.T) {
	lo, hi := stats.SpearmanInterval(1, 4)
	next, _ := stats.SpearmanInterval(0.8, 4)
	require.Equal(t, []float64{next, 1}, []float64{lo, hi})
	require.Less(t, lo, 0.0)
	low, high := stats.SpearmanInterval(-1, 4)
	require.Equal(t, []float64{-1, -lo}, []float64{low, high})
}

// TestPairedIntervalCovers: about as often as it says.
func TestPairedIntervalCovers(t *testing.T) {
	const rounds = 200
	covered := 0
	for round := range rounds {
		rng := tensor.NewRand(9, uint64(round))
		a, b := make([]float64, 40), make([]float64, 40)
		for i := range a {
			hard := float64(rng.Normal()) // what both share
			a[i], b[i] = 0.3+hard+0.3*float64(rng.Normal()), hard+0.3*float64(rng.Normal())
		}
		lo, hi := stats.PairedBootstrap(a, b, uint64(round))
		require.Less(t, hi-lo, 0.45, "the shared part cancels")
		if lo <= 0.3 && 0.3 <= hi {
			covered++
		}
	}
	require.InDelta(t, 0.95, float64(covered)/rounds, 0.05)
}

// TestCrossedCovers: three networks judged on the same images, or each on its own,
// with much or little difference between them.
func TestCrossedCovers(t *testing.T) {
	const rounds, networks, n = 300, 3, 50
	for _, paired := range []bool{true, false} {
		for _, spread := range []float64{0, 0.1, 1} {
			covered := 0
			for round := range rounds {
				rng := tensor.NewRand(10, uint64(round))
				groups := make([][]float64, networks)
				image := make([]float64, n)
				for i := range image {
					image[i] = float64(rng.Normal())
				}
				for g := range groups {
					network := spread * float64(rng.Normal())
					for i := range n {
						if !paired {
							image[i] = float64(rng.Normal())
						}
						groups[g] = append(groups[g], network+image[i]+0.3*float64(rng.Normal()))
					}
				}
				if r := stats.Crossed(groups, paired); r.Low <= 0 && 0 <= r.High {
					covered++
				}
			}
			require.GreaterOrEqual(t, covered, rounds*92/100, "paired %v, spread %g", paired, spread)
		}
	}
	r := stats.Crossed([][]float64{{0, 1, 0, 1}}, true)
	lo, hi := r.Low, r.High
	require.InDelta(t, 0.5, (lo+hi)/2, 1e-12, "one network: the images alone")
	require.InDelta(t, 2*1.96*math.Sqrt(1.0/3/4), hi-lo, 1e-3)
}
