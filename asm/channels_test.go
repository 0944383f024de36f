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
	scale, shift := guarded(t, rng, c, c), guarded(t, rng, c, rows)
	var sums [3][2][]float32
	for i := range sums {
		sums[i] = [2][]float32{make([]float32, c), make([]float32, c)}
	}
	before := append([]float32(nil), dy...)
	asmtest.NoFault(t, func() {
		asm.ColumnDots(sums[0][0], sums[0][1], dy, x, mean)
		asm.ColumnDotsBehind(sums[1][0], sums[1][1], dy, x, mean, scale, shift)
		require.Equal(t, before, dy)
		asm.ColumnDotsCut(sums[2][0], sums[2][1], dy, x, mean, y)
	})
	relu := make([]float32, len(x))
	asm.ScaleShift(relu, x, scale, shift, true)
	for i := range c {
		var want [3][2]float64
		var m, squares float64
		for r := range rows {
			m += float64(x[r*c+i]) / float64(rows)
		}
		for r := range rows {
			d := float64(x[r*c+i]) - m
			g := float64(before[r*c+i])
			squares += d * d
			for k, counts := range []bool{true, relu[r*c+i] > 0, y[r*c+i] > 0} {
				if counts {
					want[k][0], want[k][1] = want[k][0]+g, want[k][1]+g*d
				}
				if k == 2 && !counts {
					g = 0
				}
			}
			require.Equal(t, float32(g), dy[r*c+i])
		}
		what := fmt.Sprintf("rows=%d c=%d channel %d", rows, c, i)
		require.InDeltaSlice(t, []float64{m, squares}, []float64{float64(mean[i]), float64(m2[i])}, 2e-5, what)
		for k, s := range sums {
			require.InDeltaSlice(t, want[k][:], []float64{float64(s[0][i]), float64(s[1][i])}, 2e-5, "%s variant %d", what, k)
		}
	}
}

func checkInputGrad(t *testing.T, rng *rand.Rand, rows, c int) {
	x, dy, dx := guarded(t, rng, rows*c, rows), guarded(t, rng, rows*c, c), guarded(t, rng, rows*c, c)
	a, b, d, shift := guarded(t, rng, c, 0), guarded(t, rng, c, 1), guarded(t, rng, c, 0), guarded(t, rng, c, 1)
	relu, inPlace := make([]float32, len(x)), append([]float32(nil), x...)
	asm.ScaleShift(relu, x, a, shift, true)
	for _, behind := range []bool{false, true} {
		asmtest.NoFault(t, func() {
			if behind {
				asm.BNInputGradBehind(dx, dy, x, a, b, d, shift)
				asm.BNInputGradBehind(inPlace, dy, inPlace, a, b, d, shift)
			} else {
				asm.BNInputGrad(dx, dy, x, a, b, d)
			}
		})
		for i := range dx {
			g := float64(dy[i])
			if behind && !(relu[i] > 0) {
				g = 0
			}
			require.InDelta(t, float64(a[i%c])*g+float64(b[i%c])*float64(x[i])+float64(d[i%c]), dx[i], 2e-5, "rows=%d c=%d behind=%v", rows, c, behind)
		}
	}
	require.Equal(t, dx, inPlace)
}

// A channelPass runs one pass over rows of channels: big slices have a value for
// every pixel, small ones one for every channel.
type channelPass struct {
	name string
	run  func(big, small [][]float32)
}

var channelPasses = []channelPass{
	{"scaleShift", func(b, s [][]float32) { asm.ScaleShift(b[0], b[1], s[0], s[1], false) }},
	{"scaleShift relu", func(b, s [][]float32) { asm.ScaleShift(b[0], b[1], s[0], s[1], true) }},
	{"scaleShift in place", func(b, s [][]float32) { asm.ScaleShift(b[0], b[0], s[0], s[1], true) }},
	{"scaleShiftAdd", func(b, s [][]float32) { asm.ScaleShiftAdd(b[0], b[1], s[0], s[1], b[2], false) }},
	{"scaleShiftAdd relu", func(b, s [][]float32) { asm.ScaleShiftAdd(b[0], b[1], s[0], s[1], b[2], true) }},
	{"columnSums", func(b, s [][]float32) { asm.ColumnSums(s[0], b[0]) }},
	{"columnSquares", func(b, s [][]float32) { asm.ColumnSquares(s[0], b[0], s[1]) }},
	{"columnDots", func(b, s [][]float32) { asm.ColumnDots(s[0], s[1], b[0], b[1], s[2]) }},
	{"columnDots behind relu", func(b, s [][]float32) { asm.ColumnDotsBehind(s[0], s[1], b[0], b[1], s[2], s[3], s[4]) }},
	{"columnDots cut by relu", func(b, s [][]float32) { asm.ColumnDotsCut(s[0], s[1], b[0], b[1], s[2], b[3]) }},
	{"bnInputGrad", func(b, s [][]float32) { asm.BNInputGrad(b[0], b[1], b[2], s[0], s[1], s[2]) }},
	{"bnInputGrad behind relu", func(b, s [][]float32) { asm.BNInputGradBehind(b[0], b[1], b[2], s[0], s[1], s[2], s[3]) }},
	{"bnInputGrad in place", func(b, s [][]float32) { asm.BNInputGradBehind(b[2], b[1], b[2], s[0], s[1], s[2], s[3]) }},
}

