package autograd

import (
	"fmt"

	"freqlens/tensor"
	"freqlens/tensor/gemm"
)

// Linear is y = x w^T + b for x [N,In], w [Out,In] and b [Out], which may be nil.
//
//	dx = dy w,  dw = dy^T x,  db = sum of the rows of dy
func Linear(x, w, b *Variable) *Variable {
	t := tapeOf(x, w)
	wantRank("linear: input", x.Shape(), 2)
	wantRank("linear: weight", w.Shape(), 2)
	m, k, out := x.Dim(0), x.Dim(1), w.Dim(0)
	if w.Dim(1) != k {
		panic(fmt.Sprintf("linear: input has %d features, weight expects %d", k, w.Dim(1)))
	}
	if b != nil && b.value.Len() != out {
		panic(fmt.Sprintf("linear: bias has %d values, weight expects %d", b.value.Len(), out))
	}
	n := t.record(linearBackward, []int{m, out}, x, w, b)
	y := n.out.value.Data()
	beta := float32(0)
	if b != nil {
		beta = 1
		for i := range m {
			copy(y[i*out:], b.value.Data())
		}
	}
	gemm.Gemm(false, true, m, out, k, 1, x.value.Data(), k, w.value.Data(), k, beta, y, out)
	return n.out
}

func linearBackward(t *Tape, n *node) {
	x, w, b := n.in[0], n.in[1], n.in[2]
	m, k, out := x.Dim(0), x.Dim(1), w.Dim(0)
	dy := n.out.grad.Data()
	if t.wants(w) {
		dw := t.gradOf(w)
		gemm.Gemm(true, false, out, k, m, 1, dy, out, x.value.Data(), k, 0, dw, k)
		t.gave(w, dw)
	}
	if t.wants(b) {
		db := t.gradOf(b)
		tensor.SumRows(db, dy)
		t.gave(b, db)
	}
	if t.wants(x) {
		dx := t.gradOf(x)
		gemm.Gemm(false, false, m, k, out, 1, dy, out, w.value.Data(), k, 0, dx, k)
		t.gave(x, dx)
	}
}

// MatMul is the product of a [M,K] and b [K,N].
//
//	da = dy b^T,  db = a^T dy
func MatMul(a, b *Variable) *Variable {
	t := tapeOf(a, b)
	wantRank("matmul: left side", a.Shape(), 2)
	wantRank("matmul: right side", b.Shape(), 2)
	m, k, cols := a.Dim(0), a.Dim(1), b.Dim(1)
	if b.Dim(0) != k {
		panic(fmt.Sprintf("matmul: %v times %v does not fit", a.Shape(), b.Shape()))
	}
	n := t.record(matmulBackward, []int{m, cols}, a, b)
	gemm.Gemm(false, false, m, cols, k, 1, a.value.Data(), k, b.value.Data(), cols, 0, n.out.value.Data(), cols)
	return n.out
}

func matmulBackward(t *Tape, n *node) {
	a, b := n.in[0], n.in[1]
	m, k, cols := a.Dim(0), a.Dim(1), b.Dim(1)
	dy := n.out.grad.Data()
	if t.wants(a) {
		da := t.gradOf(a)
		gemm.Gemm(false, true, m, k, cols, 1, dy, cols, b.value.Data(), cols, 0, da, k)
		t.gave(a, da)
	}
	if t.wants(b) {
		db := t.gradOf(b)
		gemm.Gemm(true, false, k, cols, m, 1, a.value.Data(), k, dy, cols, 0, db, cols)
		t.gave(b, db)
	}
}
