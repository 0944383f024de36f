package autograd

// ScaledGradient is the identity with its gradient scaled: a mistake for tests.
func ScaledGradient(x *Variable, by float32) *Variable {
	y := Reshape(x, x.Shape()...)
	n := y.tape.nodes[y.tape.used-1]
	n.scalar = by
	n.backward = func(t *Tape, n *node) {
		dx := t.gradOf(n.in[0])
		for i, g := range n.out.grad.Data() {
			dx[i] = g * n.scalar
		}
		t.gave(n.in[0], dx)
	}
	return y
}
