package autograd

import (
	"freqlens/asm"
	"freqlens/tensor"
	"freqlens/tensor/conv"
)

// Variable is a tensor that takes part in a computation.
type Variable struct {
	value tensor.Tensor
	grad  tensor.Tensor
	name  string
	tape  *Tape // nil for parameters
	// wants is set if a gradient must reach this variable.
	wants bool
	// has is set once grad holds a gradient.
	has bool
	// owned is set if value's buffer goes back to the tape's pool.
	owned bool
	// uses counts the operations that read the value.
	uses int
	// spare is set if the operation that made the value does not read it again.
	spare bool
}

// NewParam returns a variable that lives outside of any tape and keeps its
// gradient from one step to the next: repeated backward passes add up until
// [Variable.ZeroGrad].
func NewParam(name string, t *tensor.Tensor) *Variable {
	v := &Variable{name: name, wants: true}
	v.value.Bind(t.Data(), t.Shape()...)
	v.grad.Bind(tensor.Aligned(t.Len()), t.Shape()...)
	return v
}

// Name returns the name given to [NewParam].
func (v *Variable) Name() string { return v.name }

// Value returns the variable's tensor.
func (v *Variable) Value() *tensor.Tensor { return &v.value }

// Shape returns the sizes of the variable's tensor.
func (v *Variable) Shape() []int { return v.value.Shape() }

// Dim returns the size of one axis.
func (v *Variable) Dim(i int) int { return v.value.Dim(i) }

// RequiresGrad reports whether the backward pass computes this variable's gradient,
// on a tape other than one from [NewInputTape].
func (v *Variable) RequiresGrad() bool { return v.wants }

// Grad returns the gradient that the last backward pass left, or nil.
func (v *Variable) Grad() *tensor.Tensor {
	if !v.has {
		return nil
	}
	return &v.grad
}

// ZeroGrad forgets the gradient.
func (v *Variable) ZeroGrad() { v.has = false }

// node is one recorded operation. The fields after backward hold what the
// operation remembers for its gradient; each uses the few that it needs.
type node struct {
	out      *Variable
	in       []*Variable
	backward func(t *Tape, n *node)

	conv   conv.Params
	saved  [][]float32 // buffers that go back to the pool after the backward pass
	ints   []int
	pool   PoolOptions
	scalar float32
	flag   bool
	op     elementwise
}

// Tape records operations.
type Tape struct {
	pool      tensor.Pool
	nodes     []*node // used of them belong to this pass
	used      int
	vars      []*Variable
	usedVars  int
	inference bool
	// frozen is set if parameters count as constants.
	frozen bool
	shape  []int // room for the one that a Reshape is to have
}

// NewTape returns an empty tape.
func NewTape() *Tape { return &Tape{} }

// NewInferenceTape returns a tape that computes values and records nothing.
func NewInferenceTape() *Tape { return &Tape{inference: true} }

// NewInputTape returns a tape for gradients with respect to inputs: parameters
// count as constants, which saves the work on their gradients and leaves those
// that they have alone.
func NewInputTape() *Tape { return &Tape{frozen: true} }

// PeakBytes returns the largest amount of memory that the tape's buffers took.
func (t *Tape) PeakBytes() int { return t.pool.Peak() }

// variable returns a fresh variable without a value.
func (t *Tape) variable() *Variable {
	if t.usedVars == len(t.vars) {
		t.vars = append(t.vars, new(Variable))
	}
	v := t.vars[t.usedVars]
	t.usedVars++
	v.tape, v.wants, v.has, v.owned, v.uses, v.spare = t, false, false, false, 0, false
	return v
}

// Input returns x as a variable whose gradient nobody asks for. x is not copied.
func (t *Tape) Input(x *tensor.Tensor) *Variable {
	v := t.variable()
	v.value.Bind(x.Data(), x.Shape()...)
	return v
}

// Watch is [Tape.Input] for an x whose gradient is wanted.
func (t *Tape) Watch(x *tensor.Tensor) *Variable {
	v := t.Input(x)
	v.wants = !t.inference
	return v
}

// record returns the node of a new operation on the given inputs, whose output
// has the given shape and an undefined value.
func (t *Tape) record(backward func(*Tape, *node), shape []int, in ...*Variable) *node {
	for _, v := range in {
		if v != nil && v.tape != nil && v.tape != t {
			panic("autograd: an operation on variables of two tapes; take the value of one over with Tape.Input")
		}
	}
	if t.used == len(t.nodes) {
		t.nodes = append(t.nodes, new(node))
	}
	n := t.nodes[t.used]
	if t.inference {
		t.free(n) // the node's last operation is done with its buffers
	}
	n.out = t.variable()
	n.out.value.Bind(t.pool.Get(tensor.Len(shape...)), shape...)
	n.out.owned = true
	n.in = append(n.in[:0], in...)
	n.backward = backward
	if t.inference {
		return n // the next operation uses the node again
	}
	for _, v := range in {
		if v != nil && v.tape == t { // parameters may be on other tapes at the same time
			v.uses++
		}
		n.out.wants = n.out.wants || t.wants(v)
	}
	t.used++
	return n
}

