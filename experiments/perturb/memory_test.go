package perturb_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
)

// TestMemory: an analysis that was cut short, even within a write, asks only for the
// rest, and another network or other images get no answer meant for these.
func TestMemory(t *testing.T) {
	net, set := untrained(t, 64, 40)
	require.Less(t, perturb.Together(set), set.Len())
	path := filepath.Join(t.TempDir(), "judge.answers")
	low := perturb.Keep(spectrum.NewMask(64, func(u, v int) bool { return spectrum.Radius(u, v, 64) < 4 }))
	changes := []perturb.Change{perturb.Same, low}
	want, err := perturb.Predictions(context.Background(), net, set, changes, nil, nil)
	require.NoError(t, err)

	ask := func(name string, among []bool, stopAfter int) [][]int {
		m, err := perturb.OpenMemory(path, name)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		calls := 0
		got, err := perturb.Predictions(perturb.WithMemory(ctx, m), net, set, changes, among, func(int, int) {
			if calls++; calls == stopAfter {
				stop()
			}
		})
		if stopAfter > 0 {
			require.ErrorIs(t, err, context.Canceled)
		} else {
			require.NoError(t, err)
		}
		require.NoError(t, m.Close())
		return got
	}
	size := func() int64 {
		info, err := os.Stat(path)
		require.NoError(t, err)
		return info.Size()
	}

	ask("net", nil, 1)
	one := size()
	ask("net", nil, 3)
	require.Greater(t, size(), one)
	require.NoError(t, os.Truncate(path, size()-5)) // killed while writing
	require.Equal(t, want, ask("net", nil, 0))
	all := size()
	require.Equal(t, want, ask("net", nil, 0))
	require.Equal(t, all, size(), "everything was known")

	text, err := os.ReadFile(path)
	require.NoError(t, err)
	const first = 32 + 4
	text[first] = byte(want[0][0]+1) % 3 // another class
	require.NoError(t, os.WriteFile(path, text, 0o644))
	require.NotEqual(t, want, ask("net", nil, 0), "answers come from the file")
	require.Equal(t, want, ask("another net", nil, 0))
	among := []bool{false, true, false}
	for _, classes := range ask("net", among, 0) {
		for _, class := range classes {
			require.Equal(t, 1, class)
		}
	}

	m, err := perturb.OpenMemory(path, "net")
	require.NoError(t, err)
	require.NoError(t, m.Forget())
	require.NoFileExists(t, path)
	require.NoError(t, m.Forget(), "there is nothing to forget")
}
