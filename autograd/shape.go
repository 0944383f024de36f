package autograd

import (
	"fmt"
	"slices"

	"freqlens/tensor"
)

// Reshape gives x another shape of as many elements; one size may be -1.
func Reshape(x *Variable, shape ...int) *Variable {
	t := tapeOf(x)
	t.shape = tensor.Resolve(t.shape, x.value.Len(), shape)
	n := t.record(reshapeBackward, t.shape, x)
	copy(n.out.value.Data(), x.value.Data())
	return n.out
}

func reshapeBackward(t *Tape, n *node) {
	dx := t.gradOf(n.in[0])
	copy(dx, n.out.grad.Data())
	t.gave(n.in[0], dx)
}

// wantRank panics unless a shape has n axes: what is computed from the first of more
// axes is wrong without a sign of it.
func wantRank(op string, shape []int, n int) {
	if len(shape) != n {
		panic(fmt.Sprintf("%s: want %d axes, got shape %v", op, n, shape))
	}
}

// ToNHWC makes planar images [N,C,H,W] channels-last, [N,H,W,C].
func ToNHWC(x *Variable) *Variable {
	s := x.Shape()
	wantRank("channels last", s, 4)
	return swap(x, s[0], s[1], s[2]*s[3], []int{s[0], s[2], s[3], s[1]})
}

// ToNCHW makes channels-last images [N,H,W,C] planar, [N,C,H,W].
func ToNCHW(x *Variable) *Variable {
	s := x.Shape()
	wantRank("to planar", s, 4)
	return swap(x, s[0], s[1]*s[2], s[3], []int{s[0], s[3], s[1], s[2]})
}

// swap transposes count matrices; its gradient is transposed back.
func swap(x *Variable, count, rows, cols int, shape []int) *Variable {
	t := tapeOf(x)
	n := t.record(swapBackward, shape, x)
	n.ints = append(n.ints[:0], count, rows, cols)
	tensor.TransposeBatch(n.out.value.Data(), x.value.Data(), count, rows, cols)
	return n.out
}

func swapBackward(t *Tape, n *node) {
	dx := t.gradOf(n.in[0])
	tensor.TransposeBatch(dx, n.out.grad.Data(), n.ints[0], n.ints[2], n.ints[1])
	t.gave(n.in[0], dx)
}

// Transpose reorders the axes: axis i of the result is axis axes[i] of x; negative
// axes count from the last. The gradient is reordered back.
func Transpose(x *Variable, axes ...int) *Variable {
	t := tapeOf(x)
	axes = tensor.Permutation(x.Shape(), axes)
	shape := make([]int, len(axes))
	for i, a := range axes {
		shape[i] = x.Dim(a)
	}
	n := t.record(transposeBackward, shape, x)
	n.ints = append(n.ints[:0], axes...)
	tensor.Transpose(&n.out.value, &x.value, axes...)
	return n.out
}

func transposeBackward(t *Tape, n *node) {
	back := make([]int, len(n.ints))
	for i, a := range n.ints {
		back[a] = i
	}
	dx := t.gradOf(n.in[0])
	tensor.Transpose(tensor.From(dx, n.in[0].Shape()...), &n.out.grad, back...)
	t.gave(n.in[0], dx)
}

// Concat joins variables along an axis, outside of which their shapes are equal; a
// negative axis counts from the last. Each gets its part of the gradient.
func Concat(axis int, xs ...*Variable) *Variable {
	t := tapeOf(xs...)
	shape := slices.Clone(xs[0].Shape())
	axis = axisOf(shape, axis)
	for _, x := range xs[1:] {
		s := x.Shape()
		if len(s) != len(shape) || !slices.Equal(s[:axis], shape[:axis]) || !slices.Equal(s[axis+1:], shape[axis+1:]) {
			panic(fmt.Sprintf("concat: shapes %v and %v differ outside axis %d", xs[0].Shape(), s, axis))
		}
		shape[axis] += s[axis]
	}
	n := t.record(concatBackward, shape, xs...)
	n.ints = append(n.ints[:0], axis)
	at := 0
	for _, x := range xs {
		at += copyPart(n.out.value.Data(), x.value.Data(), shape, x.Shape(), axis, at, true)
	}
	return n.out
}

