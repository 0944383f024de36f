package main

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMedianAndGeometricMean(t *testing.T) {
	require.Equal(t, 0.0, median(nil))
	require.Equal(t, 3.0, median([]float64{9, 3, 1}))
	require.Equal(t, 2.5, median([]float64{4, 1, 2, 3}))
	require.Equal(t, 0.0, geometricMean(nil))
	require.InDelta(t, 2, geometricMean([]float64{1, 4}), 1e-12)
	require.InDelta(t, 1, geometricMean([]float64{0.5, 2}), 1e-12, "twice as fast and half as fast cancel out")
}

// sample is three rounds of a convolution, in which the peer's algorithm b is
// the faster one by the median although a has the single best time.
func sample(t *testing.T) *comparison {
	v := task{Bench: "conv", Case: "x", Dir: "fwd", Batch: 8, flops: 4e9, line: "conv x"}
	c := newComparison([]string{"freqlens", "other"}, []task{v}, 2, 3)
	c.peak, c.single = []float64{99, 100, 101}, 50
	r := row{Bench: "conv", Case: "x", Dir: "fwd", Threads: 2}
	for round := range 3 {
		ours, a, b := r, r, r
		ours.Peer, ours.MedMs, ours.MinMs, ours.Alg = "freqlens-z", []float64{20, 10, 30}[round], 9, "winograd"
		a.Peer, a.Alg, a.MedMs, a.MinMs = "other-1", "a", []float64{10, 80, 80}[round], 8
		b.Peer, b.Alg, b.MedMs, b.MinMs = "other-1", "b", []float64{40, 40, 45}[round], 36
		require.NoError(t, c.add("freqlens", []row{ours}))
		require.NoError(t, c.add("other", []row{a, b}))
	}
	return c
}

func TestVerdict(t *testing.T) {
	c := sample(t)
	v, ok := c.verdictOf("conv x fwd", "other")
	require.True(t, ok)
	require.Equal(t, "b", v.Alg)
	require.Equal(t, 20.0, v.OursMs)
	require.Equal(t, 40.0, v.PeerMs)
	require.Equal(t, 2.0, v.Ratio)
	require.Equal(t, 1.5, v.Least, "round three: 45/30")
	require.Equal(t, 4.0, v.Most, "round two: 40/10")
	require.Equal(t, 4.0, v.Best, "36/9")
	require.Equal(t, 200.0, v.OursGFlops)
	require.Equal(t, 100.0, v.PeakGFlops)
	require.Equal(t, 3, v.Rounds)
	_, ok = c.verdictOf("conv x fwd", "nobody")
	require.False(t, ok)
}

func TestVerdictAsJSON(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, sample(t).writeJSON(&out))
	var fields map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &fields))
	for name, want := range map[string]any{"bench": "conv", "case": "x", "dir": "fwd", "threads": 2.0, "freqlens": "freqlens-z",
		"peer": "other-1", "freqlens_ms": 20.0, "peer_ms": 40.0, "ratio": 2.0, "rounds": 3.0, "fma_peak_gflops": 100.0} {
		require.Equal(t, want, fields[name], name)
	}
}

func TestTables(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, sample(t).writeTables(&out))
	text := out.String()
	require.Contains(t, text, "FMA peak in the same run 100.0 GFLOP/s")
	require.Contains(t, text, "2.00   1.50 to 4.00")
	require.Contains(t, text, "200, 100 (200, 100)")
	require.Contains(t, text, "other-1 b")
	require.Contains(t, text, "geometric mean  2.00   least 2.00")
	require.NotContains(t, text, "other programs")

	c := sample(t)
	c.single, c.turns, c.disturbed = 90, 3, 1
	out.Reset()
	require.NoError(t, c.writeTables(&out))
	require.Contains(t, out.String(), "1 of 3 turns were disturbed")
	require.Contains(t, out.String(), "2 threads had only 1.11 times the FMA peak of one")
}

// A table of two peers says how freqlens stands against the better of them.
func TestBestOfSeveralPeers(t *testing.T) {
	tasks := []task{{Bench: "sgemm", Case: "p", flops: 1}, {Bench: "sgemm", Case: "q", flops: 1}}
	c := newComparison([]string{"freqlens", "u", "v"}, tasks, 1, 1)
	add := func(name, peer string, p, q float64) {
		require.NoError(t, c.add(name, []row{{Bench: "sgemm", Case: "p", Peer: peer, MedUs: p, MinUs: p},
			{Bench: "sgemm", Case: "q", Peer: peer, MedUs: q, MinUs: q}}))
	}
	add("freqlens", "freqlens", 10, 10)
	add("u", "u-1", 5, 40)
	add("v", "v-1", 20, 20)
	c.peak, c.single = []float64{1}, 1
	var out bytes.Buffer
	require.NoError(t, c.writeTables(&out))
	require.Regexp(t, `geometric mean +1\.41 +least 0\.50 +u-1`, out.String())
	require.Regexp(t, `geometric mean +2\.00 +least 2\.00 +v-1`, out.String())
	require.Regexp(t, `geometric mean +1\.00 +least 0\.50 +the best of these`, out.String())
}

func TestStrangeRowsAreRefused(t *testing.T) {
	c := sample(t)
	require.ErrorContains(t, c.add("other", []row{{Bench: "conv", Case: "y", MedMs: 1}}), "nobody asked for")
	require.ErrorContains(t, c.add("other", []row{{Bench: "conv", Case: "x", Dir: "fwd"}}), "without a time")
	n := newComparison([]string{"freqlens", "other"}, netTasks()[:1], 1, 1)
	other := row{Bench: "net", Case: netCases[0].name, Mode: "train", MedMs: 1, MinMs: 1, Params: netCases[0].parameters}
	require.NoError(t, n.add("other", []row{other}))
	other.Params++
	require.ErrorContains(t, n.add("other", []row{other}), "not the same network")
	_, err := readRows("other", bytes.NewBufferString("{\"bench\":\"conv\"}\nSegmentation fault"))
	require.ErrorContains(t, err, "the driver of other printed something that is not a row of JSON")
	_, err = readRows("other", bytes.NewBufferString("{\"bench\":\"conv\",\"med_ms\":NaN}"))
	require.Error(t, err)
}

func TestDuration(t *testing.T) {
	require.Equal(t, "12.5 ns", duration(12.5e-6))
	require.Equal(t, "1.5 us", duration(1.5e-3))
	require.Equal(t, "2.25 ms", duration(2.25))
	require.Equal(t, "3 s", duration(3000))
	require.False(t, math.Signbit(digits(0)))
}
