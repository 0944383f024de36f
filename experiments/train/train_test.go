package train_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/layers"
)

func setup(t *testing.T) (*train.Net, *dataset.Set, train.Config) {
	s := synthetic.DefaultSpec(2)
	s.Train, s.Test = 40, 5
	set, _, err := synthetic.Generate(s)
	require.NoError(t, err)
	net, err := train.New("resnet20", 0.5, set, 1)
	require.NoError(t, err)
	c, err := train.Preset("plain")
	require.NoError(t, err)
	c.Iterations, c.Batch, c.Augment, c.LR = 6, 32, "paper", 0.01
	return net, set, c
}

func weights(net *train.Net) []float32 {
	var all []float32
	for _, s := range layers.StateDict(net.Model) {
		all = append(all, s.Data()...)
	}
	return all
}

func TestResumeBitForBit(t *testing.T) {
	whole, set, c := setup(t)
	require.NoError(t, train.Run(context.Background(), whole, set, nil, c, train.Hooks{}))

	path := filepath.Join(t.TempDir(), "checkpoint.safetensors")
	first, _, _ := setup(t)
	ctx, stop := context.WithCancel(context.Background())
	err := train.Run(ctx, first, set, nil, c, train.Hooks{Checkpoint: path, Step: func(done, _ int, _ float64) {
		if done == 3 {
			stop()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	second, _, _ := setup(t)
	require.NoError(t, train.Run(context.Background(), second, set, nil, c, train.Hooks{Checkpoint: path}))
	require.Equal(t, weights(whole), weights(second))

	c.LR *= 2
	require.ErrorContains(t, train.Run(context.Background(), second, set, nil, c, train.Hooks{Checkpoint: path}), "other settings")
}

// TestSameBitsForAnyThreadCount trains in processes with 1, 2 and 3 threads.
func TestSameBitsForAnyThreadCount(t *testing.T) {
	if dir := os.Getenv("FREQLENS_TEST_TRAIN_INTO"); dir != "" {
		net, set, c := setup(t)
		require.NoError(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}))
		require.NoError(t, net.Save(dir, false))
		return
	}
	if testing.Short() {
		t.Skip("starts three processes")
	}
	var first []byte
	for procs := 1; procs <= 3; procs++ {
		dir := t.TempDir()
		cmd := exec.Command(os.Args[0], "-test.run=^TestSameBitsForAnyThreadCount$")
		cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", procs), "FREQLENS_TEST_TRAIN_INTO="+dir)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		file, err := os.ReadFile(filepath.Join(dir, "model.safetensors"))
		require.NoError(t, err)
		if first == nil {
			first = file
		}
		require.Equal(t, first, file, "GOMAXPROCS=%d", procs)
	}
}

func TestSaveAndLoad(t *testing.T) {
	net, set, _ := setup(t)
	dir := t.TempDir()
	for _, half := range []bool{false, true} {
		require.NoError(t, net.Save(dir, half))
		back, err := train.Load(dir)
		require.NoError(t, err)
		require.InDeltaSlice(t, net.Predict(set).Data(), back.Predict(set).Data(), 0.02)
	}
	_, err := train.Load(filepath.Join(dir, "nowhere"))
	require.ErrorContains(t, err, "holds no trained network")
}

func TestMistakesAreNamed(t *testing.T) {
	net, set, c := setup(t)
	c.LR = 1e30
	require.ErrorContains(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}), "training diverged")
	c.Batch = 1000
	require.ErrorContains(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{}), "do not fill a batch of 1000")
	c.Schedule = "sometimes"
	require.ErrorContains(t, c.Check(), "want constant, cosine or plateau")
	_, err := train.New("resnet19", 1, set, 1)
	require.ErrorContains(t, err, "unknown model")
}

func TestF1(t *testing.T) {
	c := train.Confusion{{8, 2}, {4, 6}}
	require.InDelta(t, 0.7, c.Accuracy(), 1e-12)
	require.InDelta(t, 0.8, c.Recall(0), 1e-12)
	require.InDelta(t, 8.0/12, c.Precision(0), 1e-12)
	require.InDelta(t, 2*0.8*(8.0/12)/(0.8+8.0/12), c.F1(0), 1e-12)
}
