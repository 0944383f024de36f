package layers_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/layers"
	"freqlens/tensor"
)

// TestInitialisers compares mean, standard deviation and range of many draws with the
// formulas.
func TestInitialisers(t *testing.T) {
	const in, out = 300, 100
	normal := math.Inf(1) // has no largest value
	for name, c := range map[string]struct {
		fill      func(w *tensor.Tensor, rng *tensor.Rand)
		deviation float64
		bound     float64
	}{
		"kaiming uniform": {func(w *tensor.Tensor, rng *tensor.Rand) { layers.KaimingUniform(w, in, math.Sqrt(5), rng) }, 1 / math.Sqrt(3*in), 1 / math.Sqrt(in)},
		"kaiming normal":  {func(w *tensor.Tensor, rng *tensor.Rand) { layers.KaimingNormal(w, in, rng) }, math.Sqrt(2.0 / in), normal},
		"xavier uniform": {func(w *tensor.Tensor, rng *tensor.Rand) { layers.XavierUniform(w, in, out, rng) },
			math.Sqrt(2.0 / (in + out)), math.Sqrt(6.0 / (in + out))},
		"xavier normal": {func(w *tensor.Tensor, rng *tensor.Rand) { layers.XavierNormal(w, in, out, rng) }, math.Sqrt(2.0 / (in + out)), normal},
	} {
		w := tensor.New(out, in)
		c.fill(w, tensor.NewRand(1))
		sum, squares, largest := 0.0, 0.0, 0.0
		for _, v := range w.Data() {
			sum += float64(v)
			squares += float64(v) * float64(v)
			largest = max(largest, math.Abs(float64(v)))
		}
		n := float64(w.Len())
		require.InDelta(t, 0, sum/n, 4*c.deviation/math.Sqrt(n), "mean of %s", name)
		require.InEpsilon(t, c.deviation, math.Sqrt(squares/n), 0.02, "standard deviation of %s", name)
		require.LessOrEqual(t, largest, c.bound*(1+1e-6), "range of %s", name)
		if c.bound == normal {
			require.Greater(t, largest, 3*c.deviation, "range of %s", name)
		}
	}
}
