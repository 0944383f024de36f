package main

import (
	"context"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/tensor/conv"
)

func TestReportOfOneCase(t *testing.T) {
	svg := filepath.Join(t.TempDir(), "roofline.svg")
	stdout, stderr, code := command("", "--case", "^256x256x256$", "--time", "1ns", "--reps", "1", "--svg", svg)
	require.Zero(t, code, stderr)
	require.Contains(t, stdout, "Limits of this machine")
	require.Contains(t, stdout, "Matrix product")
	require.NotContains(t, stdout, "Convolution, three directions")
	for _, l := range asm.Levels() {
		require.Contains(t, stdout, l.String()+", 1 thr.")
	}
	require.Contains(t, stderr, "measuring sgemm")
	text, err := os.ReadFile(svg)
	require.NoError(t, err)
	checkSVG(t, string(text))
}

// survey of made-up figures: two levels, marks in and above the roof.
func madeUp() *survey {
	fast, both, slow := column{asm.AVX512, 1}, column{asm.AVX512, 4}, column{asm.Generic, 1}
	s := &survey{columns: []column{fast, both, slow}, limits: map[column]limit{
		fast: {117, 30}, both: {400, 45}, slow: {9.5, 30}}}
	for _, c := range s.columns {
		for i, v := range []task{
			{Bench: "sgemm", Case: "a<b&c", flops: 2e9, bytes: 1e7},
			{Bench: "conv", Case: "w", Dir: "fwd", flops: 4e9, bytes: 1e7},
			{Bench: "fft", Case: "f", Kind: "c2c", flops: 5e4, bytes: 16e3, units: 1},
			{Bench: "net", Case: "n", Mode: "infer", flops: 1e9},
		} {
			s.cells = append(s.cells, cell{v, c, row{GFlops: 7 * float64(i+1) * float64(c.threads)}})
		}
	}
	return s
}

// checkSVG parses a picture and returns how many elements of each kind it has.
func checkSVG(t *testing.T, text string) map[string]int {
	count := map[string]int{}
	for dec := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
		}
	}
	require.Equal(t, 1, count["svg"])
	require.NotContains(t, text, "NaN")
	require.NotContains(t, text, "Inf")
	require.Contains(t, text, "prefers-color-scheme: dark")
	return count
}

func TestRoofline(t *testing.T) {
	text := drawRoofline(madeUp())
	count := checkSVG(t, text)
	require.Equal(t, 3, count["polyline"], "one roof for each column")
	require.Equal(t, 2+1, count["circle"], "two products of the best level and the legend's")
	require.Equal(t, 2+1, count["path"])
	require.Contains(t, text, "a&lt;b&amp;c")
	require.Contains(t, text, "avx512, 4 thr.: 400 GFLOP/s, 45 GB/s")
	require.NotContains(t, text, "http-equiv")
	for _, m := range regexp.MustCompile(`c?([xy])[12]?="(-?[0-9.]+)"`).FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		require.NoError(t, err)
		most := float64(pictureWidth)
		if m[1] == "y" {
			most = pictureHeight
		}
		require.True(t, v >= -5 && v <= most, m[0])
	}
}

func TestRooflineScale(t *testing.T) {
	s := madeUp()
	r := &roofline{}
	r.scale(s, s.cells[:3])
	require.InDelta(t, frameLeft, r.x(math.Pow(10, r.minX)), 1e-9)
	require.InDelta(t, frameRight, r.x(math.Pow(10, r.maxX)), 1e-9)
	require.InDelta(t, frameBottom, r.y(math.Pow(10, r.minY)), 1e-9)
	require.Greater(t, r.y(10), r.y(100), "more is higher up")
}

func TestLimits(t *testing.T) {
	l := limit{peak: 100, bandwidth: 20}
	require.Equal(t, 100.0, l.of(task{flops: 1e6, bytes: 1e6}), "what a cache holds is limited by the units")
	big := task{flops: 1e6, bytes: 1e6, units: int(lastCache()/1e6) + 1}
	require.Equal(t, 20.0, l.of(big), "one operation a byte from memory")
	big.flops = 1e9
	require.Equal(t, 100.0, l.of(big))
	require.Zero(t, l.of(task{}))
}

