package conv_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// fourierBound is less than that of the other algorithms: a sum over a kernel of
// K*K pixels is one over 2 log2(size) butterflies instead. The largest error seen was
// 2.8e-7.
const fourierBound = 2e-6

// fourierShapes are what "fft" is for: large kernels, patches that leave the image
// on every side, odd and even numbers of them, channels that are no multiple of a
// register, and several blocks of patches.
var fourierShapes = []conv.Params{
	{N: 2, H: 30, W: 23, C: 3, O: 20, KH: 7, KW: 7, SH: 1, SW: 1, PH: 3, PW: 3, DH: 1, DW: 1, Groups: 1},
	{N: 1, H: 16, W: 16, C: 24, O: 5, KH: 11, KW: 11, SH: 1, SW: 1, PH: 0, PW: 5, DH: 1, DW: 1, Groups: 1},
	{N: 3, H: 9, W: 40, C: 17, O: 33, KH: 5, KW: 5, SH: 1, SW: 1, PH: 4, PW: 0, DH: 1, DW: 1, Groups: 1},
	{N: 1, H: 20, W: 20, C: 2, O: 2, KH: 19, KW: 19, SH: 1, SW: 1, PH: 9, PW: 9, DH: 1, DW: 1, Groups: 1},
}

// fourierBlocks is one of many blocks, too large for the definition at every level.
var fourierBlocks = conv.Params{N: 9, H: 32, W: 32, C: 32, O: 40, KH: 7, KW: 7, SH: 1, SW: 1, PH: 3, PW: 3, DH: 1, DW: 1, Groups: 1}

func TestFourierAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range fourierShapes {
			checkShape(t, p)
		}
	})
}

// TestFourierBlocks compares with "indirect", whose tests have the definition.
func TestFourierBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("long under emulation")
	}
	p := fourierBlocks
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C*p.O), normal(3, p.N*p.H*p.W*p.O)
	results := func(algorithm string) [][]float32 {
		y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
		require.NoError(t, conv.ForwardWith(algorithm, p, y, x, w, conv.Epilogue{}))
		require.NoError(t, conv.BackwardDataWith(algorithm, p, dx, dy, w))
		require.NoError(t, conv.BackwardWeightsWith(algorithm, p, dw, nil, x, dy))
		return [][]float32{y, dx, dw}
	}
	want, got := results("indirect"), results("fft")
	for i := range want {
		requireClose(t, wide(want[i]), got[i], string([]conv.Direction{conv.DirForward, conv.DirBackwardData, conv.DirBackwardWeights}[i]))
	}
	for _, procs := range []int{1, 3} {
		before := runtime.GOMAXPROCS(procs)
		again := results("fft")
		runtime.GOMAXPROCS(before)
		require.Equal(t, got, again, "other bits with %d threads", procs)
	}
	one := p
	one.N = 1
	image := len(got[0]) / p.N
	alone := make([]float32, image)
	require.NoError(t, conv.ForwardWith("fft", one, alone, x[3*len(x)/p.N:4*len(x)/p.N], w, conv.Epilogue{}))
	require.Equal(t, got[0][3*image:4*image], alone, "an image alone and among others")
}

func TestFourierWarmAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	p := fourierShapes[0]
	oh, ow := p.Out()
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C*p.O), normal(3, p.N*oh*ow*p.O)
	y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
	run := func() {
		_ = conv.ForwardWith("fft", p, y, x, w, conv.Epilogue{Relu: true})
		_ = conv.BackwardDataWith("fft", p, dx, dy, w)
		_ = conv.BackwardWeightsWith("fft", p, dw, nil, x, dy)
	}
	for range 5 {
		run()
	}
	require.Zero(t, testing.AllocsPerRun(20, run))
}

func TestFourierSaysWhatItIsFor(t *testing.T) {
	p := fourierShapes[0]
	p.SH = 2
	require.ErrorContains(t, conv.ForwardWith("fft", p, nil, nil, nil, conv.Epilogue{}), "fft is for one group and square kernels with stride 1")
}
