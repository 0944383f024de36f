package swap_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/swap"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

func untrained(t *testing.T, size int) (*train.Net, *dataset.Set) {
	p := synthetic.Planted{Size: size, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 20, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	return net, set
}

// TestEnds: nothing exchanged is the image itself; all frequencies exchanged is
// the partner, so that its class is found as often as the partners are
// recognised.
func TestEnds(t *testing.T) {
	for _, size := range []int{15, 16} {
		net, set := untrained(t, size)
		r, err := swap.Run(context.Background(), net, set, []float64{0, 4, float64(size)}, 1, nil)
		require.NoError(t, err)
		require.Equal(t, r.Clean, r.Swap[0].Base)
		require.Equal(t, r.Clean, r.Hybrid[0].Base)
		partner, err := swap.Partners(set, 1)
		require.NoError(t, err)
		c, correct := net.Predict(set), 0
		for _, j := range partner {
			if train.Argmax(c.Data()[j*3:][:3]) == set.Labels[j] {
				correct++
			}
		}
		require.InDelta(t, float64(correct)/float64(set.Len()), r.Hybrid[2].Given.Value, 1e-9)
	}
}

// TestPartners: they are of another class, and the same for the same seed.
func TestPartners(t *testing.T) {
	_, set := untrained(t, 16)
	a, err := swap.Partners(set, 1)
	require.NoError(t, err)
	b, _ := swap.Partners(set, 1)
	require.Equal(t, a, b)
	for i, j := range a {
		require.NotEqual(t, set.Labels[i], set.Labels[j])
	}
	one := set.ByClass()[1][0]
	few := append(slices.Repeat(set.ByClass()[0], 400), one) // one image among thousands is found too
	partners, err := swap.Partners(set.Subset(few), 1)
	require.NoError(t, err)
	require.Equal(t, len(few)-1, partners[0])
	_, err = swap.Partners(set.Subset(set.ByClass()[0]), 1)
	require.ErrorContains(t, err, "no image of another class")
}

func TestLastRadius(t *testing.T) {
	net, set := untrained(t, 16)
	_, err := swap.Run(context.Background(), net, set, []float64{4}, 1, nil)
	require.ErrorContains(t, err, "beyond the corner of the spectrum, at 11.3")
}

// A network that has learned how strong a wave is, wherever its crests lie,
// follows the amplitude.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 150, Test: 50, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 120, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	r, err := swap.Run(context.Background(), net, test, []float64{16}, 1, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("by amplitude %.2f, by phase %.2f\n", r.Whole.Given.Value, r.Whole.Base.Value)
	// Output: by amplitude 0.75, by phase 0.25
}
