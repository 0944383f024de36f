package conv_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// stride2Shapes are patches that end at the edge or not, panels that are not full,
// shards (many patches), units, and weights that are transformed by columns.
var stride2Shapes = []conv.Params{
	{N: 2, H: 16, W: 16, C: 32, O: 48, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 3, H: 9, W: 7, C: 70, O: 65, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 40, H: 23, W: 18, C: 17, O: 20, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 3, H: 8, W: 6, C: 304, O: 336, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
}

// TestWinogradStride2 compares with the row pointers, which other tests compare with
// the definition.
func TestWinogradStride2(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range stride2Shapes {
			oh, ow := p.Out()
			x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*oh*ow*p.O)
			e := conv.Epilogue{Scale: normal(4, p.O), Shift: normal(5, p.O), Residual: normal(6, len(dy)), Relu: true}
			var want [3][]float64
			for _, name := range []string{"indirect", "winograd4x4s2"} {
				y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
				require.NoError(t, conv.ForwardWith(name, p, y, x, w, e))
				require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
				require.NoError(t, conv.BackwardWeightsWith(name, p, dw, nil, x, dy))
				if name == "indirect" {
					want = [3][]float64{wide(y), wide(dx), wide(dw)}
					continue
				}
				requireWithin(t, winogradBound, want[0], y, "forward")
				requireWithin(t, winogradBound, want[1], dx, "input gradient")
				requireWithin(t, winogradBound, want[2], dw, "weight gradient")
			}
		}
	})
}

// TestWinogradStride2HasTheSameBits for any number of threads, and forward for an
// image in any batch.
func TestWinogradStride2HasTheSameBits(t *testing.T) {
	for _, p := range stride2Shapes {
		oh, ow := p.Out()
		x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*oh*ow*p.O)
		var first [3][]float32
		for _, procs := range []int{1, 2, 3} {
			before := runtime.GOMAXPROCS(procs)
			got := [3][]float32{make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))}
			require.NoError(t, conv.ForwardWith("winograd4x4s2", p, got[0], x, w, conv.Epilogue{}))
			require.NoError(t, conv.BackwardDataWith("winograd4x4s2", p, got[1], dy, w))
			require.NoError(t, conv.BackwardWeightsWith("winograd4x4s2", p, got[2], nil, x, dy))
			runtime.GOMAXPROCS(before)
			if procs == 1 {
				first = got
			}
			require.Equal(t, first, got)
		}
		one, alone := p, make([]float32, len(dy)/p.N)
		one.N = 1
		require.NoError(t, conv.ForwardWith("winograd4x4s2", one, alone, x[len(x)/p.N:][:len(x)/p.N], w, conv.Epilogue{}))
		require.Equal(t, first[0][len(alone):][:len(alone)], alone)
	}
}

func TestWinogradStride2IsForThatOnly(t *testing.T) {
	p := stride2Shapes[0]
	p.PH = 0
	require.ErrorContains(t, conv.ForwardWith("winograd4x4s2", p, nil, nil, nil, conv.Epilogue{}), "stride 2 and padding 1")
}
