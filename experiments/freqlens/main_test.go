package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary be the command itself: with FREQLENS_AS_COMMAND
// set it runs its arguments and exits.
func TestMain(m *testing.M) {
	if os.Getenv("FREQLENS_AS_COMMAND") != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// command runs freqlens in a folder and returns its exit code and messages.
func command(t *testing.T, dir string, procs int, args ...string) (code int, stderr string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := exec.Command(self, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "FREQLENS_AS_COMMAND=1", fmt.Sprintf("GOMAXPROCS=%d", procs))
	var text bytes.Buffer
	c.Stderr = &text
	err = c.Run()
	if err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	return c.ProcessState.ExitCode(), text.String()
}

// contents maps the files below a folder to what they hold.
func contents(t *testing.T, dir string) map[string]string {
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(text)
		return err
	}))
	return all
}

var smallStudy = []string{"study", "--bands", "2", "--train-images", "90", "--test-images", "30", "--iterations", "24",
	"--dfm-images", "4", "--random-masks", "3", "--out", "study"}

// TestFoldersDoNotDependOnThreads: the same study with one, two and three
// threads leaves the same bits in every file but timing.json.
func TestFoldersDoNotDependOnThreads(t *testing.T) {
	if testing.Short() {
		t.Skip("runs three studies")
	}
	var first map[string]string
	for procs := 1; procs <= 3; procs++ {
		dir := t.TempDir()
		code, messages := command(t, dir, procs, smallStudy...)
		require.Zero(t, code, messages)
		files := contents(t, dir)
		timing := filepath.Join("study", "Syn_B2", "timing.json")
		require.Contains(t, files, timing)
		delete(files, timing)
		for _, name := range []string{"run.json", "metrics.jsonl", "model.safetensors", "adcs.npz", "dfm.npz", "verdicts.json"} {
			require.Contains(t, files, filepath.Join("study", "Syn_B2", name))
		}
		require.Contains(t, files, filepath.Join("study", "report.html"))
		if first == nil {
			first = files
			continue
		}
		require.Len(t, files, len(first))
		for name, text := range first {
			require.True(t, files[name] == text, "%s differs between 1 and %d threads", name, procs)
		}
	}
}

