package stats_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/stats"
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
