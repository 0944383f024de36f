package main

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDriversOfThisMachine starts the driver of every library that is installed
// and checks that it answers each case it claims to serve with a row of that
// name. It builds programs and loads large libraries, so it runs only when
// FREQLENS_PEERS is set.
func TestDriversOfThisMachine(t *testing.T) {
	if os.Getenv("FREQLENS_PEERS") == "" {
		t.Skip("set FREQLENS_PEERS=1 to start the drivers of other libraries")
	}
	o := options{time: time.Millisecond, vs: peerNames()}
	small := []string{"sgemm 256x256x256", "conv r18c_64_128_1x1s2_32 fwd", "conv r18c_64_128_1x1s2_32 bwd_data",
		"conv r18c_64_128_1x1s2_32 bwd_weights", "net cnn3_32 train", "net cnn3_32 infer", "fft 1d_32 c2c", "fft 1d_1009 r2c",
		"fft 1d_224 c2r", "fft 2d_32x32_b1000 c2c", "fft 2d_32x32_b1000 r2c", "fft 2d_32x32_b1000 c2r"}
	var tasks []task
	for _, v := range allTasks() {
		if slices.Contains(small, v.key()) {
			tasks = append(tasks, v)
		}
	}
	require.Len(t, tasks, len(small))
	peers, err := findPeers(context.Background(), o, t.Logf)
	require.NoError(t, err)
	sides, err := makeSides(o, peers)
	require.NoError(t, err)
	for _, s := range sides[1:] {
		t.Run(s.name, func(t *testing.T) {
			for threads := 1; threads <= 2; threads++ {
				ready, err := prepareSides(context.Background(), []side{s}, tasks, threads, t.Logf)
				require.NoError(t, err)
				rows, err := ready[0].play(context.Background(), o, tasks, threads)
				require.NoError(t, err)
				checkAnswers(t, s, tasks, rows, threads)
			}
		})
	}
}

// checkAnswers wants at least one row for each case that s serves, and no other.
func checkAnswers(t *testing.T, s side, tasks []task, rows []row, threads int) {
	answered := map[string]bool{}
	for _, r := range rows {
		answered[r.key()] = true
		require.Positive(t, r.seconds(), "%+v", r)
		require.LessOrEqual(t, r.shortest(), r.seconds(), "%+v", r)
		require.Equal(t, threads, r.Threads)
		require.Contains(t, r.Peer, s.name, "the row says whose it is")
		if r.Mode == "train" {
			require.Greater(t, r.RssMB, 50.0)
		}
	}
	for _, v := range tasks {
		require.Equal(t, s.serves(v), answered[v.key()], "%s: %s", s.name, v.key())
	}
}
