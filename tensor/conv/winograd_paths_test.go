package conv_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// winogradShapes take the paths that small shapes do not: many blocks of
// images, sizes that are no multiple of a tile, and many channels.
var winogradShapes = []conv.Params{
	{N: 24, H: 16, W: 16, C: 64, O: 64, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 25, H: 11, W: 10, C: 34, O: 46, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1}, // shards of several blocks
	{N: 3, H: 9, W: 7, C: 70, O: 65, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 4, W: 4, C: 512, O: 256, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
}

// winogradBound is wider than that of the other algorithms: the transforms of
// F(4x4,3x3) multiply by up to 8 and take differences, which costs about a
// decimal digit of float32. The largest error seen with these shapes was 1.02e-5.
const winogradBound = 4e-5

// winograd2Bound: those of F(2x2,3x3) only add and halve, and its sums are shorter
// than those of "indirect". The largest error seen was 1.57e-6.
const winograd2Bound = 5e-6

// TestLargeShapesAgainstDefinition lets the choice pick, as callers do, and takes
// F(2x2,3x3), which keeps more digits than F(4x4,3x3).
func TestLargeShapesAgainstDefinition(t *testing.T) {
	if testing.Short() {
		t.Skip("the definition takes seconds")
	}
	type expected struct{ y, dx, dw []float64 }
	want := make([]*expected, len(winogradShapes))
	asmtest.EachLevel(t, func(t *testing.T) {
		for i, p := range winogradShapes {
			x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*p.H*p.W*p.O)
			if want[i] == nil {
				d := conv.Direct{Params: p}
				dw, _ := d.BackwardWeights(x, dy)
				want[i] = &expected{d.Forward(x, w, nil), d.BackwardData(dy, w), dw}
			}
			y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
			for name, bound := range map[string]float64{"auto": winogradBound, "winograd2x2": winograd2Bound} {
				require.NoError(t, conv.ForwardWith(name, p, y, x, w, conv.Epilogue{}))
				requireWithin(t, bound, want[i].y, y, name+" forward")
				require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
				requireWithin(t, bound, want[i].dx, dx, name+" input gradient")
				require.NoError(t, conv.BackwardWeightsWith(name, p, dw, nil, x, dy))
				requireWithin(t, bound, want[i].dw, dw, name+" weight gradient")
			}
		}
	})
}

func TestLargeShapesSameBitsForAnyThreadCount(t *testing.T) {
	for _, p := range winogradShapes {
		sameBits(t, p)
	}
}

// TestResultDoesNotDependOnTheBatch computes one image alone and among others.
func TestResultDoesNotDependOnTheBatch(t *testing.T) {
	few := winogradShapes[2]
	few.C = 3
	for _, p := range append([]conv.Params{few}, winogradShapes...) {
		x, w := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O)
		all := make([]float32, p.N*p.H*p.W*p.O)
		conv.Forward(p, all, x, w, nil)
		one := p
		one.N = 1
		alone := make([]float32, len(all)/p.N)
		conv.Forward(one, alone, x[len(x)/p.N:2*len(x)/p.N], w, nil)
		require.Equal(t, all[len(alone):2*len(alone)], alone)
	}
}

func TestLargeShapesWarmAllocateNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := winogradShapes[2]
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*p.H*p.W*p.O)
	y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
	run := func() {
		conv.Forward(p, y, x, w, nil)
		conv.BackwardData(p, dx, dy, w)
		conv.BackwardWeights(p, dw, nil, x, dy)
	}
	for range 5 {
		run()
	}
	require.Zero(t, testing.AllocsPerRun(20, run))
}

// TestManyChannels compares Winograd by columns, which transforms the weights as it
// goes, with the row pointers: odd numbers of patches, panels that are not full,
// packed weights and an epilogue.
func TestManyChannels(t *testing.T) {
	p := conv.Params{N: 3, H: 5, W: 6, C: 304, O: 336, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1}
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*p.H*p.W*p.O)
	e := conv.Epilogue{Scale: normal(4, p.O), Shift: normal(5, p.O), Residual: normal(6, len(dy)), Relu: true}
	asmtest.EachLevel(t, func(t *testing.T) {
		var want, wantDX []float64
		for _, name := range []string{"indirect", "winograd4x4"} {
			y, dx := make([]float32, len(dy)), make([]float32, len(x))
			require.NoError(t, conv.ForwardWith(name, p, y, x, w, e))
			require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
			if name == "indirect" {
				want, wantDX = wide(y), wide(dx)
				continue
			}
			requireWithin(t, winogradBound, want, y, "forward")
			requireWithin(t, winogradBound, wantDX, dx, "input gradient")
			if conv.Choice(conv.DirForward, p) != name {
				continue
			}
			packed, again := conv.Pack(p, w), make([]float32, len(y))
			conv.ForwardPacked(p, again, x, packed, e)
			packed.Free()
			require.Equal(t, y, again, "packed weights")
		}
	})
}

func wide(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
