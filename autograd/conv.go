package autograd

import (
	"fmt"

	"freqlens/tensor/conv"
)

// ConvOptions describes a convolution. Zero strides, dilations and groups mean 1.
type ConvOptions struct {
	Stride, Padding, Dilation [2]int // height, width
	Groups                    int
}

// Params gives the convolution of an input [N,H,W,C] by weights [KH,KW,C/groups,O].
func (o ConvOptions) Params(x, w []int) conv.Params {
	wantRank("conv2d: input", x, 4)
	wantRank("conv2d: weight", w, 4)
	or1 := func(n int) int { return max(n, 1) }
	p := conv.Params{
		N: x[0], H: x[1], W: x[2], C: x[3], O: w[3], KH: w[0], KW: w[1],
		SH: or1(o.Stride[0]), SW: or1(o.Stride[1]), PH: o.Padding[0], PW: o.Padding[1],
		DH: or1(o.Dilation[0]), DW: or1(o.Dilation[1]), Groups: or1(o.Groups),
	}
	if x[3] != w[2]*p.Groups {
		panic(fmt.Sprintf("conv2d: input has %d channels, weight expects %d", x[3], w[2]*p.Groups))
	}
	if err := p.Check(); err != nil {
		panic(err.Error())
	}
	return p
}

// Conv2D convolves x [N,H,W,C] with w [KH,KW,C/groups,O] and adds b [O], which
// may be nil. The result is [N,OH,OW,O].
//
//	dx = dy * w turned round,  dw = x * dy,  db = sum of dy
func Conv2D(x, w, b *Variable, o ConvOptions) *Variable {
	t := tapeOf(x, w)
	p := o.Params(x.Shape(), w.Shape())
	oh, ow := p.Out()
	n := t.record(convBackward, []int{p.N, oh, ow, p.O}, x, w, b)
	n.conv, n.out.spare = p, true
	conv.Forward(p, n.out.value.Data(), x.value.Data(), w.value.Data(), dataOf(b))
	return n.out
}

func dataOf(v *Variable) []float32 {
	if v == nil {
		return nil
	}
	return v.value.Data()
}

func convBackward(t *Tape, n *node) {
	x, w, b := n.in[0], n.in[1], n.in[2]
	dy := n.out.grad.Data()
	if t.wants(w) || t.wants(b) {
		var dw, db []float32
		if t.wants(b) {
			db = t.gradOf(b)
		}
		if t.wants(w) {
			dw = t.gradOf(w)
		} else {
			dw = t.pool.Get(w.value.Len())
		}
		conv.BackwardWeights(n.conv, dw, db, x.value.Data(), dy)
		if t.wants(w) {
			t.gave(w, dw)
		} else {
			t.pool.Put(dw)
		}
		if db != nil {
			t.gave(b, db)
		}
	}
	if t.wants(x) {
		if x.has && x.tape != nil {
			conv.BackwardDataAdd(n.conv, x.grad.Data(), dy, w.value.Data())
			return
		}
		dx := t.gradOf(x)
		conv.BackwardData(n.conv, dx, dy, w.value.Data())
		t.gave(x, dx)
	}
}

// Conv2DFolded is a convolution followed by a fixed shift per output channel (a scale
// is in the weights), an addition and a ReLU, in one pass: what is left of convolution,
// batch norm, shortcut and ReLU once training is over. It has no gradient.
func Conv2DFolded(x *Variable, w conv.Packed, p conv.Params, shift []float32, residual *Variable, relu bool) *Variable {
	t := tapeOf(x)
	if !t.inference {
		panic("autograd: Conv2DFolded has no gradient; use it on an inference tape")
	}
	oh, ow := p.Out()
	n := t.record(nil, []int{p.N, oh, ow, p.O}, x)
	conv.ForwardPacked(p, n.out.value.Data(), x.value.Data(), w, conv.Epilogue{Shift: shift, Residual: dataOf(residual), Relu: relu})
	return n.out
}
