package conv_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

// TestBackwardDataAdd compares with the gradient and an addition.
func TestBackwardDataAdd(t *testing.T) {
	few := winogradShapes[2:] // the others are the same paths with more images
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range append(append([]conv.Params(nil), shapes...), few...) {
			oh, ow := p.Out()
			w, dy := normal(2, p.KH*p.KW*p.C/p.Groups*p.O), normal(3, p.N*oh*ow*p.O)
			share, got := normal(4, p.N*p.H*p.W*p.C), normal(4, p.N*p.H*p.W*p.C)
			dx := make([]float32, len(share))
			conv.BackwardData(p, dx, dy, w)
			conv.BackwardDataAdd(p, got, dy, w)
			for i := range dx {
				require.InDelta(t, share[i]+dx[i], got[i], 2e-5*float64(p.O), fmt.Sprintf("%+v at %d", p, i))
			}
		}
	})
}
