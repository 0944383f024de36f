package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTicks(t *testing.T) {
	require.InDeltaSlice(t, []float64{0, 5, 10, 15, 20}, ticks(0, 23, false), 1e-9)
	require.InDeltaSlice(t, []float64{0, 100, 200, 300, 400, 500}, ticks(0, 500, false), 1e-9)
	require.InDeltaSlice(t, []float64{64, 66, 68, 70, 72, 74}, ticks(64, 74, false), 1e-9)
	require.Equal(t, []float64{1.75, 3.5, 7, 14}, ticks(1.75, 14, true))
	require.Equal(t, []float64{10}, ticks(10, 10, false), "one point has one tick")
	require.Equal(t, []float64{0}, ticks(0, 0, false))
	for _, c := range [][2]float64{{0, 1e-3}, {0.3, 0.31}, {-4, 900}, {1e6, 1e6 + 3}} {
		require.LessOrEqual(t, len(ticks(c[0], c[1], false)), 12)
		require.NotEmpty(t, ticks(c[0], c[1], false))
	}
}
