package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// TestMaxRows compares max-pooling with its definition, next to guard pages, on
// few different values, so that maxima are often equal.
func TestMaxRows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(11, 12))
		for c := 1; c <= 37; c++ {
			for _, gap := range []int{0, 5} {
				checkMaxRows(t, rng, 1+c%4, c, c+gap)
			}
		}
	})
}

func coarse(rng *rand.Rand, x []float32) {
	for i := range x {
		x[i] = float32(rng.IntN(3)) - 1
	}
}

func checkMaxRows(t *testing.T, rng *rand.Rand, n, c, step int) {
	in := (n-1)*step + c
	x, y := guarded(t, rng, in, c), guarded(t, rng, n*c, n)
	coarse(rng, x)
	x[rng.IntN(len(x))] = float32(math.NaN())
	for _, fresh := range []bool{true, false} {
		coarse(rng, y)
		want := append([]float32(nil), y...)
		for i := range want {
			if fresh {
				want[i] = float32(math.Inf(-1))
			}
			if v := x[i/c*step+i%c]; v > want[i] {
				want[i] = v
			}
		}
		asmtest.NoFault(t, func() { asm.MaxRows(y, x, n, c, step, fresh) })
		require.Equal(t, want, y, "n=%d c=%d step=%d fresh=%v", n, c, step, fresh)
	}

	dx, dy, mask := guarded(t, rng, in, n), guarded(t, rng, n*c, c), guarded(t, rng, n*c, c+n)
	taken := unsafe.Slice((*uint32)(unsafe.Pointer(&mask[0])), len(mask))
	wantTaken, wantDX := make([]uint32, n*c), append([]float32(nil), dx...)
	for i := range taken {
		taken[i] = -uint32(rng.IntN(2))
		wantTaken[i] = taken[i]
		if j := i/c*step + i%c; taken[i] == 0 && x[j] == y[i] {
			wantTaken[i] = math.MaxUint32
			wantDX[j] += dy[i]
		}
	}
	asmtest.NoFault(t, func() { asm.MaxRowsGrad(dx, x, y, dy, taken, n, c, step) })
	require.Equal(t, wantTaken, taken, "n=%d c=%d step=%d", n, c, step)
	require.Equal(t, wantDX, dx, "n=%d c=%d step=%d", n, c, step)
}

func FuzzMaxRows(f *testing.F) {
	for i, c := range edges {
		f.Add(uint64(i), 1+i%4, c, i%3)
	}
	f.Fuzz(func(t *testing.T, seed uint64, n, c, gap int) {
		n, c = 1+abs(n-1)%9, 1+abs(c-1)%70
		for _, level := range asm.Levels() {
			atLevel(t, level, func() {
				checkMaxRows(t, rand.New(rand.NewPCG(seed, 2)), n, c, c+abs(gap)%20)
			})
		}
	})
}
