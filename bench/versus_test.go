package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain turns this program into the driver of a made-up library when a test
// starts it as one.
func TestMain(m *testing.M) {
	if name := os.Getenv("BENCH_FAKE_DRIVER"); name != "" {
		os.Exit(fakeDriver(name, os.Getenv("BENCH_FAKE_LOG")))
	}
	os.Exit(m.Run())
}

// fakeDriver answers every line with a time and notes that its turn has come.
func fakeDriver(name, log string) int {
	if name == "broken" {
		fmt.Fprintln(os.Stderr, "cannot load the library")
		return 3
	}
	f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return 1
	}
	defer f.Close()
	fmt.Fprintf(f, "%s %s\n", name, strings.Join(os.Args[1:], " "))
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		w := strings.Fields(s.Text())
		fmt.Printf(`{"bench":"sgemm","peer":"%s","case":"%s","threads":1,"min_us":1,"med_us":2}`+"\n", name, w[1])
	}
	return 0
}

// fakeSide is a side whose driver is this test program.
func fakeSide(t *testing.T, name, acts string) side {
	self, err := os.Executable()
	require.NoError(t, err)
	return side{name: name, command: []string{"env", "BENCH_FAKE_DRIVER=" + acts, self}, env: func(int) []string { return nil },
		serves: func(v task) bool { return v.Bench == "sgemm" }}
}

func TestSidesTakeTurns(t *testing.T) {
	if firstCommand([]string{"env"}) == "" {
		t.Skip("no env command")
	}
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv("BENCH_FAKE_LOG", log)
	o, err := parseOptions([]string{"--vs", "onednn", "--bench", "sgemm", "--case", "^256x|^512x", "--time", "1ms"}, io.Discard)
	require.NoError(t, err)
	sides := []side{fakeSide(t, "freqlens", "freqlens"), fakeSide(t, "other", "other")}
	sides[1].extra = []string{"plans"}
	groups := groupTasks(o, sides[1:])
	require.Len(t, groups, 1)
	m := newMatch(o, sides, groups, 1, func(string, ...any) {})
	// The machine is busy between the sides of the second round's first turn.
	peaks := []float64{100, 99, 100, 100, 60, 100, 98, 99, 100}
	m.peak = func() float64 { p := peaks[0]; peaks = peaks[1:]; return p }
	m.load = func() (load, bool) { return load{}, false }
	m.rounds = 2
	require.NoError(t, m.play(context.Background()))
	c := m.scores
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	ours := "freqlens --threads 1 --time 1ms --reps 3"
	theirs := "other 1 0.001 plans"
	require.Equal(t, []string{ours, theirs, theirs, ours, theirs, ours}, strings.Split(strings.TrimSpace(string(text)), "\n"),
		"the order turns round with every round, and a disturbed turn is repeated")
	require.Equal(t, []float64{100, 99}, c.peak)
	require.Equal(t, 2, c.turns)
	require.Zero(t, c.disturbed)
	v, ok := c.verdictOf("sgemm 256x256x256", "other")
	require.True(t, ok)
	require.Equal(t, 1.0, v.Ratio)
	require.Equal(t, 2, v.Rounds)
}

// TestUnpreparedPeerIsLeftOut: what is wrong with one does not keep others from playing.
func TestUnpreparedPeerIsLeftOut(t *testing.T) {
	prepare := func(extra []string, err error) func(context.Context, []task, int) ([]string, error) {
		return func(context.Context, []task, int) ([]string, error) { return extra, err }
	}
	sides := []side{{name: "freqlens"}, {name: "bad", prepare: prepare(nil, errors.New("no exporter"))}, {name: "good", prepare: prepare([]string{"plans"}, nil)}}
	var notes []string
	ready, err := prepareSides(context.Background(), sides, nil, 1, func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) })
	require.EqualError(t, err, "bad: no exporter")
	require.Equal(t, []string{"freqlens", "good"}, namesOf(ready))
	require.Equal(t, []string{"plans"}, ready[1].extra)
	require.Contains(t, notes, "bad is left out: no exporter")
}

