package radial_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/radial"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// TestEndsOfTheCurves: a low-pass beyond the corner and a high-pass from zero on
// leave the images as they are; the others leave the same blank for every image.
func TestEndsOfTheCurves(t *testing.T) {
	for _, size := range []int{15, 16} {
		p := synthetic.Planted{Size: size, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 20, Test: 1, Seed: 1}
		set, _ := p.Generate()
		net, err := train.New("cnn3", 0.25, set, 1)
		require.NoError(t, err)
		r, err := radial.Run(context.Background(), net, set, radial.Radii(size, 1), nil)
		require.NoError(t, err)
		last := len(r.LowPass) - 1
		require.Equal(t, r.Clean.Recall, r.LowPass[last].Recall)
		require.Equal(t, r.Clean.Recall, r.HighPass[0].Recall)
		for _, p := range []radial.Point{r.LowPass[0], r.HighPass[last]} {
			require.InDelta(t, 1.0/3, p.Accuracy, 1e-9)
			require.Equal(t, 1.0, p.PredictedMostRate)
		}
		require.Len(t, r.HighPass, last+1)
	}
}

func TestRadii(t *testing.T) {
	r := radial.Radii(32, 1)
	require.Equal(t, 24, len(r)) // 0 to 23: the corner lies at 22.6
	require.Equal(t, 0.0, r[0])
	require.Equal(t, 23.0, r[23])
}

// A network that has learned one wave, at radius 5.8, needs a low-pass beyond
// it and stands a high-pass below it.
func Example() {
	p := synthetic.Planted{Size: 32, Classes: 2, Class: 1, U: 3, V: 5, Amplitude: 2, Train: 150, Test: 40, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 80, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	r, err := radial.Run(context.Background(), net, test, []float64{3, 5, 6, 30}, nil)
	if err != nil {
		panic(err)
	}
	for i, p := range r.LowPass {
		fmt.Printf("radius %2.0f: low-pass finds B in %3.0f %%, high-pass in %3.0f %%\n", p.Radius, 100*p.Recall[1], 100*r.HighPass[i].Recall[1])
	}
	// Output:
	// radius  3: low-pass finds B in   0 %, high-pass in 100 %
	// radius  5: low-pass finds B in   0 %, high-pass in 100 %
	// radius  6: low-pass finds B in 100 %, high-pass in   0 %
	// radius 30: low-pass finds B in 100 %, high-pass in   0 %
}
