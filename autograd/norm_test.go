package autograd_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	. "freqlens/autograd"
	"freqlens/tensor"
)

// normNet is a convolution, a batch norm and what may stand around them: the
// places where a gradient could take the memory of something still needed.
type normNet struct {
	train, relu, residual bool
	shareConv             bool // the convolution's output is used once more
	shareRes              bool // and so is the shortcut
}

// run returns the gradients of all inputs, with the addition and the ReLU fused
// into the batch norm or as operations of their own.
func (c normNet) run(in []*tensor.Tensor, fused bool) [][]float32 {
	tape := NewTape()
	var v []*Variable
	for _, x := range in {
		v = append(v, tape.Watch(x))
	}
	state := &BNState{Mean: tensor.New(5), Var: tensor.New(5), Momentum: 0.1, Eps: 1e-5}
	state.Var.Fill(2)
	z := Conv2D(v[0], v[1], nil, ConvOptions{Padding: [2]int{1, 1}})
	if !fused {
		z = Reshape(z, z.Shape()...) // whose memory no gradient takes
	}
	var early *Variable
	if c.shareConv {
		early = Mul(z, z)
	}
	var res *Variable
	if c.residual {
		res = Conv2D(v[0], v[4], nil, ConvOptions{})
	}
	var y *Variable
	if fused {
		y = BatchNorm(z, v[2], v[3], res, state, c.train, c.relu)
	} else {
		y = BatchNorm(z, v[2], v[3], nil, state, c.train, false)
		if c.residual {
			y = Add(y, res)
		}
		if c.relu {
			y = ReLU(y)
		}
	}
	if c.shareConv {
		y = Mul(y, early) // whose gradient comes after the batch norm's
	}
	if c.shareRes {
		y = Mul(y, res)
	}
	gy := tensor.New(y.Shape()...)
	for i := range gy.Data() {
		gy.Data()[i] = float32(i%11) - 4
	}
	tape.BackwardFrom(y, gy)
	var grads [][]float32
	for i, x := range v {
		if i < 4 || c.residual {
			grads = append(grads, append([]float32(nil), x.Grad().Data()...))
		}
	}
	return grads
}

func TestFusedBatchNormAgainstComposition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		in := inputs([][]int{{3, 6, 7, 5}, {3, 3, 5, 5}, {5}, {5}, {1, 1, 5, 5}})
		for i := range 32 {
			c := normNet{i&1 > 0, i&2 > 0, i&4 > 0, i&8 > 0, i&12 == 12 && i&16 > 0}
			want, got := c.run(in, false), c.run(in, true)
			for k := range want {
				require.InDeltaSlice(t, want[k], got[k], 1e-4, fmt.Sprintf("%+v, input %d", c, k))
			}
		}
	})
}