// channelCase compares a pass at every level with its definition, with nothing
// written beside the slices and a NaN among the values that a ReLU is known by.
// NEON gives the same bits, the others fuse and differ in the last ones.
func channelCase(t *testing.T, big, small []*region, pass channelPass, seed uint64, rows, c int) {
	t.Helper()
	var want [][]float32
	for _, level := range asm.Levels() {
		what := fmt.Sprintf("%s, %v, rows=%d c=%d", pass.name, level, rows, c)
		rng := rand.New(rand.NewPCG(seed, 3))
		pick := func(regions []*region, n int) (s [][]float32) {
			for i, r := range regions {
				s = append(s, r.take(n, (i+c+rows)%2 == 0))
				fill(rng, s[i])
			}
			return s
		}
		b, s := pick(big, rows*c), pick(small, c)
		b[3][rng.IntN(rows*c)] = float32(math.NaN())
		atLevel(t, level, func() { pass.run(b, s) })
		all := append(b, s...)
		for _, r := range append(append([]*region(nil), big...), small...) {
			r.check(t, what)
		}
		for i, got := range all {
			if level == asm.Generic {
				want = append(want, append([]float32(nil), got...))
				continue
			}
			for j, v := range got {
				off := math.Abs(float64(v) - float64(want[i][j]))
				if steps(v, want[i][j]) > 0 && (level == asm.NEON || !(off < 2e-6*float64(rows+4)*(1+math.Abs(float64(v))))) {
					t.Fatalf("%s: slice %d at %d: got %v, want %v", what, i, j, v, want[i][j])
				}
			}
		}
	}
}

func channelRegions(t testing.TB) (big, small []*region) {
	for range 5 {
		big = append(big, newRegion(t, regionLen))
	}
	for range 5 {
		small = append(small, newRegion(t, regionLen))
	}
	return big, small
}

// TestChannelPassesAgainstDefinition takes every pass over all widths around the
// registers, and over wide rows.
func TestChannelPassesAgainstDefinition(t *testing.T) {
	big, small := channelRegions(t)
	for i, pass := range channelPasses {
		for c := 1; c <= 35; c++ {
			channelCase(t, big, small, pass, uint64(i), 1+c%6, c)
		}
		// More rows than the kernels walk down at once.
		channelCase(t, big, small, pass, uint64(i), 20, 204)
		channelCase(t, big, small, pass, uint64(i), 9, 450)
		// Strips of several registers, and rows of whole ones.
		for _, c := range []int{63, 64, 65, 80, 95, 96, 112, 128, 144, 208} {
			channelCase(t, big, small, pass, uint64(i), 1+c%7, c)
		}
	}
}

func FuzzChannelPasses(f *testing.F) {
	for i := range channelPasses {
		for j, c := range edges {
			f.Add(uint64(i), i, 1+j%5, c)
		}
	}
	f.Fuzz(func(t *testing.T, seed uint64, which, rows, c int) {
		big, small := channelRegions(t)
		channelCase(t, big, small, channelPasses[abs(which)%len(channelPasses)], seed, 1+abs(rows-1)%30, 1+abs(c-1)%100)
	})
}

func BenchmarkChannelPasses(b *testing.B) {
	const values = 1 << 15 // per slice: five of them fit the second-level cache
	for _, pass := range channelPasses {
		for _, c := range []int{16, 64, 256} {
			for _, l := range asm.Levels() {
				b.Run(fmt.Sprintf("%s/c=%d/%v", pass.name, c, l), func(b *testing.B) {
					rng := rand.New(rand.NewPCG(1, 2))
					slices := func(k, n int) (s [][]float32) {
						for range k {
							s = append(s, make([]float32, n))
							fill(rng, s[len(s)-1])
						}
						return s
					}
					big, small := slices(5, values), slices(5, c)
					before := asm.Active()
					defer func() { _ = asm.SetLevel(before) }()
					require.NoError(b, asm.SetLevel(l))
					b.SetBytes(4 * values)
					for b.Loop() {
						pass.run(big, small)
						clear(small[0])
					}
				})
			}
		}
	}
}
