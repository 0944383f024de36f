package main

import (
	"encoding/json"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

func allTasks() []task {
	var out []task
	for _, s := range suites {
		out = append(out, s.tasks()...)
	}
	return out
}

func TestEveryTaskHasItsOwnKeyAndLine(t *testing.T) {
	keys, lines := map[string]bool{}, map[string]bool{}
	for _, v := range allTasks() {
		require.False(t, keys[v.key()], v.key())
		require.False(t, lines[v.line], v.line)
		keys[v.key()], lines[v.line] = true, true
		require.Equal(t, v.Bench, strings.Fields(v.line)[0])
		require.Equal(t, v.Case, strings.Fields(v.line)[1])
	}
}

// The names that other people's measurements have too.
func TestCasesOfTheComparisons(t *testing.T) {
	keys := map[string]bool{}
	for _, v := range allTasks() {
		keys[v.key()] = true
	}
	for _, want := range []string{
		"sgemm 2048x2048x2048", "sgemm 64x16384x576", "conv r18c_64_64_3x3_32 fwd", "conv inet_3_64_7x7s2_224 bwd_data",
		"conv r18c_512_512_3x3_4 bwd_weights", "net resnet18_32 train", "net resnet18_224 infer", "net cnn3_32 infer",
		"fft 1d_1048576 c2c", "fft 1d_1009 c2c", "fft 2d_32x32_b1000 r2c", "fft 2d_256x256_b64 c2r", "machine fma_peak",
	} {
		require.True(t, keys[want], want)
	}
}

func TestTasksOfLines(t *testing.T) {
	all := allTasks()
	got, err := tasksOf([]string{all[7].line, all[3].line})
	require.NoError(t, err)
	require.Equal(t, all[7].key(), got[0].key())
	require.Equal(t, all[3].key(), got[1].key())
	_, err = tasksOf([]string{"sgemm 3x3x3 3 3 3"})
	require.ErrorContains(t, err, `no case is described by "sgemm 3x3x3 3 3 3"`)
	_, stderr, code := command("nonsense\n", "--stdin")
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "nonsense")
}

func TestSelection(t *testing.T) {
	o, err := parseOptions([]string{"--bench", "conv", "--case", "^inet_.*1x1", "--dir", "bwd_data"}, io.Discard)
	require.NoError(t, err)
	require.Empty(t, o.selected("net"))
	got := o.selected("conv")
	require.Len(t, got, 2)
	for _, v := range got {
		require.Equal(t, "bwd_data", v.Dir)
	}
}

// The list of convolutions that a network's operations are counted by must have
// as many weights as the network itself.
func TestOperationsOfNetworks(t *testing.T) {
	for _, c := range netCases {
		listed, outputs := 0, 0
		for _, v := range c.convolutions() {
			listed += v.c * v.o * v.kernel * v.kernel
			p := v.params()
			oh, ow := p.Out()
			outputs += oh * ow * v.o
		}
		real := 0
		c.build().Visit("", func(_ string, param *autograd.Variable, value *tensor.Tensor) {
			if param != nil && len(value.Shape()) == 4 {
				real += len(value.Data())
			}
		})
		require.Equal(t, real, listed, c.name)
		require.Positive(t, outputs)
	}
	resnet := netCases[0]
	require.InDelta(t, 2*0.5558e9, resnet.flops("infer"), 0.01e9, "ResNet-18 at 32x32 has 0.556 G multiply-adds")
	require.InDelta(t, 2*1.814e9, netCases[3].flops("infer"), 0.01e9, "ResNet-18 at 224x224 has 1.81 G multiply-adds")
	require.Less(t, resnet.flops("train"), 3*resnet.flops("infer"))
}

// Rows have the fields that DESIGN and the drivers of other libraries have.
func TestRowsOfJSON(t *testing.T) {
	need := map[string][]string{
		"machine": {"gflops_best"},
		"sgemm":   {"m", "n", "k", "min_us", "med_us", "gflops_best", "gflops_med"},
		"conv":    {"dir", "batch", "min_ms", "med_ms", "alg", "gflops_med"},
		"net":     {"mode", "batch", "min_ms", "med_ms", "img_s_med"},
		"fft":     {"kind", "n", "min_us", "med_us"},
	}
	args := []string{"--json", "--time", "1ns", "--reps", "1", "--threads", "1,2", "--case",
		"fma_peak|^256x256x256|r18c_64_128_1x1s2|cnn3|^1d_32$", "--dir", "fwd", "--mode", "infer", "--kind", "c2c"}
	stdout, stderr, code := command("", args...)
	require.Zero(t, code, stderr)
	seen := map[string]int{}
	for dec := json.NewDecoder(strings.NewReader(stdout)); dec.More(); {
		var fields map[string]any
		require.NoError(t, dec.Decode(&fields))
		bench := fields["bench"].(string)
		seen[bench]++
		for _, f := range append([]string{"bench", "peer", "case", "threads", "reps"}, need[bench]...) {
			require.Contains(t, fields, f, bench)
		}
		require.Equal(t, "freqlens-"+asm.Active().String(), fields["peer"])
		for name, v := range fields {
			if number, ok := v.(float64); ok {
				require.True(t, number > 0 && !math.IsInf(number, 0), "%s: %s is %v", bench, name, number)
			}
		}
	}
	for bench := range need {
		require.Equal(t, 2, seen[bench], "one row of %s for each number of threads", bench)
	}
	require.Zero(t, seen["dfm"])
}

func TestMaxRSS(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is Linux's")
	}
	before := maxRSS()
	block := make([]byte, 64<<20)
	for i := range block {
		block[i] = 1
	}
	require.GreaterOrEqual(t, maxRSS(), before)
	require.Greater(t, maxRSS(), 64.0)
	runtime.KeepAlive(block)
}

func TestClockCounts(t *testing.T) {
	calls := 0
	got := clock(4, time.Nanosecond, func() { calls++; time.Sleep(200 * time.Microsecond) })
	require.Equal(t, 4, got.reps)
	require.Equal(t, 5, calls, "one call to warm up where calls are long")
	require.LessOrEqual(t, got.min, got.median)
	require.Greater(t, got.min, 150e-6)
	quick := clock(2, time.Nanosecond, func() {})
	require.Less(t, quick.median, 1e-6, "short calls are timed together")
}

func TestDigits(t *testing.T) {
	require.Equal(t, 0.0, digits(0))
	require.Equal(t, 123460.0, digits(123456))
	require.Equal(t, 0.0012346, digits(0.00123456))
	require.Equal(t, -1.5, digits(-1.5))
}

func TestParametersOfNetworks(t *testing.T) {
	for _, c := range netCases {
		count := 0
		for _, p := range layers.Parameters(c.build()) {
			count += len(p.Value().Data())
		}
		require.Equal(t, c.parameters, count, c.name)
	}
}
