package conv_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// pointwiseShapes have kernels of one position: several parts, a rest of pixels
// and of columns, rows and columns of the image that no output reads.
var pointwiseShapes = []conv.Params{
	{N: 3, H: 7, W: 5, C: 20, O: 37, KH: 1, KW: 1, SH: 1, SW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 1, H: 40, W: 31, C: 5, O: 70, KH: 1, KW: 1, SH: 1, SW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 9, W: 8, C: 36, O: 40, KH: 1, KW: 1, SH: 2, SW: 2, DH: 1, DW: 1, Groups: 1},
	{N: 3, H: 8, W: 9, C: 70, O: 5, KH: 1, KW: 1, SH: 3, SW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 5, W: 31, C: 6, O: 20, KH: 1, KW: 1, SH: 1, SW: 2, DH: 1, DW: 1, Groups: 1},
	{N: 40, H: 3, W: 4, C: 33, O: 33, KH: 1, KW: 1, SH: 2, SW: 2, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 6, W: 6, C: 8, O: 6, KH: 1, KW: 1, SH: 2, SW: 2, DH: 1, DW: 1, Groups: 2},
	{N: 2, H: 6, W: 6, C: 8, O: 6, KH: 1, KW: 1, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
}

func TestPointwiseAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range pointwiseShapes {
			checkShape(t, p)
		}
	})
}

// TestPointwiseBitsDoNotDependOnTheBatch: an image has the same results alone.
func TestPointwiseBitsDoNotDependOnTheBatch(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range pointwiseShapes {
			oh, ow := p.Out()
			in, out := p.H*p.W*p.C, oh*ow*p.O
			x, w, dy := normal(1, p.N*in), normal(2, p.C/p.Groups*p.O), normal(3, p.N*out)
			y, dx := make([]float32, p.N*out), make([]float32, p.N*in)
			conv.Forward(p, y, x, w, nil)
			conv.BackwardData(p, dx, dy, w)
			one := p
			one.N = 1
			y1, dx1 := make([]float32, out), make([]float32, in)
			for n := range p.N {
				conv.Forward(one, y1, x[n*in:][:in], w, nil)
				require.Equal(t, y[n*out:][:out], y1, "output of image %d of %+v", n, p)
				conv.BackwardData(one, dx1, dy[n*out:][:out], w)
				require.Equal(t, dx[n*in:][:in], dx1, "gradient of image %d of %+v", n, p)
			}
		}
	})
}
