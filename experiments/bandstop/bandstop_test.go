package bandstop_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/adcs"
	"freqlens/experiments/augment"
	"freqlens/experiments/bandstop"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// TestPaperFindingsOnSyntheticData checks, on sets of reduced size, what the
// paper's first part claims: the biased class is learned first, and falls with
// its band.
func TestPaperFindingsOnSyntheticData(t *testing.T) {
	if testing.Short() {
		t.Skip("trains four networks")
	}
	falls := 0
	for band := 1; band <= 4; band++ {
		s := synthetic.DefaultSpec(band)
		s.Train, s.Test = 1000, 50
		set, test, err := synthetic.Generate(s)
		require.NoError(t, err)
		net, err := train.New("cnn3gap", 0.5, set, 1)
		require.NoError(t, err)
		c, err := train.Preset("plain")
		require.NoError(t, err)
		c.Iterations = 500
		r := dynamics.NewRecorder(net, test)
		require.NoError(t, train.Run(context.Background(), net, set, nil, c, train.Hooks{EvalAt: func(i int) bool { return i <= 100 && i%10 == 0 }, Eval: r.Record}))
		first, at := r.Curve.First(0.7)
		require.Equal(t, 3, first, "first class of Syn_B%d (at iteration %d): %v", band, at, r.Curve.F1)

		result, err := bandstop.Run(context.Background(), net, test, false, nil)
		require.NoError(t, err)
		require.Len(t, result.Tests, 6)
		stays, without := 0.0, 0.0
		for _, b := range result.Tests {
			for i, row := range b.Delta {
				sum := 0.0
				for _, d := range row {
					sum += d
				}
				require.InDelta(t, 0, sum, 1e-9, "row %d of %s", i, b.Name())
			}
			lost := -b.Delta[3][3] / 3
			if b.Removed[0] == band || b.Removed[1] == band {
				without += lost
			} else {
				stays += lost
			}
		}
		if without-stays >= 50 {
			falls++
		} else {
			require.Equal(t, "C3", result.Empty, "Syn_B%d: what is left of C3 is empty", band)
		}
		checkADCS(t, adcs.Compute(test, augment.Stats(set), false))
	}
	require.GreaterOrEqual(t, falls, 3, "sets in which C3 falls with its band")
}

// checkADCS checks what holds for every result: the classes' maps add up to
// zero, and partners agree.
func checkADCS(t *testing.T, r *adcs.Result) {
	for bin := range r.Size * r.Size {
		sum := 0.0
		for _, m := range r.ADCS {
			sum += m[bin]
			u, v := bin/r.Size, bin%r.Size
			require.Equal(t, m[bin], m[(r.Size-u)%r.Size*r.Size+(r.Size-v)%r.Size])
		}
		require.Zero(t, sum)
	}
}
