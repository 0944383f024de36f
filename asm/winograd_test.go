package asm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// A winogradKind is one of the transforms.
type winogradKind struct {
	name   string
	points int
	grid   int // positions
	run    func(*asm.WinogradTile)
}

var winogradKinds = []winogradKind{
	{"input", 36, 36, (*asm.WinogradTile).Input},
	{"kernel", 9, 36, (*asm.WinogradTile).Kernel},
	{"output", 16, 36, (*asm.WinogradTile).Output},
	{"gradient", 16, 36, (*asm.WinogradTile).Gradient},
	{"kernelGradient", 9, 36, (*asm.WinogradTile).KernelGradient},
	{"input2", 16, 16, (*asm.WinogradTile).Input2},
	{"kernel2", 9, 16, (*asm.WinogradTile).Kernel2},
	{"output2", 4, 16, (*asm.WinogradTile).Output2},
	{"gradient2", 4, 16, (*asm.WinogradTile).Gradient2},
	{"kernelGradient2", 9, 16, (*asm.WinogradTile).KernelGradient2},
	{"inputS2", 81, 81, (*asm.WinogradTile).InputS2},
	{"kernelS2", 9, 36, (*asm.WinogradTile).KernelS2},
	{"outputS2", 16, 81, (*asm.WinogradTile).OutputS2},
	{"gradientS2", 16, 81, (*asm.WinogradTile).GradientS2},
	{"kernelGradientS2", 9, 36, (*asm.WinogradTile).KernelGradientS2},
	{"inputBackS2", 25, 81, (*asm.WinogradTile).InputBackS2},
	{"outputBackS2", 64, 81, (*asm.WinogradTile).OutputBackS2},
}

// TestWinogradTransforms compares the transforms at every level with those of
// plain Go, at all numbers of channels around the register widths and flush with
// unreadable pages.
func TestWinogradTransforms(t *testing.T) {
	for _, kind := range winogradKinds {
		for n := 4; n < 34; n++ {
			winogradCase(t, kind, 1, n, n%3, n+1)
		}
	}
}

func FuzzWinograd(f *testing.F) {
	for i, n := range edges {
		for kind := range winogradKinds {
			f.Add(uint64(i), kind, n, i%4, i%3)
		}
	}
	f.Fuzz(func(t *testing.T, seed uint64, kind, n, column, gap int) {
		n = 4 + abs(n-4)%60
		winogradCase(t, winogradKinds[abs(kind)%len(winogradKinds)], seed, n, abs(column)%5, n+abs(gap)%5)
	})
}

// winogradCase runs a transform of n channels at every level whose registers they
// fill; points start at a column, positions of the grid lie a stride apart.
func winogradCase(t *testing.T, kind winogradKind, seed uint64, n, column, stride int) {
	t.Helper()
	var want []float32
	for _, level := range asm.Levels() {
		atLevel(t, level, func() {
			if n < asm.WinogradWidth() {
				return
			}
			rng := rand.New(rand.NewPCG(seed, uint64(n)))
			tile := asm.WinogradTile{Column: column, Stride: stride, N: n}
			_, tile.Grid = asmtest.GuardedFloat32s(t, (kind.grid-1)*stride+n)
			fill(rng, tile.Grid)
			var points [][]float32
			for i := range kind.points {
				start, end := asmtest.GuardedFloat32s(t, column+n)
				if i%2 == 0 {
					start = end
				}
				fill(rng, start)
				points = append(points, start)
				tile.Points = append(tile.Points, &start[0])
			}
			kind.run(&tile)
			got := append([]float32(nil), tile.Grid...)
			for _, p := range points {
				got = append(got, p...)
			}
			if want == nil {
				want = got
			}
			for i := range want {
				require.InDelta(t, want[i], got[i], 2e-4, "%s, %d channels, %v, value %d", kind.name, n, level, i)
			}
		})
	}
}

// ExampleWinogradTile filters a row of ones by a kernel of ones: 36
// multiplications give 16 outputs of nine terms each.
func ExampleWinogradTile() {
	channels := asm.WinogradWidth()
	ones := make([]float32, channels)
	for i := range ones {
		ones[i] = 1
	}
	point := func(n int) (p []*float32) {
		for range n {
			p = append(p, &ones[0])
		}
		return p
	}
	image := asm.WinogradTile{Points: point(36), Grid: make([]float32, 36*channels), Stride: channels, N: channels}
	image.Input()
	kernel := asm.WinogradTile{Points: point(9), Grid: make([]float32, 36*channels), Stride: channels, N: channels}
	kernel.Kernel()
	for i, k := range kernel.Grid {
		image.Grid[i] *= k
	}
	out := make([]float32, 16*channels)
	image.Points = nil
	for p := range 16 {
		image.Points = append(image.Points, &out[p*channels])
	}
	image.Output()
	fmt.Printf("%.3f %.3f\n", out[0], out[15*channels])
	// Output: 9.000 9.000
}