func TestBrokenDriverIsNamed(t *testing.T) {
	if firstCommand([]string{"env"}) == "" {
		t.Skip("no env command")
	}
	s := fakeSide(t, "other", "broken")
	_, err := s.play(context.Background(), options{}, gemmTasks()[:1], 1)
	require.ErrorContains(t, err, "the driver of other")
	require.ErrorContains(t, err, "cannot load the library")
}

// A machine that is never calm is measured all the same, and said to be so.
func TestBusyMachine(t *testing.T) {
	if firstCommand([]string{"env"}) == "" {
		t.Skip("no env command")
	}
	t.Setenv("BENCH_FAKE_LOG", filepath.Join(t.TempDir(), "log"))
	sides := []side{fakeSide(t, "freqlens", "freqlens"), fakeSide(t, "other", "other")}
	m := newMatch(options{rounds: 1, time: 1}, sides, [][]task{gemmTasks()[:1]}, 1, func(string, ...any) {})
	m.load = func() (load, bool) { return load{}, false }
	high := false
	m.peak = func() float64 { high = !high; return map[bool]float64{true: 100, false: 50}[high] }
	require.NoError(t, m.play(context.Background()))
	require.Equal(t, 1, m.scores.turns)
	require.Equal(t, 1, m.scores.disturbed)
	require.Zero(t, m.again)
}

func TestOthersThatDisturb(t *testing.T) {
	cpus := runtime.NumCPU()
	quiet := others{peaks: []float64{100, 93, 100}}
	require.False(t, quiet.disturb(100, 1))
	require.True(t, others{peaks: []float64{100, 91, 100}}.disturb(100, 1))
	quiet.cpus = 0.04 * float64(cpus)
	require.False(t, quiet.disturb(100, cpus))
	quiet.cpus = 0.06 * float64(cpus)
	require.True(t, quiet.disturb(100, cpus), "nothing is free")
	quiet.cpus = float64(cpus)
	require.True(t, quiet.disturb(100, 1))
}

// TestForeign: what makes way is left out, also of what has started or ended since.
func TestForeign(t *testing.T) {
	before := load{busy: 100, ours: 10, idle: map[string]float64{"ends": 50, "stays": 20}}
	after := load{busy: 120, ours: 12, idle: map[string]float64{"stays": 25, "starts": 4}}
	require.Equal(t, 20.0-2-5-4, after.foreign(before))
	require.Zero(t, load{}.foreign(before))
}

func TestReadLoad(t *testing.T) {
	before, ok := readLoad()
	if !ok {
		t.Skip("this system does not tell")
	}
	for start := time.Now(); time.Since(start) < 100*time.Millisecond; {
		_ = clock(1, 0, func() {})
	}
	after, _ := readLoad()
	require.Greater(t, after.ours, before.ours)
	require.GreaterOrEqual(t, after.busy, before.busy)
	require.Greater(t, after.busy, after.ours/2, "all programs together have worked more than this one")
}

// A network has its own process, so that its peak memory is its own.
func TestGroups(t *testing.T) {
	o, err := parseOptions([]string{"--vs", "torch"}, io.Discard)
	require.NoError(t, err)
	groups := groupTasks(o, []side{{serves: func(v task) bool { return v.Bench == "net" || v.Bench == "fft" }}})
	for _, g := range groups[len(netCases):] {
		require.LessOrEqual(t, len(g), largestGroup)
		require.Equal(t, "fft", g[0].Bench)
	}
	require.Greater(t, len(groups), len(netCases)+1)
	for i, c := range netCases {
		require.Len(t, groups[i], 2)
		require.Equal(t, c.name, groups[i][0].Case)
		require.Equal(t, "train", groups[i][0].Mode, "training first: memory is read after it")
	}
}
