package asm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// depthCase compares a run and its weights' gradient with the definition in
// float64. The slices end (or start) at guard pages, and what lies between the
// pixels of Y must stay.
func depthCase(t *testing.T, seed uint64, pixels, n, taps int, atEnd bool) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, uint64(taps)))
	pick := func(size int) []float32 {
		x, end := asmtest.GuardedFloat32s(t, size)
		if atEnd {
			x = end
		}
		fill(rng, x)
		return x
	}
	strideX, strideY, spread := n*rng.IntN(3), n+rng.IntN(3), 1+rng.IntN(3*n)
	before := rng.IntN(spread)
	r := asm.DepthRun{
		X: pick(spread + (pixels-1)*strideX + n - 1), W: pick(taps * n), Y: pick((pixels-1)*strideY + n),
		At: before, StrideX: strideX, StrideY: strideY, Pixels: pixels, N: n, Stream: seed%3 == 0,
	}
	for i := range taps {
		r.Taps = append(r.Taps, asm.DepthTap{X: rng.IntN(spread) - before, W: (taps - 1 - i) * n, Fetch: rng.IntN(3) == 0})
	}
	what := fmt.Sprintf("%d pixels, %d channels, %d taps", pixels, n, taps)
	old := append([]float32(nil), r.W...)
	asmtest.NoFault(t, r.Gradient)
	for _, tap := range r.Taps {
		for c := range n {
			want := float64(old[tap.W+c])
			size := math.Abs(want)
			for p := range pixels {
				v := float64(r.X[r.At+p*strideX+tap.X+c]) * float64(r.Y[p*strideY+c])
				want, size = want+v, size+math.Abs(v)
			}
			require.InDelta(t, want, r.W[tap.W+c], 1.2e-7*float64(pixels+1)*size, "gradient, %s, channel %d", what, c)
		}
	}
	depthForwardCase(t, &r, 1, what, r.Forward)
	r.N, r.StrideW = (n+3)/4*4, (n+3)/4*4+int(seed%2)
	r.StrideX, r.StrideY = r.StrideX/4*4, r.N+rng.IntN(3)
	r.X, r.W, r.Y = pick(spread+(pixels-1)*r.StrideX+r.N-1), pick((taps+2)*r.StrideW+r.N), pick((pixels-1)*r.StrideY+r.N)
	for i := range r.Taps {
		r.Taps[i].W = i * r.StrideW
	}
	depthForwardCase(t, &r, 4, "groups of four, "+what, r.Forward4)
}

// depthForwardCase compares a forward run with groups of so many channels.
func depthForwardCase(t *testing.T, r *asm.DepthRun, group int, what string, run func()) {
	t.Helper()
	gaps := append([]float32(nil), r.Y...)
	asmtest.NoFault(t, run)
	for at, got := range r.Y {
		p, c := at/r.StrideY, at%r.StrideY
		if c >= r.N {
			require.Equal(t, gaps[at], got, "%s: a value between the pixels", what)
			continue
		}
		var want, size float64
		for _, tap := range r.Taps {
			for i := range group {
				v := float64(r.X[r.At+p*r.StrideX+tap.X+c/group*group+i]) * float64(r.W[tap.W+i*r.StrideW+c])
				want, size = want+v, size+math.Abs(v)
			}
		}
		require.InDelta(t, want, got, 1.2e-7*float64(group*len(r.Taps)+1)*size, "forward, %s, pixel %d, channel %d", what, p, c)
	}
}

func TestDepthRun(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for n := 1; n < 36; n++ {
			depthCase(t, uint64(n), 1+n%19, n, 1+n%13, n%2 == 0)
		}
		for pixels := 1; pixels < 20; pixels++ {
			for _, n := range []int{5, 8, 16, 21} {
				depthCase(t, uint64(pixels), pixels, n, 9, pixels%2 == 0)
			}
		}
	})
}

func FuzzDepthRun(f *testing.F) {
	for i, n := range edges {
		f.Add(uint64(i), 1+3*i, n, 1+i%12, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, pixels, n, taps int, atEnd bool) {
		depthCase(t, seed, 1+abs(pixels)%40, 1+abs(n)%70, 1+abs(taps)%30, atEnd)
	})
}

// TestDepthRunRefusesWhatLeavesTheSlices: assembly would read beside them.
func TestDepthRunRefusesWhatLeavesTheSlices(t *testing.T) {
	good := func() asm.DepthRun {
		return asm.DepthRun{X: make([]float32, 12), W: make([]float32, 4), Y: make([]float32, 8), At: 4,
			Taps: []asm.DepthTap{{X: -4, W: 0}, {X: 0, W: 0}}, StrideX: 4, StrideY: 4, Pixels: 2, N: 4}
	}
	r := good()
	require.NotPanics(t, r.Forward)
	for _, spoil := range []func(*asm.DepthRun){
		func(r *asm.DepthRun) { r.X = r.X[1:] },
		func(r *asm.DepthRun) { r.Y = r.Y[1:] },
		func(r *asm.DepthRun) { r.W = r.W[1:] },
		func(r *asm.DepthRun) { r.Taps[0].X-- },
		func(r *asm.DepthRun) { r.Taps[1].X++ },
		func(r *asm.DepthRun) { r.Taps[1].W++ },
		func(r *asm.DepthRun) { r.StrideY-- },
		func(r *asm.DepthRun) { r.Pixels = 0 },
	} {
		r := good()
		spoil(&r)
		require.Panics(t, r.Forward)
		require.Panics(t, r.Gradient)
	}
}
