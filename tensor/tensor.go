package tensor

import (
	"fmt"
	"slices"
	"strings"
)

// Tensor is a dense row-major array of float32.
type Tensor struct {
	shape []int
	data  []float32
}

// Len returns the number of elements of a shape. Negative sizes panic.
func Len(shape ...int) int {
	n := 1
	for _, s := range shape {
		if s < 0 {
			panic(fmt.Sprintf("tensor: negative size in shape %v", slices.Clone(shape)))
		}
		n *= s
	}
	return n
}

// New returns a tensor of zeros.
func New(shape ...int) *Tensor { return From(make([]float32, Len(shape...)), shape...) }

// From wraps data, without copying it, as a tensor of the given shape.
func From(data []float32, shape ...int) *Tensor {
	if n := Len(shape...); n != len(data) {
		panic(fmt.Sprintf("tensor: %d values do not fill shape %v, which holds %d", len(data), slices.Clone(shape), n))
	}
	return &Tensor{shape: slices.Clone(shape), data: data}
}

// Bind makes t a view of data with the given shape, reusing t's own storage for
// the shape, so that a tensor kept around can be pointed at buffer after buffer.
func (t *Tensor) Bind(data []float32, shape ...int) {
	if n := Len(shape...); n != len(data) {
		panic(fmt.Sprintf("tensor: %d values do not fill shape %v, which holds %d", len(data), slices.Clone(shape), n))
	}
	t.shape = append(t.shape[:0], shape...)
	t.data = data
}

// Shape returns the sizes, outermost first. The slice belongs to t.
func (t *Tensor) Shape() []int { return t.shape }

// Dim returns the size of axis i; negative i counts from the last.
func (t *Tensor) Dim(i int) int {
	if i < 0 {
		i += len(t.shape)
	}
	return t.shape[i]
}

// Rank returns the number of axes.
func (t *Tensor) Rank() int { return len(t.shape) }

// Len returns the number of elements.
func (t *Tensor) Len() int { return len(t.data) }

// Data returns the elements in row-major order. The slice belongs to t.
func (t *Tensor) Data() []float32 { return t.data }

func (t *Tensor) offset(index []int) int {
	if len(index) != len(t.shape) {
		panic(fmt.Sprintf("tensor: %d indices for shape %v", len(index), t.shape))
	}
	at := 0
	for axis, i := range index {
		if i < 0 || i >= t.shape[axis] {
			panic(fmt.Sprintf("tensor: index %v outside shape %v", slices.Clone(index), t.shape))
		}
		at = at*t.shape[axis] + i
	}
	return at
}

// At returns one element.
func (t *Tensor) At(index ...int) float32 { return t.data[t.offset(index)] }

// Set changes one element.
func (t *Tensor) Set(v float32, index ...int) { t.data[t.offset(index)] = v }

// Reshape returns a tensor that shares t's elements. One size may be -1 and is
// then what remains.
func (t *Tensor) Reshape(shape ...int) *Tensor {
	return From(t.data, Resolve(nil, len(t.data), shape)...)
}

// Resolve appends to to[:0] the shape that n elements are reshaped to, with a size of -1
// replaced by what they leave for it. Shapes of another number of elements panic.
func Resolve(to []int, n int, shape []int) []int {
	out := append(to[:0], shape...)
	open, rest := -1, 1
	for i, s := range shape {
		switch {
		case s == -1 && open < 0:
			open = i
		case s < 0:
			panic(fmt.Sprintf("tensor: reshape to %v: at most one size may be -1", out))
		default:
			rest *= s
		}
	}
	switch {
	case open >= 0 && rest > 0 && n%rest == 0:
		out[open] = n / rest
	case open >= 0 || rest != n:
		panic(fmt.Sprintf("tensor: %d elements cannot be reshaped to %v", n, out))
	}
	return out
}

// Clone returns a copy with its own elements.
func (t *Tensor) Clone() *Tensor { return From(slices.Clone(t.data), t.shape...) }

// Zero sets every element to 0.
func (t *Tensor) Zero() { clear(t.data) }

// Fill sets every element to v.
func (t *Tensor) Fill(v float32) {
	for i := range t.data {
		t.data[i] = v
	}
}

// SameShape reports whether t and o have equal shapes.
func (t *Tensor) SameShape(o *Tensor) bool { return slices.Equal(t.shape, o.shape) }

// CopyFrom copies the elements of o, which must have t's shape.
func (t *Tensor) CopyFrom(o *Tensor) {
	if !t.SameShape(o) {
		panic(fmt.Sprintf("tensor: cannot copy shape %v into %v", o.shape, t.shape))
	}
	copy(t.data, o.data)
}

// String shows the shape and the first elements.
func (t *Tensor) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v[", t.shape)
	for i, v := range t.data {
		if i == 8 {
			b.WriteString(" …")
			break
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%.4g", v)
	}
	b.WriteByte(']')
	return b.String()
}
