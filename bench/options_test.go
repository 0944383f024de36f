package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
)

// command runs the whole command as main does.
func command(stdin string, args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	err := run(context.Background(), args, strings.NewReader(stdin), &out, &errs)
	code = exitCode(err, &errs)
	return out.String(), errs.String(), code
}

func TestWrongArgumentsAreOneSentence(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--bench", "gem"}, 2, "--bench gem: want all, machine, sgemm, conv, net, fft or dfm"},
		{[]string{"--dir", "back"}, 2, "--dir back: want fwd, bwd_data or bwd_weights"},
		{[]string{"--mode", "test"}, 2, "--mode test: want train or infer"},
		{[]string{"--kind", "r2r"}, 2, "--kind r2r: want c2c, r2c, c2r, filter or remove"},
		{[]string{"--case", "("}, 2, "--case (: error parsing regexp"},
		{[]string{"--threads", "0"}, 2, `--threads 0: want positive numbers such as 1,2, or "all"`},
		{[]string{"--threads", "1,x"}, 2, "--threads 1,x: want positive numbers"},
		{[]string{"--level", "sse9"}, 2, "--level: "},
		{[]string{"--vs", "mkl"}, 2, "--vs mkl: want one or more of torch, onednn"},
		{[]string{"--vs", "torch", "--rounds", "0"}, 2, "--rounds and --reps want at least 1"},
		{[]string{"--quick", "--full"}, 2, "contradict"},
		{[]string{"--scaling", "--json"}, 2, "--scaling prints a table of its own"},
		{[]string{"--scaling", "--threads", "1"}, 2, "--scaling compares one thread with several"},
		{[]string{"--scaling", "--threads", "2", "--bench", "machine"}, 2, "needs a case that is no limit"},
		{[]string{"--case", "resnet99"}, 2, `no case of --bench all has a name that matches "resnet99"`},
		{[]string{"--json", "--bench", "fft", "--case", "1024x"}, 2, `no case of --bench fft`},
		{[]string{"--nonsense"}, 2, "flag provided but not defined: -nonsense"},
		{[]string{"surplus"}, 2, `unexpected argument "surplus"`},
		{[]string{"select", "surplus"}, 2, `unexpected argument "surplus"`},
		{[]string{"select", "--level", "sse9"}, 2, "--level: "},
		{[]string{"--json", "--level", "generic", "--bench", "sgemm", "--case", "nothing", "--svg"}, 2, "flag needs an argument"},
	} {
		_, stderr, code := command("", c.args...)
		require.Equal(t, c.code, code, "%v", c.args)
		require.Contains(t, stderr, c.want, "%v", c.args)
		require.Equal(t, 1, strings.Count(stderr, "\n"), "%v printed %q", c.args, stderr)
		require.NotContains(t, stderr, "usage: ", "%v", c.args)
	}
}

func TestLevelThatTheCPULacks(t *testing.T) {
	missing := asm.NEON
	if runtime.GOARCH == "arm64" {
		missing = asm.AVX2
	}
	_, stderr, code := command("", "--level", missing.String())
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "this CPU has only")
}

func TestHelp(t *testing.T) {
	stdout, stderr, code := command("", "--help")
	require.Zero(t, code)
	require.Empty(t, stderr)
	for _, f := range []string{"-vs", "-json", "-threads", "-level", "-full", "go run ./bench select"} {
		require.Contains(t, stdout, f)
	}
	stdout, _, code = command("", "select", "--help")
	require.Zero(t, code)
	require.Contains(t, stdout, "-out")
}

func TestDefaults(t *testing.T) {
	plain, err := parseOptions(nil, io.Discard)
	require.NoError(t, err)
	require.Equal(t, 1, plain.threads[0])
	require.Equal(t, runtime.NumCPU(), plain.threads[len(plain.threads)-1])
	require.Equal(t, 100*time.Millisecond, plain.time)
	lines, err := parseOptions([]string{"--json"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, []int{1}, lines.threads)
	several, err := parseOptions([]string{"--threads", "3,1,3", "--vs", "torch,fftw"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, []int{3, 1}, several.threads)
	require.Equal(t, []string{"torch", "fftw"}, several.vs)
	_, err = parseOptions([]string{"-h"}, io.Discard)
	require.ErrorIs(t, err, flag.ErrHelp)
}

func TestLevels(t *testing.T) {
	stdout, _, code := command("", "--levels")
	require.Zero(t, code)
	require.Len(t, strings.Fields(stdout), len(asm.Levels()))
}

// A machine without any of the libraries gets one sentence for each.
func TestMissingPeersAreExplained(t *testing.T) {
	drivers, err := filepath.Abs("peers")
	require.NoError(t, err)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("PYTHON", "")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	if runtime.GOOS != "linux" {
		t.Skip("the cache folder is not set by XDG_CACHE_HOME here")
	}
	for _, p := range allPeers {
		if p.name == "torch" {
			if _, err := os.Stat("/usr/bin/python3"); err == nil {
				continue // looked for there as well
			}
		}
		_, stderr, code := command("", "--vs", p.name, "--peers", drivers)
		require.Equal(t, 1, code, p.name)
		require.Contains(t, stderr, p.name+" cannot be measured here")
		require.Contains(t, stderr, p.install)
	}
}

func TestDriversMustBeFound(t *testing.T) {
	_, err := driverFolder(t.TempDir())
	require.ErrorContains(t, err, "no drivers there")
	dir, err := driverFolder("")
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "go.mod"))
	t.Chdir(t.TempDir())
	_, err = driverFolder("")
	require.ErrorContains(t, err, "inside the source tree")
}

func TestFirstErrorNamesTheCause(t *testing.T) {
	out := "In file included from x.cpp\nx.cpp:3:10: fatal error: dnnl.hpp: No such file\ncompilation terminated.\n"
	require.Equal(t, "x.cpp:3:10: fatal error: dnnl.hpp: No such file", firstError([]byte(out), nil))
	require.Equal(t, "last", firstError([]byte("first\nlast\n"), nil))
	require.Equal(t, "exit", firstError(nil, errors.New("exit")))
}
