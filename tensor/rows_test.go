package tensor_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor"
)

// TestSumRowsIsAccurate: one float32 that all pixels of 64 images of 112x112 are added to
// is 0.8 % off in the end.
func TestSumRowsIsAccurate(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range []struct{ rows, c int }{{64 * 112 * 112, 1}, {100_003, 5}, {129, 33}, {128, 16}, {1, 7}} {
			x, dst := tensor.New(s.rows, s.c), tensor.New(s.c)
			x.Fill(0.1)
			dst.Fill(5) // is overwritten
			tensor.SumRows(dst.Data(), x.Data())
			for _, v := range dst.Data() {
				require.InEpsilon(t, 0.1*float64(s.rows), v, 1e-5, "%+v", s)
			}
		}
	})
}

func TestSumRowsOfNothing(t *testing.T) {
	dst := []float32{1, 2}
	tensor.SumRows(dst, nil)
	require.Equal(t, []float32{0, 0}, dst)
	tensor.SumRows(nil, nil)
}

func TestSumRowsSameBitsForAnyThreadCount(t *testing.T) {
	x, rng := tensor.New(9001, 24), tensor.NewRand(1)
	for i := range x.Data() {
		x.Data()[i] = rng.Normal()
	}
	var first []float32
	for _, procs := range []int{1, 2, 3, 4} {
		before := runtime.GOMAXPROCS(procs)
		got := make([]float32, 24)
		tensor.SumRows(got, x.Data())
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = got
		}
		require.Equal(t, first, got, "%d threads", procs)
	}
}

func TestSumRowsAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	dst, x := make([]float32, 24), make([]float32, 24*9001)
	run := func() { tensor.SumRows(dst, x) }
	run()
	require.Zero(t, testing.AllocsPerRun(20, run))
}
