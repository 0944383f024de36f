package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// timed is a task whose rounds took so many seconds on one thread and on two.
func timed(t task, one, many float64) scale {
	return scale{task: t, one: []float64{one, one, 9 * one}, many: []float64{many, many, 9 * many}, leastOne: one, leastMany: many}
}

func TestScaleLimits(t *testing.T) {
	peak := timed(task{perThread: true}, 1, 1.25) // two threads do twice the work
	triad := timed(task{bytes: 40e9}, 1, 0.8)     // 40 GB/s on one thread, 50 on two
	gain, _ := peak.gains(2)
	require.InDelta(t, 1.6, gain, 1e-12)

	large := timed(task{Bench: "fft", Case: "large", bytes: 1e10, units: 1}, 0.25, 0.2) // reads and writes 40 GB/s
	limit, binds := large.limit(gain, triad)
	require.InDelta(t, 1.25, limit, 1e-12)
	require.Equal(t, "memory", binds)

	cached := timed(task{Bench: "fft", Case: "cached", bytes: 1e3}, 1e-8, 8e-9)
	limit, binds = cached.limit(gain, triad)
	require.InDelta(t, 1.6, limit, 1e-12)
	require.Equal(t, "FMA", binds)

	var out strings.Builder
	require.NoError(t, writeScales(&out, peak, triad, []scale{large, cached}, 2))
	require.Regexp(t, `fft large +1\.25 +1\.25 +1\.25 +100 +250 ms +200 ms +memory`, out.String())
	require.Regexp(t, `fft cached +1\.25 +1\.25 +1\.60 +78 .* FMA`, out.String())
}

func TestScalingMeasuresEachRound(t *testing.T) {
	stdout, stderr, code := command("", "--scaling", "--bench", "fft", "--kind", "c2c", "--case", "1d_(32|64)$", "--threads", "2", "--rounds", "2", "--time", "1ns", "--reps", "1")
	require.Zero(t, code, stderr)
	require.Contains(t, stderr, "round 2 of 2: 2 case(s)")
	require.Contains(t, stdout, "fft 1d_32 c2c")
	require.Contains(t, stdout, "memory goes from")
}
