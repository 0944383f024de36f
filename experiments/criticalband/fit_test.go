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

// measured is a result with the given accuracies, for each octave and strength.
func measured(accuracy ...[]float64) *Result {
	r := &Result{Config: Config{Deviations: []float64{0.04, 0.08, 0.16}}, Clean: 1, Level: 0.5}
	for i, a := range accuracy {
		r.Bands = append(r.Bands, Band{Centre: first * math.Pow(2, float64(i)), Accuracy: a, Threshold: threshold(r.Config.Deviations, a, r.Clean, r.Level)})
	}
	return r
}

// TestUndetermined: a curve is fitted only to what tells its height and its width.
func TestUndetermined(t *testing.T) {
	none, strongest, two, all := []float64{1, 1, 1}, []float64{1, 0.9, 0.2}, []float64{1, 0.4, 0.1}, []float64{0.4, 0.2, 0.1}
	for _, c := range []struct {
		r   *Result
		why string
	}{
		{measured(none, two), "fewer than three octaves"},
		{measured(none, none, none), "not halve the accuracy in any octave"},
		{measured(strongest, strongest, strongest), "only one strength"},
		{measured(none, all, two), "in fewer than three octaves"},
	} {
		c.r.Fitted, c.r.Bandwidth = true, 1.2 // as an earlier version wrote it
		require.Contains(t, c.r.Channel(), "not determined")
		require.Contains(t, c.r.Channel(), c.why)
		c.r.fit()
		require.False(t, c.r.Fitted)
		require.Contains(t, c.r.NoChannel, c.why)
	}
	r := measured(none, two, all, two, none)
	r.fit()
	require.True(t, r.Fitted)
	require.InDelta(t, 7, r.Frequency, 0.1)
	require.Contains(t, r.Channel(), "around 7.0 cycles")
	require.Contains(t, measured(none, strongest, two, all).Channel(), "only one side")
}

// TestGreyIsGrey: images without colour have the same values in all channels, at any
// contrast and for training images of any tint.
func TestGreyIsGrey(t *testing.T) {
	tint, pixels := []float32{0.6, 0.4, 0.2}, []byte{10, 200, 90, 20, 30, 250}
	c := Config{Contrast: 0.2, Grey: true}
	x := stimulus(pixels, grounds(tint, c), c)
	require.Equal(t, x[:2], x[2:4])
	require.Equal(t, x[:2], x[4:])
	require.InDelta(t, 0.8*(0.299*0.6+0.587*0.4+0.114*0.2)+0.2*(0.299*10+0.587*90+0.114*30)/255, x[0], 1e-6)

	c.Grey = false
	x = stimulus(pixels, grounds(tint, c), c)
	require.InDelta(t, 0.8*0.2+0.2*30/255, x[4], 1e-6, "in colour each channel keeps its mean")
}
