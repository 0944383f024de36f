package conv_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// randomShape draws a convolution of at most 50000 multiplications.
func randomShape(rng *rand.Rand) conv.Params {
	for {
		p := conv.Params{
			N: 1 + rng.IntN(3), H: 1 + rng.IntN(17), W: 1 + rng.IntN(17),
			KH: 1 + rng.IntN(4), KW: 1 + rng.IntN(4), SH: 1 + rng.IntN(3), SW: 1 + rng.IntN(3),
			PH: rng.IntN(4), PW: rng.IntN(4), DH: 1 + rng.IntN(2), DW: 1 + rng.IntN(2), Groups: 1 + rng.IntN(9),
		}
		switch rng.IntN(5) {
		case 0:
			p.C, p.O = p.Groups*(1+rng.IntN(5)), p.Groups*(1+rng.IntN(5))
		case 1: // depthwise
			p.Groups = 1 + rng.IntN(40)
			p.C, p.O = p.Groups, p.Groups
		case 2: // Winograd
			p.KH, p.KW, p.SH, p.SW, p.DH, p.DW, p.Groups = 3, 3, 1, 1, 1, 1, 1
			p.C, p.O = 1+rng.IntN(40), 1+rng.IntN(40)
		case 3: // spectra
			p.KH = 1 + rng.IntN(9)
			p.KW, p.SH, p.SW, p.DH, p.DW, p.Groups = p.KH, 1, 1, 1, 1, 1
			p.C, p.O = 1+rng.IntN(20), 1+rng.IntN(20)
		default:
			p.Groups = 1
			p.C, p.O = 1+rng.IntN(20), 1+rng.IntN(40)
		}
		if p.Check() != nil {
			continue
		}
		oh, ow := p.Out()
		if p.N*oh*ow*p.O*p.KH*p.KW*p.C/p.Groups < 50000 {
			return p
		}
	}
}

// TestRandomShapesAgainstDefinition holds every algorithm against the definition,
// for sizes, strides, dilations and groups that nobody thought of.
func TestRandomShapesAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(11, 12))
		shapes := 60
		if testing.Short() {
			shapes = 15
		}
		for range shapes {
			checkShape(t, randomShape(rng))
		}
	})
}

// TestKernelThatMissesTheImage: a stride longer than the image may leave it between
// the windows, which see padding alone.
func TestKernelThatMissesTheImage(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		checkShape(t, conv.Params{N: 3, H: 1, W: 5, C: 19, O: 17, KH: 1, KW: 3, SH: 3, SW: 1, PH: 2, PW: 1, DH: 1, DW: 1, Groups: 1})
		checkShape(t, conv.Params{N: 2, H: 1, W: 1, C: 6, O: 9, KH: 1, KW: 1, SH: 3, SW: 3, PH: 2, PW: 2, DH: 1, DW: 1, Groups: 3})
	})
}

func FuzzConvolution(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		checkShape(t, randomShape(rand.New(rand.NewPCG(seed, 13))))
	})
}

// groupedShapes take the paths of many groups: several parts of an image, several
// shards and slices of the weight gradient, merged groups.
var groupedShapes = []conv.Params{
	{N: 2, H: 40, W: 11, C: 80, O: 80, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 80},
	{N: 17, H: 9, W: 8, C: 35, O: 35, KH: 5, KW: 4, SH: 2, SW: 1, PH: 2, PW: 0, DH: 1, DW: 2, Groups: 35},
	{N: 2, H: 12, W: 12, C: 64, O: 64, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 16},
	{N: 2, H: 11, W: 9, C: 36, O: 36, KH: 5, KW: 3, SH: 1, SW: 2, PH: 2, PW: 0, DH: 2, DW: 1, Groups: 9},
	{N: 2, H: 12, W: 12, C: 48, O: 96, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 3},
	{N: 2, H: 6, W: 6, C: 12, O: 36, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 12},
}

func TestGroupsAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range groupedShapes {
			checkShape(t, p)
		}
	})
}

func TestGroupsWarmAllocateNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for _, p := range groupedShapes {
		warmAllocatesNothing(t, p)
	}
}

func TestGroupsSameBitsForAnyThreadCount(t *testing.T) {
	for _, p := range groupedShapes {
		sameBits(t, p)
	}
}

// TestLargeOutputsAreThoseOfOneImage: what is more than the caches hold is written
// past them.
func TestLargeOutputsAreThoseOfOneImage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 70 MB")
	}
	p := conv.Params{N: 65, H: 32, W: 32, C: 128, O: 128, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 128}
	image := p.H * p.W * p.C
	x, w, y := make([]float32, p.N*image), normal(1, 9*p.C), make([]float32, p.N*image)
	some := normal(2, 3*image+1000)
	for n := range p.N {
		copy(x[n*image:][:image], some[n*31:])
	}
	conv.Forward(p, y, x, w, nil)
	one := p
	one.N = 1
	alone := make([]float32, image)
	for _, n := range []int{0, 40, 64} {
		conv.Forward(one, alone, x[n*image:][:image], w, nil)
		if !slices.Equal(alone, y[n*image:][:image]) {
			t.Fatalf("image %d has another result alone", n)
		}
	}
}

func TestDepthwiseIsChosen(t *testing.T) {
	require.Equal(t, "depthwise", conv.Choice(conv.DirForward, groupedShapes[0]))
	require.Equal(t, "grouped", conv.Choice(conv.DirBackwardData, groupedShapes[2]))
	require.Equal(t, "indirect", conv.Choice(conv.DirBackwardWeights, groupedShapes[2]))
	p := groupedShapes[2]
	require.ErrorContains(t, conv.ForwardWith("depthwise", p, nil, nil, nil, conv.Epilogue{}), "depthwise is for")
}
