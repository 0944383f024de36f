package dynamics_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dynamics"
)

func TestOrder(t *testing.T) {
	c := dynamics.Curve{Classes: []string{"early", "late", "never"}, Iterations: []int{10, 20, 60, 1000},
		F1: [][]float64{{1, 1, 1, 0}, {0, 1, 1, 1}, {0, 0, 0, 1}}}
	o := c.Compare([]float64{5, 4, 1}, 60)
	require.Equal(t, 60, o.Until)
	require.InDeltaSlice(t, []float64{(5 + 10 + 40) / 60.0, (5 + 40) / 60.0, 0}, o.MeanF1, 1e-12)
	require.InDelta(t, 1, o.Spearman, 1e-12)
	require.InDelta(t, -1, c.Compare([]float64{1, 4, 5}, 60).Spearman, 1e-12)
	require.Equal(t, 1000, c.Compare([]float64{1, 4, 5}, 1200).Until, "not beyond the end")
	require.Zero(t, c.Compare([]float64{1, 1, 1}, 60).Spearman, "no order among equals")
}
