package autograd

import "freqlens/tensor"

// Dropout sets each value to 0 with probability p and divides the others by
// 1-p. The same factors apply to the gradient.
func Dropout(x *Variable, p float32, rng *tensor.Rand) *Variable {
	t := tapeOf(x)
	n := t.record(dropoutBackward, x.Shape(), x)
	factor := t.save(n, x.value.Len())
	out := n.out.value.Data()
	for i, v := range x.value.Data() {
		factor[i] = 0
		if rng.Float32() >= p {
			factor[i] = 1 / (1 - p)
		}
		out[i] = v * factor[i]
	}
	return n.out
}

func dropoutBackward(t *Tape, n *node) {
	dx, dy := t.gradOf(n.in[0]), n.out.grad.Data()
	for i, f := range n.saved[0] {
		dx[i] = dy[i] * f
	}
	t.gave(n.in[0], dx)
}
