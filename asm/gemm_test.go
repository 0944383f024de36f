package asm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

func fill(rng *rand.Rand, x []float32) {
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
}

// mulInput is a tile whose slices end (or start) at guard pages.
type mulInput struct {
	tile asm.MulTile
	c    []float32
	want []float64
	size []float64 // sum of |a b|, for the error bound
}

func newMulInput(t *testing.T, rng *rand.Rand, taps, k, n, column int, accumulate, atEnd bool) mulInput {
	mr, nr := asm.MulTileShape()
	pick := func(size int) []float32 {
		start, end := asmtest.GuardedFloat32s(t, size)
		x := start
		if atEnd {
			x = end
		}
		fill(rng, x)
		return x
	}
	ldc := column + n
	in := mulInput{c: pick(mr * ldc), want: make([]float64, mr*ldc), size: make([]float64, mr*ldc)}
	b := pick(taps * k * nr)
	in.tile = asm.MulTile{B: b, Taps: taps, K: k, Column: column, N: n, Accumulate: accumulate}
	rows := make([][]float32, taps*mr)
	for i := range rows {
		rows[i] = pick(k)
		in.tile.A = append(in.tile.A, &rows[i][0])
	}
	for i := range mr {
		in.tile.C = append(in.tile.C, &in.c[i*ldc])
		for j := range ldc {
			if j < column || accumulate {
				in.want[i*ldc+j] = float64(in.c[i*ldc+j])
			}
			if j < column {
				continue
			}
			for tap := range taps {
				for p, a := range rows[tap*mr+i] {
					product := float64(a) * float64(b[(tap*k+p)*nr+j-column])
					in.want[i*ldc+j] += product
					in.size[i*ldc+j] += math.Abs(product)
				}
			}
		}
	}
	return in
}

func (in mulInput) check(t *testing.T, what string) {
	t.Helper()
	asmtest.NoFault(t, in.tile.Run)
	terms := float64(in.tile.Taps*in.tile.K + 1)
	for i, got := range in.c {
		bound := 1.2e-7*(terms*in.size[i]+math.Abs(in.want[i])) + 1e-30
		require.InDelta(t, in.want[i], float64(got), bound, "%s, element %d", what, i)
	}
}

func TestMulTile(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		_, nr := asm.MulTileShape()
		for n := 1; n <= nr; n++ {
			for _, k := range []int{1, 2, 3, 7, 16, 33} {
				for flags := range 4 {
					in := newMulInput(t, rng, 1+flags%3, k, n, flags, flags&1 == 1, flags&2 == 2)
					in.check(t, fmt.Sprintf("n=%d k=%d flags=%d", n, k, flags))
				}
			}
		}
	})
}

func outerCase(t *testing.T, rng *rand.Rand, m, n, strips, length int, atEnd bool) {
	t.Helper()
	pick := func(size int) []float32 {
		start, end := asmtest.GuardedFloat32s(t, size)
		if atEnd {
			start = end
		}
		fill(rng, start)
		return start
	}
	strideX, strideDY, strideC := m+3, n+1, n+2
	x := pick(strips*length*strideX + m)
	dy := pick((strips*length-1)*strideDY + n)
	c := pick((m-1)*strideC + n)
	tile := asm.OuterTile{
		X: x, DY: dy, C: c, StrideX: strideX, StrideDY: strideDY, StrideC: strideC, M: m, N: n,
		AheadX: 1 << 20, AheadDY: 1 << 20, // outside of both: nothing may be read there
	}
	for s := range strips {
		tile.Strips = append(tile.Strips, asm.Strip{X: s*length*strideX + s%2, DY: s * length * strideDY, Len: length})
	}
	want, size := make([]float64, len(c)), make([]float64, len(c))
	for i, v := range c {
		want[i] = float64(v)
	}
	for _, s := range tile.Strips {
		for p := range s.Len {
			for i := range m {
				for j := range n {
					product := float64(x[s.X+p*strideX+i]) * float64(dy[s.DY+p*strideDY+j])
					want[i*strideC+j] += product
					size[i*strideC+j] += math.Abs(product)
				}
			}
		}
	}
	asmtest.NoFault(t, tile.Run)
	for i, got := range c {
		bound := 1.2e-7 * (float64(strips*length+1)*size[i] + math.Abs(want[i]))
		require.InDelta(t, want[i], float64(got), bound, "m=%d n=%d strips=%d length=%d element %d", m, n, strips, length, i)
	}
}

func TestOuterTile(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 4))
		for n := 1; n <= asm.OuterColumns(); n++ {
			for _, m := range asm.OuterRows(n) {
				outerCase(t, rng, m, n, 1, 1, n%2 == 0)
				outerCase(t, rng, m, n, 3, 5, n%2 == 1)
			}
		}
	})
}

