package synthetic_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/augment"
	"freqlens/experiments/synthetic"
	"freqlens/fft"
	"freqlens/tensor"
)

// TestReadingsComeBack renders the published images and reads their spectra:
// the same frequencies with the same amplitudes, nothing else.
func TestReadingsComeBack(t *testing.T) {
	const size = 32
	plan, err := fft.NewPlan64(size)
	require.NoError(t, err)
	exact := 0
	for _, r := range synthetic.Readings {
		if r.Exact {
			exact++
		}
		weight, total := r.Weights[len(r.Weights)-1], 0.0
		for _, w := range r.Waves {
			total += w.Amplitude
		}
		img := synthetic.Render(r.Waves, []float64{weight}, size)
		spectrum := transform(plan, img, size)
		want := make([]float64, size*size)
		want[0] = 0.5 * size * size
		for _, w := range r.Waves {
			for _, s := range []int{1, -1} {
				at := (s*w.U+2*size)%size*size + (s*w.V+2*size)%size
				want[at] += weight * w.Amplitude / total * size * size / 2
			}
		}
		for i, v := range spectrum {
			require.InDelta(t, want[i], real(v), 2e-3, "Syn_B%d C%d bin %d", r.Band, r.Class, i)
			require.InDelta(t, 0, imag(v), 2e-3)
		}
	}
	require.Len(t, synthetic.Readings, 16)
	require.GreaterOrEqual(t, exact, 14)
}

func transform(plan *fft.Plan64, img []float32, size int) []complex128 {
	x := make([]complex128, size*size)
	for i, v := range img {
		x[i] = complex(float64(v), 0)
	}
	work := make([]complex128, plan.WorkLen())
	column := make([]complex128, size)
	for i := range size {
		plan.Forward(x[i*size:][:size], x[i*size:][:size], work)
	}
	for j := range size {
		for i := range size {
			column[i] = x[i*size+j]
		}
		plan.Forward(column, column, work)
		for i := range size {
			x[i*size+j] = column[i]
		}
	}
	return x
}

// TestClassRules holds both the published readings and the generator's images
// against the rules of the classes.
func TestClassRules(t *testing.T) {
	check := func(band, class int, waves []synthetic.Wave) {
		diagonal := 0
		for _, w := range waves {
			b := synthetic.BandOf(w.U, w.V, 32)
			onDiagonal := w.U == w.V && w.U%2 == 1
			switch {
			case class == 0 && onDiagonal:
				diagonal++
			case class == 0 || class == 1:
				require.NotEqual(t, band, b, "Syn_B%d C%d (%d,%d)", band, class, w.U, w.V)
			case class == 3:
				require.Equal(t, band, b, "Syn_B%d C3 (%d,%d)", band, w.U, w.V)
			}
		}
		if class == 0 {
			require.GreaterOrEqual(t, diagonal, 8)
		}
	}
	for _, r := range synthetic.Readings {
		check(r.Band, r.Class, r.Waves)
	}
	for band := 1; band <= 4; band++ {
		s := synthetic.DefaultSpec(band)
		for i := range 200 {
			for class := range 4 {
				check(band, class, s.Waves(class, tensor.NewRand(uint64(i))))
			}
		}
	}
}

func TestSetHasThePublishedNormalisation(t *testing.T) {
	s := synthetic.DefaultSpec(2)
	s.Train, s.Test = 300, 2
	train, test, err := synthetic.Generate(s)
	require.NoError(t, err)
	require.Equal(t, 1200, train.Len())
	require.Equal(t, 8, test.Len())
	norm := augment.Stats(train)
	for c := range 3 {
		require.InDelta(t, 0.498, norm.Mean[c], 0.003)
		require.InDelta(t, 0.172, norm.Std[c], 0.006)
	}
	again, _, err := synthetic.Generate(s)
	require.NoError(t, err)
	require.Equal(t, train.Hash(), again.Hash())
	s.Seed++
	other, _, err := synthetic.Generate(s)
	require.NoError(t, err)
	require.NotEqual(t, train.Hash(), other.Hash())
}

func TestPlantedFrequencyIsThere(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 3, V: 2, Amplitude: 2, Train: 20, Test: 1, Seed: 1}
	train, _ := p.Generate()
	var sums [2]float64
	for i, label := range train.Labels {
		var x complex128
		for at, v := range train.Image(i)[:256] {
			x += complex(float64(v), 0) * cmplx.Rect(1, -2*math.Pi*float64(3*(at/16)+2*(at%16))/16)
		}
		sums[label] += cmplx.Abs(x)
	}
	require.Greater(t, sums[1], 3*sums[0])
}

func TestSpecErrors(t *testing.T) {
	s := synthetic.DefaultSpec(5)
	require.ErrorContains(t, s.Check(), "band 5: want 1 to 4")
}

// TestSmallImagesHaveFewFrequencies: band 1 of 16x16 images has four, and class
// C3 wants up to ten different ones; drawing them would never end.
func TestSmallImagesHaveFewFrequencies(t *testing.T) {
	spec := synthetic.DefaultSpec(1)
	spec.Size, spec.Train, spec.Test = 16, 1, 1
	_, _, err := synthetic.Generate(spec)
	require.EqualError(t, err, "C3 asks for up to 10 frequencies, but images of 16x16 have only 4 that it may use in set B1; want larger images or fewer frequencies")
	spec.Counts[3] = [2]int{4, 4}
	_, _, err = synthetic.Generate(spec)
	require.NoError(t, err)
	spec.Fixed = 1000
	require.ErrorContains(t, spec.Check(), "C1 asks for up to 1012")
}
