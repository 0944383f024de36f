package criticalband

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBellIsRecovered: the fit finds the curve that the values were made from.
func TestBellIsRecovered(t *testing.T) {
	for _, want := range [][3]float64{{3, 1.5, 0.8}, {2, 0, 1.2}, {4, 3, 2}} {
		y := make([]float64, 5)
		for i := range y {
			y[i] = want[0] * math.Exp(-math.Pow(float64(i)-want[1], 2)/(2*want[2]*want[2]))
		}
		h, c, w := bell(y)
		require.InDelta(t, want[0], h, 0.05)
		require.InDelta(t, want[1], c, 0.03)
		require.InDelta(t, want[2], w, 0.04)
	}
}

func TestThreshold(t *testing.T) {
	d := []float64{0.02, 0.04, 0.08}
	require.InDelta(t, 0.04, threshold(d, []float64{0.9, 0.5, 0.1}, 1, 0.5), 1e-12)
	require.InDelta(t, 0.02*math.Sqrt2, threshold(d, []float64{0.8, 0.2, 0.1}, 1, 0.5), 1e-12)
	require.Zero(t, threshold(d, []float64{0.9, 0.9, 0.9}, 1, 0.5))
	require.InDelta(t, 0.01*math.Sqrt2, threshold(d, []float64{0, 0, 0}, 1, 0.5), 1e-12)
}
