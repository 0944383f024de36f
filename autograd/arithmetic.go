package autograd

import (
	"fmt"
	"slices"
)

// binary is an arithmetic operation with its two partial derivatives.
type binary struct {
	name   string
	f      func(a, b float32) float32
	da, db func(a, b float32) float32
}

func one(_, _ float32) float32 { return 1 }

var (
	addition       = &binary{"add", func(a, b float32) float32 { return a + b }, one, one}
	subtraction    = &binary{"sub", func(a, b float32) float32 { return a - b }, one, func(_, _ float32) float32 { return -1 }}
	multiplication = &binary{"mul", func(a, b float32) float32 { return a * b },
		func(_, b float32) float32 { return b }, func(a, _ float32) float32 { return a }}
	division = &binary{"div", func(a, b float32) float32 { return a / b },
		func(_, b float32) float32 { return 1 / b }, func(a, b float32) float32 { return -a / (b * b) }}
	binaries = []*binary{addition, subtraction, multiplication, division}
)

// Add is a + b. Shapes broadcast as in NumPy: they are aligned at the last
// axis, and a size of 1 is repeated. A repeated operand's gradient is the sum
// over its copies.
func Add(a, b *Variable) *Variable { return combine(0, a, b) }

// Sub is a - b; da = dy, db = -dy.
func Sub(a, b *Variable) *Variable { return combine(1, a, b) }

// Mul is a * b; da = dy*b, db = dy*a.
func Mul(a, b *Variable) *Variable { return combine(2, a, b) }

// Div is a / b; da = dy/b, db = -dy*a/b².
func Div(a, b *Variable) *Variable { return combine(3, a, b) }

func combine(which int, a, b *Variable) *Variable {
	op := binaries[which]
	t := tapeOf(a, b)
	shape := a.Shape()
	if !a.value.SameShape(&b.value) {
		shape = broadcast(op.name, a.Shape(), b.Shape())
	}
	n := t.record(combineBackward, shape, a, b)
	n.ints = append(n.ints[:0], which)
	x, y, out := a.value.Data(), b.value.Data(), n.out.value.Data()
	pairs(shape, a.Shape(), b.Shape(), func(o, i, j int) { out[o] = op.f(x[i], y[j]) })
	return n.out
}

func combineBackward(t *Tape, n *node) {
	op, a, b := binaries[n.ints[0]], n.in[0], n.in[1]
	x, y, dy := a.value.Data(), b.value.Data(), n.out.grad.Data()
	shape := n.out.Shape()
	if t.wants(a) {
		da := t.gradOf(a)
		clear(da)
		pairs(shape, a.Shape(), b.Shape(), func(o, i, j int) { da[i] += float32(dy[o] * op.da(x[i], y[j])) })
		t.gave(a, da)
	}
	if t.wants(b) {
		db := t.gradOf(b)
		clear(db)
		pairs(shape, a.Shape(), b.Shape(), func(o, i, j int) { db[j] += float32(dy[o] * op.db(x[i], y[j])) })
		t.gave(b, db)
	}
}

// broadcast returns the common shape of a and b.
func broadcast(op string, a, b []int) []int {
	out := make([]int, max(len(a), len(b)))
	for i := range out {
		x, y := sizeFromEnd(a, len(out)-i), sizeFromEnd(b, len(out)-i)
		if x != y && x != 1 && y != 1 {
			panic(fmt.Sprintf("%s: shapes %v and %v do not broadcast", op, a, b))
		}
		out[i] = max(x, y)
		if x == 0 || y == 0 {
			out[i] = 0
		}
	}
	return out
}

func sizeFromEnd(shape []int, i int) int {
	if i > len(shape) {
		return 1
	}
	return shape[len(shape)-i]
}

// pairs calls f with the offsets of every output element and of the elements of
// the two operands that make it.
func pairs(shape, a, b []int, f func(o, i, j int)) {
	total := 1
	for _, s := range shape {
		total *= s
	}
	if slices.Equal(a, b) {
		for o := range total {
			f(o, o, o)
		}
		return
	}
	stepA, stepB := steps(shape, a), steps(shape, b)
	index := make([]int, len(shape))
	i, j := 0, 0
	for o := range total {
		f(o, i, j)
		for axis := len(shape) - 1; axis >= 0; axis-- {
			index[axis]++
			i, j = i+stepA[axis], j+stepB[axis]
			if index[axis] < shape[axis] {
				break
			}
			i, j = i-stepA[axis]*index[axis], j-stepB[axis]*index[axis]
			index[axis] = 0
		}
	}
}

// steps returns how far an operand's offset moves along each axis of the
// output: 0 where it is repeated.
func steps(shape, operand []int) []int {
	out := make([]int, len(shape))
	step := 1
	for i := 1; i <= len(shape); i++ {
		size := sizeFromEnd(operand, i)
		if size != 1 {
			out[len(shape)-i] = step
		}
		step *= size
	}
	return out
}