// wants reports whether v's gradient is to be computed; v may be nil.
func (t *Tape) wants(v *Variable) bool {
	return v != nil && v.wants && !(t.frozen && v.tape == nil)
}

// save returns a buffer that lives until the node's backward pass.
func (t *Tape) save(n *node, size int) []float32 {
	b := t.pool.Get(size)
	n.saved = append(n.saved, b)
	return b
}

// tapeOf returns the tape that an operation on these variables belongs to.
func tapeOf(in ...*Variable) *Tape {
	for _, v := range in {
		if v != nil && v.tape != nil {
			return v.tape
		}
	}
	panic("autograd: an operation needs at least one variable from a tape; wrap data with Tape.Input")
}

// Release gives the value's memory back before the end of the pass. It does
// something on inference tapes only, where nothing else needs the value.
func Release(v *Variable) {
	if v.tape != nil && v.tape.inference && v.owned {
		v.tape.pool.Put(v.value.Data())
		v.owned = false
	}
}

// Backward computes the gradients of a loss of one element. It ends the pass: what was
// recorded is gone, and the memory of results may be used again. Read values before.
func (t *Tape) Backward(loss *Variable) {
	if loss.value.Len() != 1 {
		panic("autograd: Backward needs a loss of one element; for others use BackwardFrom")
	}
	one := [1]float32{1}
	t.backward(loss, one[:])
}

// BackwardFrom computes the gradients of the sum of y*gy.
func (t *Tape) BackwardFrom(y *Variable, gy *tensor.Tensor) {
	if !y.value.SameShape(gy) {
		panic("autograd: BackwardFrom: the gradient's shape is not that of the variable")
	}
	t.backward(y, gy.Data())
}

func (t *Tape) backward(y *Variable, gy []float32) {
	if t.inference {
		panic("autograd: an inference tape records nothing to go back through")
	}
	if y.tape != t {
		panic("autograd: the loss is not a variable of the tape that is to go back from it")
	}
	if t.used == 0 {
		panic("autograd: nothing is recorded: a pass can be gone back through once, for one loss")
	}
	if !t.wants(y) {
		panic("autograd: the loss has no gradient: none of the variables that it comes from wants one")
	}
	g := t.gradOf(y)
	copy(g, gy)
	t.gave(y, g)
	for i := t.used - 1; i >= 0; i-- {
		n := t.nodes[i]
		if n.out.wants && n.out.has {
			n.backward(t, n)
		}
		t.release(n)
	}
	t.used = 0
}

// release gives back what nobody needs once the gradient has passed a node:
// all later nodes, which used its output, are done.
func (t *Tape) release(n *node) {
	t.free(n)
	t.drop(n.out)
}

func (t *Tape) free(n *node) {
	for _, b := range n.saved {
		t.pool.Put(b)
	}
	n.saved = n.saved[:0]
}

func (t *Tape) drop(v *Variable) {
	if v.owned {
		t.pool.Put(v.value.Data())
		v.owned = false
	}
	if v.has && v.tape != nil && v.wants {
		t.pool.Put(v.grad.Data())
		v.has = false
	}
}

// Reset ends a pass: all variables of the tape become invalid.
func (t *Tape) Reset() {
	for _, n := range t.nodes[:t.used] {
		t.release(n)
	}
	for _, v := range t.vars[:t.usedVars] {
		t.drop(v)
	}
	t.used, t.usedVars = 0, 0
}

// gradOf returns the buffer that an operation writes v's gradient to: v's own
// if it has none yet, else a temporary one. Every gradOf is followed by gave.
func (t *Tape) gradOf(v *Variable) []float32 {
	if v.tape == nil && !v.has {
		return v.grad.Data()
	}
	return t.pool.Get(v.value.Len())
}

// gradInPlace is gradOf for an operation that reads v's value for the last time
// while it writes its gradient: the gradient takes the value's place where
// neither v's maker nor another operation needs it.
func (t *Tape) gradInPlace(v *Variable) []float32 {
	if v.tape != t || !v.owned || !v.spare || v.uses != 1 || v.has {
		return t.gradOf(v)
	}
	v.owned = false
	return v.value.Data()
}

// pass hands the gradient of an operation's output on as that of an input: its
// buffer, where the input has none yet. The output has none afterwards.
func (t *Tape) pass(out, v *Variable) {
	g := out.grad.Data()
	if v.tape == nil {
		own := t.gradOf(v)
		copy(own, g)
		t.gave(v, own)
		return
	}
	out.has = false
	t.gave(v, g)
}

// gave makes g, from gradOf, v's gradient or adds it to it.
func (t *Tape) gave(v *Variable, g []float32) {
	switch {
	case !v.has && v.tape == nil:
	case !v.has:
		v.grad.Bind(g, v.Shape()...)
	default:
		sum := v.grad.Data()
		chunked(chunk{f: addChunk, dst: sum, a: sum, b: g})
		t.pool.Put(g)
	}
	v.has = true
}

func addChunk(c *chunk, lo, hi int) { asm.Add(c.dst[lo:hi], c.a[lo:hi], c.b[lo:hi]) }