func TestFigures(t *testing.T) {
	s := madeUp()
	one, all := column{asm.AVX512, 1}, column{asm.AVX512, 4}
	v := task{Bench: "net", flops: 58.5e9}
	single := cell{v, one, row{MedMs: 1000, GFlops: 58.5, ImgS: 64, Reps: 3}}
	require.Equal(t, "1 s  58.5  50%  64 img/s", s.figure(single, single))
	require.Equal(t, "400 ms  100.0  25%  x2.50", s.figure(cell{v, all, row{MedMs: 400, GFlops: 100, Reps: 3}}, single))
	require.Equal(t, "400 ms  100.0  25%", s.figure(cell{v, all, row{MedMs: 400, GFlops: 100, Reps: 3}}, cell{}))
	require.Equal(t, ", gain over one thread (FMA peak: x3.42, memory: x1.50)", s.gain())
}

func TestColumns(t *testing.T) {
	best := asm.Levels()[len(asm.Levels())-1]
	o := options{threads: []int{1, 4}}
	require.Equal(t, column{best, 1}, o.columns()[0])
	require.Equal(t, column{best, 4}, o.columns()[1])
	require.Len(t, o.columns(), len(asm.Levels())+1)
	o.full = true
	require.Len(t, o.columns(), 2*len(asm.Levels()))
	o = options{threads: []int{1, 4}, quick: true}
	require.Len(t, o.columns(), 2)
	o = options{threads: []int{1}, levels: []asm.Level{asm.Generic}}
	require.Equal(t, []column{{asm.Generic, 1}}, o.columns())
}

func TestBestAlgorithm(t *testing.T) {
	three := []string{"a", "b", "c"}
	require.Equal(t, 0, choice{algorithms: three, seconds: []float64{1, 0.99, 1}}.best(""), "a tie goes to the first")
	require.Equal(t, 1, choice{algorithms: three, seconds: []float64{1, 0.9, 0.89}}.best(""))
	require.Equal(t, 2, choice{algorithms: three, seconds: []float64{1, 0.9, 0.5}}.best(""))
	require.Equal(t, 2, choice{algorithms: three, seconds: []float64{1, 0.99, 1.02}}.best("c"), "what was chosen stays")
	require.Equal(t, 1, choice{algorithms: three, seconds: []float64{1, 0.9, 1.02}}.best("c"))
}

func TestClassesCoverTheCases(t *testing.T) {
	all := classes(asm.Generic)
	for _, c := range all {
		flops, _ := shapeOf(c, 1).work()
		require.LessOrEqual(t, flops, mostOperations(c.Kernel))
		require.NoError(t, shapeOf(c, leastBatch).params().Check())
	}
	for _, c := range convCases {
		if c.c == c.o && c.groups == 1 {
			require.Contains(t, all, conv.Class{Level: asm.Generic, Dir: conv.DirForward, Kernel: c.kernel, Stride: c.step, Channels: c.c, Size: c.size}, c.name)
		}
	}
}

func TestSelectionTable(t *testing.T) {
	c := conv.Class{Level: asm.Active(), Dir: conv.DirForward, Kernel: 3, Stride: 1, Channels: 16, Size: 4}
	found := candidates(c)
	require.Contains(t, found, "indirect")
	for _, other := range []string{"auto", "direct", "rows", "fft"} {
		require.NotContains(t, found, other)
	}
	seconds := timeClass(c, found[:1], time.Nanosecond)
	require.Positive(t, seconds[0])
	require.Nil(t, shapeOf(c, 1).prepare(c.Dir, "no such algorithm"))

	other := c
	other.Channels = 8
	table := update([]conv.Selection{{Class: c, Algorithm: "indirect"}}, []choice{
		{c, []string{"indirect", "winograd4x4"}, []float64{2e-6, 1e-6}},
		{other, []string{"indirect", "rows"}, []float64{2e-6, 2e-6}},
	})
	require.Equal(t, []conv.Selection{
		{Class: other, Algorithm: "indirect", Times: "indirect 2, rows 2"},
		{Class: c, Algorithm: "winograd4x4", Times: "indirect 2, winograd4x4 1"},
	}, table)
}

