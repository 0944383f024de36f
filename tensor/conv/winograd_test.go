package conv_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor/conv"
)

func TestWinogradAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][6]int{{2, 8, 8, 16, 32, 1}, {3, 9, 7, 20, 33, 1}, {1, 5, 6, 17, 16, 0}, {2, 4, 4, 40, 70, 2}, {40, 8, 8, 24, 16, 1}} {
			p := conv.Params{N: s[0], H: s[1], W: s[2], C: s[3], O: s[4], KH: 3, KW: 3, SH: 1, SW: 1, PH: s[5], PW: s[5], DH: 1, DW: 1, Groups: 1}
			oh, ow := p.Out()
			x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O), normal(3, p.N*oh*ow*p.O)
			direct := conv.Direct{Params: p}
			y, dx, dw := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w))
			wantY, wantDX := direct.Forward(x, w, nil), direct.BackwardData(dy, w)
			wantDW, _ := direct.BackwardWeights(x, dy)
			for _, name := range []string{"winograd4x4", "winograd2x2"} {
				require.NoError(t, conv.ForwardWith(name, p, y, x, w, conv.Epilogue{}))
				requireClose(t, wantY, y, name+" forward")
				require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
				requireClose(t, wantDX, dx, name+" input gradient")
				require.NoError(t, conv.BackwardWeightsWith(name, p, dw, nil, x, dy))
				requireClose(t, wantDW, dw, name+" weight gradient")
			}
		}
	})
}
