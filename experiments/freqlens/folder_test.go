package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/experiments/perturb"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
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

// TestStepGoesOn: what the network has said stays until the step is complete.
func TestStepGoesOn(t *testing.T) {
	set, _ := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 4, Test: 1, Seed: 1}.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	f := &folder{dir: t.TempDir()}
	stopped := func(ctx context.Context) error {
		_, err := perturb.Confusions(ctx, net, set, []perturb.Change{perturb.Same}, nil)
		return errors.Join(err, context.Canceled)
	}
	require.ErrorIs(t, f.step(context.Background(), "radial", stopped), context.Canceled)
	require.FileExists(t, f.path("radial.answers"))
	require.NoError(t, f.step(context.Background(), "radial", func(context.Context) error { return nil }))
	require.NoFileExists(t, f.path("radial.answers"))
}

// TestBegin: a folder is taken up with the same settings, may be looked at in another
// way, and names the setting that is not the same.
func TestBegin(t *testing.T) {
	f := &folder{dir: t.TempDir(), rec: record{Model: "cnn3", Version: "1", NullMasks: 199, PerClass: 50}}
	f.rec.Train.LR = 0.1
	require.NoError(t, f.begin())
	f.rec.Width = 2
	require.NoError(t, f.begin(), "nothing is there yet that the settings would be wrong for")
	require.NoError(t, os.WriteFile(f.path(partialFile), nil, 0o644))
	outside, verdicts := f.path("ood-art.json"), f.path(verdictsFile)
	for _, file := range []string{outside, verdicts} {
		require.NoError(t, os.WriteFile(file, []byte("{}"), 0o644))
	}
	f.rec.Version, f.rec.PerClass, f.rec.Mode = "2", 100, "fast"
	require.NoError(t, f.begin())
	require.Equal(t, "1", f.rec.Version, "the program that trained")
	require.FileExists(t, verdicts)
	f.rec.NullMasks = 99
	require.NoError(t, f.begin())
	require.NoFileExists(t, verdicts, "they are about other random maps")
	require.NoFileExists(t, outside)
	f.rec.Train.LR = 0.2
	require.EqualError(t, f.begin(), f.dir+" holds a run with another train.lr (0.1, now 0.2): choose another --out or remove it")
}

// TestKeepReplacesTheSameRun, and no other.
func TestKeepReplacesTheSameRun(t *testing.T) {
	dir := t.TempDir()
	run := func(name string, seed uint64, version string) string {
		f := &folder{dir: filepath.Join(dir, name), rec: record{Model: "cnn3", Version: version}}
		f.rec.Train.Seed = seed
		require.NoError(t, f.begin())
		return f.dir
	}
	kept := run("kept", 11, "1")
	require.NoError(t, replaceable(run("a", 11, "2"), kept))
	require.NoError(t, replaceable(kept, filepath.Join(dir, "new")))
	require.ErrorContains(t, replaceable(run("b", 12, "2"), kept), "(train.seed 11, not 12): choose another --out or remove it")
}

// TestSomeScoresAreOfOneNetwork: an interrupted search does not go on with another's.
func TestSomeScoresAreOfOneNetwork(t *testing.T) {
	f := &folder{dir: t.TempDir()}
	weights := func(text string) { require.NoError(t, os.WriteFile(f.path(train.WeightsFile), []byte(text), 0o644)) }
	weights("one")
	require.NoError(t, f.writeSomeScores(&dfm.Scores{Mode: dfm.Fast, Score: [][]float64{{1, 2}}}))
	s, err := f.readSomeScores()
	require.NoError(t, err)
	require.Equal(t, &dfm.Scores{Mode: dfm.Fast, Score: [][]float64{{1, 2}}}, s)
	weights("other")
	s, err = f.readSomeScores()
	require.NoError(t, err)
	require.Nil(t, s)
}

func TestBeside(t *testing.T) {
	stopped := fmt.Errorf("training: %w", context.Canceled)
	require.False(t, beside(errors.Join(stopped, context.Canceled), context.Canceled))
	require.True(t, beside(errors.Join(stopped, errors.New("disk full")), context.Canceled))
}

// TestStudyCommands: the command that a report names makes the runs that it is about.
func TestStudyCommands(t *testing.T) {
	for _, args := range [][]string{
		{"--bands", "2,4", "--seed", "7", "--lr", "0.003"},
		{"--data", "cifar10=data/c", "--preset", "cifar", "--augment", "augmix", "--width", "0.5", "--model", "resnet18", "--train-images", "90"},
		{"--data", "imagefolder=pets.zip@64", "--preset", "paper", "--dfm-mode", "fast", "--random-masks", "19", "--dfm-images", "7", "--iterations", "9"},
	} {
		records := func(args []string) (all []record) {
			var c studyCmd
			parser, err := kong.New(&c)
			require.NoError(t, err)
			_, err = parser.Parse(args)
			require.NoError(t, err)
			folders, err := c.folders()
			require.NoError(t, err)
			for _, f := range folders {
				all = append(all, f.rec)
			}
			return all
		}
		want := records(args)
		commands := studyCommands(want, "runs/x")
		require.Len(t, commands, 1, "bands alone differ")
		again, found := strings.CutPrefix(commands[0], "freqlens study ")
		require.True(t, found)
		require.Equal(t, want, records(strings.Fields(again)), again)
		other := want[0]
		other.Train.Seed++
		require.Len(t, studyCommands(append(want, other), "x"), 2)
	}
}