// TestSelectWritesItsTable measures one small class, twice into the same file.
func TestSelectWritesItsTable(t *testing.T) {
	oldKernels, oldChannels, oldSizes := classKernels, classChannels, classSizes
	defer func() { classKernels, classChannels, classSizes = oldKernels, oldChannels, oldSizes }()
	classKernels, classChannels, classSizes = [][2]int{{3, 1}}, []int{1}, []int{4}
	file := filepath.Join(t.TempDir(), "table.tsv")
	args := []string{"--out", file, "--level", "generic", "--time", "1ns", "--dir"}
	for lines, dir := range []string{"fwd", "bwd_data"} {
		require.NoError(t, selectAlgorithms(context.Background(), append(args, dir), io.Discard, io.Discard))
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Contains(t, string(text), "# level\tdirection\t")
		table, err := conv.ParseSelection(string(text))
		require.NoError(t, err)
		require.Len(t, table, lines+1)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), " on "+cpuName()+".", " on another machine.", 1)), 0o600))
	require.NoError(t, selectAlgorithms(context.Background(), append(args, "fwd"), io.Discard, io.Discard))
	text, err = os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), " on another machine and "+cpuName()+".\n", "half of the times are still of the other")
	require.NoError(t, os.WriteFile(file, []byte("no table\n"), 0o600))
	require.ErrorContains(t, selectAlgorithms(context.Background(), append(args, "fwd"), io.Discard, io.Discard), "is no table of selections: line 1")
	require.ErrorContains(t, selectAlgorithms(context.Background(), []string{"--dir", "up"}, io.Discard, io.Discard), "--dir up")
	require.ErrorContains(t, selectAlgorithms(context.Background(), []string{"--kernel", "4"}, io.Discard, io.Discard), "--kernel 4")
}

// stopping is a context that ends when it has been asked so many times.
type stopping struct {
	context.Context
	asked, after int
}

func (s *stopping) Err() error {
	if s.asked++; s.asked > s.after {
		return context.Canceled
	}
	return nil
}

// TestSelectKeepsWhatItHas: an interruption does not lose what was measured before.
func TestSelectKeepsWhatItHas(t *testing.T) {
	oldKernels, oldChannels, oldSizes := classKernels, classChannels, classSizes
	defer func() { classKernels, classChannels, classSizes = oldKernels, oldChannels, oldSizes }()
	classKernels, classChannels, classSizes = [][2]int{{3, 1}}, []int{1, 3}, []int{4}
	file := filepath.Join(t.TempDir(), "table.tsv")
	ctx := &stopping{Context: context.Background(), after: 1}
	require.ErrorIs(t, selectAlgorithms(ctx, []string{"--out", file, "--level", "generic", "--time", "1ns", "--dir", "fwd"}, io.Discard, io.Discard), errInterrupted)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	table, err := conv.ParseSelection(string(text))
	require.NoError(t, err)
	require.Len(t, table, 1)
}

func TestLevelsToSelectAt(t *testing.T) {
	got := assemblyLevels()
	require.NotEmpty(t, got)
	require.Equal(t, len(asm.Levels()) > 1, !slices.Contains(got, asm.Generic))
}

func TestSelectStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, selectAlgorithms(ctx, nil, io.Discard, io.Discard), errInterrupted)
	require.ErrorIs(t, run(ctx, []string{"--json"}, nil, io.Discard, io.Discard), errInterrupted)
	require.ErrorIs(t, run(ctx, nil, nil, io.Discard, io.Discard), errInterrupted)
}
