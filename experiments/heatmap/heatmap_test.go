package heatmap_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/heatmap"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// TestMapIsSymmetric: partners share their rate, frequencies beyond the bound
// are not measured, and a wave too weak to see changes nothing.
func TestMapIsSymmetric(t *testing.T) {
	const size = 12
	p := synthetic.Planted{Size: size, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 6, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	ctx := context.Background()
	r, err := heatmap.Run(ctx, net, set, heatmap.Config{Norm: 1e-4, Most: 3, Seed: 1}, nil)
	require.NoError(t, err)
	for u := range size {
		for v := range size {
			e := r.Error[u*size+v]
			require.Equal(t, e, r.Error[(size-u)%size*size+(size-v)%size])
			if min(u, size-u) > 3 || min(v, size-v) > 3 {
				require.Equal(t, -1.0, e)
			} else {
				require.InDelta(t, r.Clean, e, 1e-9)
			}
		}
	}
	_, err = heatmap.Run(ctx, net, set, heatmap.Config{Norm: -1}, nil)
	require.ErrorContains(t, err, "norm -1")
	require.Equal(t, 4.0, heatmap.DefaultNorm(32))
	require.Equal(t, 15.7, heatmap.DefaultNorm(224))
	for size := 10; size < 300; size++ {
		step := heatmap.DefaultNorm(size+1) - heatmap.DefaultNorm(size)
		require.Greater(t, step, 0.0)
		require.Less(t, step, 0.126, "no jump at %d", size)
	}
}

// A network that tells classes apart by one wave is misled by that wave more
// than by any other.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 1.5, Train: 150, Test: 20, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 120, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	r, err := heatmap.Run(context.Background(), net, test, heatmap.Config{Norm: 1.2, Seed: 1}, nil)
	if err != nil {
		panic(err)
	}
	worse := 0
	for _, e := range r.Error {
		if e > r.Error[2*16+3] {
			worse++
		}
	}
	fmt.Printf("without a wave %.2f wrong; with the learned one %.3f, and %d of %d bins are worse\n", r.Clean, r.Error[2*16+3], worse, len(r.Error))
	// Output: without a wave 0.00 wrong; with the learned one 0.075, and 0 of 256 bins are worse
}