// TestMistakes: a user's mistake gets one sentence that names what is wrong, and
// leaves nothing behind.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"study", "--colour"}, 2, "unknown flag --colour"},
		{[]string{"study", "--preset", "best"}, 2, `--preset must be one of "plain","paper","cifar"`},
		{[]string{"study", "--data", "mnist"}, 1, "--data mnist: want synthetic, cifar10=DIR"},
		{[]string{"study", "--data", "cifar10=nowhere"}, 1, "nowhere: no data_batch_*.bin"},
		{[]string{"study", "--data", "cifar10=truncated"}, 1, "data_batch_1.bin"},
		{[]string{"study", "--data", "cifar10=label"}, 1, "label"},
		{[]string{"study", "--data", "imagefolder=nowhere"}, 1, "nowhere"},
		{[]string{"study", "--model", "resnet19"}, 1, `unknown model "resnet19"`},
		{[]string{"study", "--dfm-images=-1"}, 1, "--dfm-images -1: want at least 1"},
		{[]string{"study", "--iterations=-5"}, 1, "--iterations -5: want at least 0"},
		{[]string{"study", "--train-images=-3"}, 1, "--train-images -3: want at least 0"},
		{[]string{"study", "--bands", "7"}, 1, "band 7"},
		{[]string{"study", "--bands", "1,1"}, 1, "--bands: names 1 twice"},
		{[]string{"study", "--bands", "1", "--data", "imagefolder=x"}, 1, "--bands: chooses among the synthetic sets, and --data imagefolder=x is none"},
		{[]string{"study", "--data", "imagefolder=x@8"}, 1, "after @ want the images' size, at least 10"},
		{[]string{"study", "--data", "imagefolder=x", "--out", "x/runs"}, 1, "--out x/runs lies in the folder of --data imagefolder=x"},
		{[]string{"study", "--width=-1"}, 1, "--width -1: want a positive number"},
		{[]string{"study", "--width", "nan"}, 1, "--width NaN: want a positive number"},
		{[]string{"study", "--lr", "inf"}, 1, "--lr +Inf: want a finite number"},
		{[]string{"study", "--train-images", "10", "--test-images", "8"}, 1, "36 training images are there beside those for validation, one step takes 64: want at least 28 more, a larger --train-images"},
		{[]string{"study", "--train-images", "4", "--test-images", "8"}, 1, "has 4 training images, of which a tenth, for validation, rounds to none: want at least 5"},
		{[]string{"study", "--train-images", "64", "--test-images", "8", "--iterations", "30", "--lr", "1e30", "--bands", "1"}, 1, "training diverged"},
		{[]string{"bandstop", "nowhere"}, 1, "nowhere holds no run.json"},
		{[]string{"dfm", "test", "--dfm", "nowhere", "--model", "nowhere"}, 1, "nowhere holds no dfm.json"},
		{[]string{"report", "nowhere"}, 1, "nowhere"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			dir := t.TempDir()
			record := make([]byte, 3073)
			for name, bytes := range map[string][]byte{"truncated": record[:3000], "label": append([]byte{10}, record[1:]...)} {
				require.NoError(t, os.Mkdir(filepath.Join(dir, name), 0o755))
				require.NoError(t, os.WriteFile(filepath.Join(dir, name, "data_batch_1.bin"), bytes, 0o644))
			}
			code, messages := command(t, dir, 2, c.args...)
			require.Equal(t, c.code, code, messages)
			require.Contains(t, messages, c.says)
			require.NotContains(t, messages, "goroutine")
			for name := range contents(t, dir) {
				require.NotContains(t, name, "tmp")
				require.NotContains(t, name, "model.safetensors")
			}
		})
	}
}

// TestFailedCallKeepsNoFolder: after a mistake and after a training that diverged, also
// when that had come to a checkpoint, the corrected command runs in the same folder.
func TestFailedCallKeepsNoFolder(t *testing.T) {
	dir := t.TempDir()
	train := func(want int, says string, more ...string) {
		t.Helper()
		code, messages := command(t, dir, 2, append([]string{"train", "--bands", "1", "--train-images", "40", "--test-images", "8", "--iterations", "12", "--out", "out"}, more...)...)
		require.Equal(t, want, code, messages)
		require.Contains(t, messages, says)
	}
	train(1, "unknown model", "--model", "resnet19")
	require.Empty(t, contents(t, dir))
	train(1, "training diverged", "--lr", "1e9")
	checkpoint := filepath.Join(dir, "out", "Syn_B1", "checkpoint.safetensors")
	require.NoFileExists(t, checkpoint)
	train(0, "", "--lr", "1e-2")
	train(1, "holds a run with another train.lr", "--lr", "1e-3")
}

// TestInterrupted: Ctrl-C ends a command with the code that shells expect, and what the
// message promises is true.
func TestInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a program there cannot be sent Ctrl-C")
	}
	dir := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	c := exec.Command(self, "train", "--bands", "1", "--train-images", "40", "--test-images", "8", "--iterations", "100000", "--out", "out")
	var text bytes.Buffer
	c.Dir, c.Env, c.Stderr = dir, append(os.Environ(), "FREQLENS_AS_COMMAND=1"), &text
	require.NoError(t, c.Start())
	begun := func() bool {
		_, err := os.Stat(filepath.Join(dir, "out", "Syn_B1", partialCurve))
		return err == nil
	}
	require.Eventually(t, begun, time.Minute, 10*time.Millisecond)
	require.NoError(t, c.Process.Signal(os.Interrupt))
	require.Error(t, c.Wait())
	require.Equal(t, interrupted, c.ProcessState.ExitCode(), text.String())
	require.Contains(t, text.String(), "interrupted; the same command goes on where it stopped")
	require.FileExists(t, filepath.Join(dir, "out", "Syn_B1", partialFile))
}
