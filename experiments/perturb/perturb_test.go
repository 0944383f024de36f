package perturb_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

func untrained(t *testing.T, size, perClass int) (*train.Net, *dataset.Set) {
	p := synthetic.Planted{Size: size, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: perClass, Test: 1, Seed: 1}
	set, _ := p.Generate()
	net, err := train.New("cnn3", 0.25, set, 1)
	require.NoError(t, err)
	return net, set
}

// TestPartsAreTheWhole: a set that needs several parts gives the counts of the
// whole set evaluated at once.
func TestPartsAreTheWhole(t *testing.T) {
	net, set := untrained(t, 64, 40)
	require.Less(t, perturb.Together(set), set.Len())
	all := spectrum.NewMask(64, func(int, int) bool { return true })
	var last, whole int
	got, err := perturb.Confusions(context.Background(), net, set, []perturb.Change{perturb.Same, perturb.Keep(all)},
		func(done, all int) { require.Greater(t, done, last); last, whole = done, all })
	require.NoError(t, err)
	require.Equal(t, whole, last)
	want := net.Evaluate(set)
	require.Equal(t, want, got[0])
	require.Equal(t, want, got[1], "the mask that keeps everything changes nothing")
}

func TestCancel(t *testing.T) {
	net, set := untrained(t, 16, 2)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := perturb.Confusions(ctx, net, set, []perturb.Change{perturb.Same}, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestOtherImages(t *testing.T) {
	net, _ := untrained(t, 16, 2)
	_, set := untrained(t, 32, 2)
	_, err := perturb.Confusions(context.Background(), net, set, []perturb.Change{perturb.Same}, nil)
	require.ErrorContains(t, err, "32x32")
}