// copyPart copies between a tensor and the part of it that starts at position
// at of an axis; whole receives if join is set. It returns the part's size.
func copyPart(whole, part []float32, wholeShape, partShape []int, axis, at int, join bool) int {
	outer, size, inner := split(partShape, axis)
	stride := wholeShape[axis] * inner
	for o := range outer {
		w, p := whole[o*stride+at*inner:][:size*inner], part[o*size*inner:][:size*inner]
		if join {
			copy(w, p)
		} else {
			copy(p, w)
		}
	}
	return size
}

func concatBackward(t *Tape, n *node) {
	axis, at := n.ints[0], 0
	for _, x := range n.in {
		if !t.wants(x) {
			at += x.Dim(axis)
			continue
		}
		dx := t.gradOf(x)
		at += copyPart(n.out.grad.Data(), dx, n.out.Shape(), x.Shape(), axis, at, false)
		t.gave(x, dx)
	}
}

// Slice takes elements starts[i] to stops[i]-1 of each axis i; the gradient is
// zero elsewhere.
func Slice(x *Variable, starts, stops []int) *Variable {
	t := tapeOf(x)
	if len(starts) != len(x.Shape()) || len(stops) != len(starts) {
		panic(fmt.Sprintf("slice: %d starts and %d stops for shape %v", len(starts), len(stops), x.Shape()))
	}
	shape := make([]int, len(starts))
	for i := range starts {
		if starts[i] < 0 || stops[i] < starts[i] || stops[i] > x.Dim(i) {
			panic(fmt.Sprintf("slice: %d to %d lies outside axis %d of %v", starts[i], stops[i], i, x.Shape()))
		}
		shape[i] = stops[i] - starts[i]
	}
	n := t.record(sliceBackward, shape, x)
	n.ints = append(n.ints[:0], starts...)
	in, out := x.value.Data(), n.out.value.Data()
	box(x.Shape(), shape, starts, func(whole, part int) { out[part] = in[whole] })
	return n.out
}

func sliceBackward(t *Tape, n *node) {
	dx, dy := t.gradOf(n.in[0]), n.out.grad.Data()
	clear(dx)
	box(n.in[0].Shape(), n.out.Shape(), n.ints, func(whole, part int) { dx[whole] = dy[part] })
	t.gave(n.in[0], dx)
}

// Pad surrounds x with a constant: before[i] and after[i] elements on axis i.
func Pad(x *Variable, before, after []int, value float32) *Variable {
	t := tapeOf(x)
	shape := slices.Clone(x.Shape())
	for i := range shape {
		shape[i] += before[i] + after[i]
	}
	n := t.record(padBackward, shape, x)
	n.ints = append(n.ints[:0], before...)
	n.out.value.Fill(value)
	in, out := x.value.Data(), n.out.value.Data()
	box(shape, x.Shape(), before, func(whole, part int) { out[whole] = in[part] })
	return n.out
}

func padBackward(t *Tape, n *node) {
	dx, dy := t.gradOf(n.in[0]), n.out.grad.Data()
	box(n.out.Shape(), n.in[0].Shape(), n.ints, func(whole, part int) { dx[part] = dy[whole] })
	t.gave(n.in[0], dx)
}

// box walks a box inside a larger array and calls f with the offsets of
// each element in both.
func box(whole, part, starts []int, f func(whole, part int)) {
	rank := len(part)
	stride := make([]int, rank)
	step, at, total := 1, 0, 1
	for i := rank - 1; i >= 0; i-- {
		stride[i] = step
		at += starts[i] * step
		step *= whole[i]
		total *= part[i]
	}
	index := make([]int, rank)
	for p := range total {
		f(at, p)
		for axis := rank - 1; axis >= 0; axis-- {
			index[axis]++
			at += stride[axis]
			if index[axis] < part[axis] {
				break
			}
			at -= stride[axis] * index[axis]
			index[axis] = 0
		}
	}
}