// TestLevelsDoNotFallBack runs every family of kernels at each level and asks
// which code ran.
func TestLevelsDoNotFallBack(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(5, 6))
		in := newMulInput(t, rng, 1, 4, 1, 0, false, false)
		in.check(t, "")
		outerCase(t, rng, 1, 1, 1, 1, true)
		windows := windowsCase{taps: 1, k: 1, n: 1, pixels: 1, lines: 1}
		windows.mul(t, rng)
		windows.outer(t, rng)
		suffix := map[asm.Level]string{asm.Generic: "Generic", asm.AVX2: "AVX2", asm.AVX512: "AVX512", asm.NEON: "NEON"}[asm.Active()]
		kernels := []string{"mulTile", "outerTile"}
		if asm.Active() != asm.Generic {
			x := make([]float32, 64)
			asm.Add(x, x, x)
			asm.ColumnSums(x[:16], x)
			asm.MaxRows(x, x, 1, 16, 16, false)
			winogradCase(t, winogradKinds[0], 1, 16, 0, 16)
			winogradCase(t, winogradKinds[5], 1, 16, 0, 16)
			depthCase(t, 1, 4, 16, 9, false)
			w := asm.FFTWidths()[0]
			wave := func() []float32 { return make([]float32, 2*w) }
			(&asm.FFTPass{InRe: wave(), InIm: wave(), OutRe: wave(), OutIm: wave(), InStep: w, OutStep: w,
				Radix: 2, Blocks: 1, M: 1, Width: w, Twiddles: make([]float32, 2)}).Run()
			kernels = append(kernels, "vector", "channelPasses", "maxPool", "winograd", "winograd2", "depth", "fft")
		}
		if asm.Active() == asm.AVX2 || asm.Active() == asm.AVX512 {
			rowsCase(t, rng, 4, 3, 16, 0, false, false)
			panelsCase(t, rng, 1, 4, 16, 16, true, false)
			image, points := make([]float32, 64), make([]*float32, 16)
			asm.Locate(points, &image[0], make([]int32, 16), &image[1])
			winogradCase(t, winogradKinds[10], 1, 16, 0, 16)
			kernels = append(kernels, "mulWindows", "outerWindows", "mulRows", "outerPanels", "locate", "winogradStride2")
		}
		for _, kernel := range kernels {
			require.True(t, slices.ContainsFunc(asm.Dispatched(), func(name string) bool {
				return strings.HasPrefix(name, kernel) && strings.HasSuffix(name, suffix)
			}), "no %s kernel of level %v ran: %v", kernel, asm.Active(), asm.Dispatched())
		}
	})
}

func TestLevelNames(t *testing.T) {
	for _, l := range asm.Levels() {
		got, err := asm.ParseLevel(l.String())
		require.NoError(t, err)
		require.Equal(t, l, got)
	}
	_, err := asm.ParseLevel("sse9")
	require.ErrorContains(t, err, `unknown level "sse9"`)
}

// edges are the widths around those of the tiles' registers at all levels.
var edges = []int{1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 31, 32, 33}

func FuzzMulTile(f *testing.F) {
	for i, n := range edges {
		f.Add(uint64(i), 1+i%9, edges[i*7%len(edges)], n, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, taps, k, n int, accumulate bool) {
		for _, level := range asm.Levels() {
			atLevel(t, level, func() {
				_, nr := asm.MulTileShape()
				rng := rand.New(rand.NewPCG(seed, 0))
				newMulInput(t, rng, 1+abs(taps)%9, 1+abs(k)%70, 1+abs(n-1)%nr, int(seed%5), accumulate, seed%2 == 0).check(t, level.String())
			})
		}
	})
}

func FuzzOuterTile(f *testing.F) {
	for i, n := range edges {
		f.Add(uint64(i), i, n, 1+i%3, 1+i%7, i%2 == 0)
	}
	f.Add(uint64(1), 0, 5, 2, 33, true) // more pixels than the kernels that copy take at a time
	f.Fuzz(func(t *testing.T, seed uint64, m, n, strips, length int, atEnd bool) {
		for _, level := range asm.Levels() {
			atLevel(t, level, func() {
				n := 1 + abs(n-1)%asm.OuterColumns()
				rows := asm.OuterRows(n)
				rng := rand.New(rand.NewPCG(seed, 1))
				outerCase(t, rng, rows[abs(m)%len(rows)], n, 1+abs(strips-1)%5, 1+abs(length-1)%70, atEnd)
			})
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}
