package train

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// TestBatchesDoNotDependOnCores: a batch of images large enough to be shared is
// the same when one core prepares it and when four do.
func TestBatchesDoNotDependOnCores(t *testing.T) {
	s := &dataset.Set{Name: "s", Classes: []string{"a", "b"}, C: 3, H: 128, W: 128}
	rng := tensor.NewRand(1)
	for i := range 12 {
		s.Labels = append(s.Labels, i%2)
		for range 3 * 128 * 128 {
			s.Pixels = append(s.Pixels, byte(rng.IntN(256)))
		}
	}
	index := make([]int, 100)
	for k := range index {
		index[k] = rng.IntN(s.Len())
	}
	require.Greater(t, len(index)*len(s.Image(0)), 4*sharedFrom)
	change, err := augment.Preset("apr+afa")
	require.NoError(t, err)
	r := &run{Config: Config{Seed: 3}, set: s, net: &Net{Norm: augment.Stats(s)}}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first *batch
	for _, procs := range []int{1, 4} {
		runtime.GOMAXPROCS(procs)
		b := &batch{tensor.New(len(index), 3, 128, 128), make([]int, len(index)), make([]byte, len(s.Image(0)))}
		b.fill(r, change, index, 2)
		if first == nil {
			first = b
		}
		require.Equal(t, first.labels, b.labels)
		require.Equal(t, first.x.Data(), b.x.Data())
	}
}
