package asm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// guarded returns random values flush with a guard page, at the end on odd turns.
func guarded(t *testing.T, rng *rand.Rand, n, turn int) []float32 {
	start, end := asmtest.GuardedFloat32s(t, n)
	if turn%2 == 1 {
		start = end
	}
	fill(rng, start)
	return start
}

// TestChannelPasses compares every pass at every level with its definition.
func TestChannelPasses(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 8))
		for c := 1; c <= 40; c++ {
			for _, rows := range []int{1, 3, 4, 9} {
				checkScaleShift(t, rng, rows, c)
				checkSums(t, rng, rows, c)
				checkInputGrad(t, rng, rows, c)
			}
		}
	})
}

func checkScaleShift(t *testing.T, rng *rand.Rand, rows, c int) {
	x, res, dst := guarded(t, rng, rows*c, rows), guarded(t, rng, rows*c, c), guarded(t, rng, rows*c, c+rows)
	scale, shift := guarded(t, rng, c, rows), guarded(t, rng, c, c)
	for flags := range 4 {
		relu, add := flags&1 == 1, flags&2 == 2
		asmtest.NoFault(t, func() {
			if add {
				asm.ScaleShiftAdd(dst, x, scale, shift, res, relu)
			} else {
				asm.ScaleShift(dst, x, scale, shift, relu)
			}
		})
		for i, got := range dst {
			want := float64(x[i])*float64(scale[i%c]) + float64(shift[i%c])
			if add {
				want += float64(res[i])
			}
			if relu {
				want = max(want, 0)
			}
			require.InDelta(t, want, got, 1e-5, "rows=%d c=%d flags=%d at %d", rows, c, flags, i)
		}
	}
}

func checkSums(t *testing.T, rng *rand.Rand, rows, c int) {
	x, dy, y := guarded(t, rng, rows*c, rows), guarded(t, rng, rows*c, c), guarded(t, rng, rows*c, c+rows)
	mean, m2 := guarded(t, rng, c, rows), guarded(t, rng, c, c)
	asmtest.NoFault(t, func() { asm.ColumnMoments(mean, m2, x) })
	s1, s2, masked1, masked2 := make([]float32, c), make([]float32, c), make([]float32, c), make([]float32, c)
	asmtest.NoFault(t, func() {
		asm.ColumnDots(s1, s2, dy, x, mean, nil)
		asm.ColumnDots(masked1, masked2, dy, x, mean, y)
	})
	for i := range c {
		var m, squares, a, b, am, bm float64
		for r := range rows {
			m += float64(x[r*c+i]) / float64(rows)
		}
		for r := range rows {
			d := float64(x[r*c+i]) - m
			g := float64(dy[r*c+i])
			squares += d * d
			a, b = a+g, b+g*d
			if y[r*c+i] > 0 {
				am, bm = am+g, bm+g*d
			}
		}
		require.InDeltaSlice(t, []float64{m, squares, a, b, am, bm},
			[]float64{float64(mean[i]), float64(m2[i]), float64(s1[i]), float64(s2[i]), float64(masked1[i]), float64(masked2[i])}, 2e-5,
			"rows=%d c=%d channel %d", rows, c, i)
	}
}

func checkInputGrad(t *testing.T, rng *rand.Rand, rows, c int) {
	x, dy, y := guarded(t, rng, rows*c, rows), guarded(t, rng, rows*c, c), guarded(t, rng, rows*c, c+rows)
	dx, dres := guarded(t, rng, rows*c, c), guarded(t, rng, rows*c, rows)
	a, b, d := guarded(t, rng, c, 0), guarded(t, rng, c, 1), guarded(t, rng, c, 0)
	for flags := range 4 {
		mask, out := y, dres
		if flags&1 == 0 {
			mask = nil
		}
		if flags&2 == 0 {
			out = nil
		}
		asmtest.NoFault(t, func() { asm.BNInputGrad(dx, dy, x, a, b, d, mask, out) })
		for i := range dx {
			g := float64(dy[i])
			if mask != nil && !(y[i] > 0) {
				g = 0
			}
			require.InDelta(t, float64(a[i%c])*g+float64(b[i%c])*float64(x[i])+float64(d[i%c]), dx[i], 2e-5, "rows=%d c=%d flags=%d", rows, c, flags)
			if out != nil {
				require.Equal(t, float32(g), dres[i])
			}
		}
	}
}
