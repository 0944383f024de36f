package autograd

import "slices"

// Sum adds x up over the given axes, which disappear; over all if none is given.
// Negative axes count from the end. The gradient is dy, repeated.
func Sum(x *Variable, axes ...int) *Variable { return reduce(x, axes, false) }

// Mean is [Sum] divided by the number of terms, and so is its gradient.
func Mean(x *Variable, axes ...int) *Variable { return reduce(x, axes, true) }

func reduce(x *Variable, axes []int, mean bool) *Variable {
	t := tapeOf(x)
	axes = slices.Clone(axes)
	for k, a := range axes {
		axes[k] = axisOf(x.Shape(), a)
	}
	var kept []int
	ones := slices.Clone(x.Shape()) // the result's shape before axes disappear
	terms := 1
	for i, s := range x.Shape() {
		if len(axes) == 0 || slices.Contains(axes, i) {
			ones[i] = 1
			terms *= s
		} else {
			kept = append(kept, s)
		}
	}
	n := t.record(reduceBackward, kept, x)
	n.ints = append(n.ints[:0], ones...)
	n.scalar = 1
	if mean {
		n.scalar = 1 / float32(terms)
	}
	in := x.value.Data()
	sums := make([]float64, n.out.value.Len())
	pairs(x.Shape(), x.Shape(), ones, func(_, i, j int) { sums[j] += float64(in[i]) })
	for j, s := range sums {
		n.out.value.Data()[j] = float32(s * float64(n.scalar))
	}
	return n.out
}

func reduceBackward(t *Tape, n *node) {
	dx, dy := t.gradOf(n.in[0]), n.out.grad.Data()
	pairs(n.in[0].Shape(), n.in[0].Shape(), n.ints, func(_, i, j int) { dx[i] = dy[j] * n.scalar })
	t.gave(n.in[0], dx)
}
