package criticalband_test

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/criticalband"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// TestNoise: it has the deviation asked for, and no frequency outside the mask.
func TestNoise(t *testing.T) {
	const size = 32
	m := spectrum.NewMask(size, func(u, v int) bool { return spectrum.Band(u, v, size) == 1 })
	noise := criticalband.Noise(m, 0.08, tensor.NewRand(1))
	sum := 0.0
	for _, v := range noise {
		sum += float64(v) * float64(v)
	}
	require.InDelta(t, 0.08, math.Sqrt(sum/size/size), 1e-6)
	s := spectrum.Transform(tensor.From(noise, 1, 1, size, size))
	for u := range size {
		for v := range size {
			if !m.Keep[u*size+v] {
				require.Less(t, cmplx.Abs(complex128(s.At(0, u, v))), 1e-3)
			}
		}
	}
}

func TestOctaves(t *testing.T) {
	require.Equal(t, []float64{1.75, 3.5, 7, 14}, criticalband.Octaves(32))
	require.Len(t, criticalband.Octaves(224), 7, "as in the paper")
}

func TestConfig(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 4, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	for _, c := range []criticalband.Config{{Contrast: 1}, {Deviations: []float64{0.1}}, {Deviations: []float64{0.2, 0.1}, Contrast: 1}} {
		_, err := criticalband.Run(context.Background(), net, set, c, nil)
		require.ErrorContains(t, err, "want")
	}
	c := criticalband.Default()
	c.Grey, c.Contrast = true, 0.2
	_, err = criticalband.Run(context.Background(), net, set, c, nil)
	require.NoError(t, err)
}

// A network that has learned one wave, at 5.8 cycles per image, is disturbed
// most by noise of the octave around 7.
func Example() {
	p := synthetic.Planted{Size: 32, Classes: 2, Class: 1, U: 3, V: 5, Amplitude: 0.7, Train: 150, Test: 60, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 120, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	r, err := criticalband.Run(context.Background(), net, test, criticalband.Default(), nil)
	if err != nil {
		panic(err)
	}
	for _, b := range r.Bands {
		fmt.Printf("octave around %5.2f cycles: %.2f\n", b.Centre, b.Accuracy[1:])
	}
	// Output:
	// octave around  1.75 cycles: [1.00 1.00 0.50]
	// octave around  3.50 cycles: [1.00 0.77 0.50]
	// octave around  7.00 cycles: [1.00 0.61 0.50]
	// octave around 14.00 cycles: [1.00 1.00 0.51]
}
