package stats_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/stats"
)

// TestRates: a difference has Newcombe's interval, a mean that of its parts.
func TestRates(t *testing.T) {
	a, b := stats.Share(56, 70), stats.Share(48, 80)
	d := a.Minus(b) // the example of Newcombe (1998), method 10
	require.InDelta(t, 0.2, d.Value, 1e-12)
	require.InDelta(t, 0.0524, d.Low, 1e-4)
	require.InDelta(t, 0.3339, d.High, 1e-4)
	back := b.Minus(a)
	require.InDelta(t, -d.High, back.Low, 1e-12)

	same := stats.Mean([]stats.Rate{a, a, a, a})
	require.InDelta(t, a.Value, same.Value, 1e-12)
	require.InDelta(t, (a.High-a.Value)/2, same.High-same.Value, 1e-12, "four independent ones halve it")
	require.Equal(t, stats.Rate{}, stats.Mean(nil))
	require.Equal(t, "0.600 [0.490, 0.700]", b.String())
}
