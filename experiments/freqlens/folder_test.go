package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTimed: an interruption adds to the time of the step, a mistake leaves nothing.
func TestTimed(t *testing.T) {
	f := &folder{dir: t.TempDir()}
	read := func() map[string]float64 {
		times := map[string]float64{}
		_, err := readJSON(f.path(timingFile), &times)
		require.NoError(t, err)
		return times
	}
	require.EqualError(t, f.timed("a", func() error { return errors.New("no") }), "no")
	require.NoFileExists(t, f.path(timingFile))
	const spent = 20 * time.Millisecond
	wait := func() error { time.Sleep(spent); return nil }
	interrupted := func() error { return errors.Join(wait(), fmt.Errorf("training: %w", context.Canceled)) }
	require.ErrorIs(t, f.timed("a", interrupted), context.Canceled)
	require.ErrorIs(t, f.timed("a", interrupted), context.Canceled)
	require.NotContains(t, read(), "a")
	require.NoError(t, f.timed("a", wait))
	require.Len(t, read(), 1)
	require.GreaterOrEqual(t, read()["a"], 3*spent.Seconds())
	require.NoError(t, f.timed("a", func() error { return nil }))
	require.Less(t, read()["a"], 3*spent.Seconds(), "a step done again has the time of its last call")
	require.NoError(t, os.WriteFile(f.path(timingFile), []byte("{"), 0o644))
	require.ErrorContains(t, f.timed("a", wait), timingFile)
}
