package autograd

import (
	"math"

	"freqlens/asm"
)

// elementwise is a function of one variable with its derivative, given the
// function's argument x and value y.
type elementwise struct {
	f  func(x float64) float64
	df func(x, y float64) float64
}

// apply records y = f(x); dx = dy * f'(x).
func apply(x *Variable, op elementwise) *Variable {
	t := tapeOf(x)
	n := t.record(applyBackward, x.Shape(), x)
	n.op = op
	chunked(chunk{f: applyChunk, dst: n.out.value.Data(), a: x.value.Data(), op: op})
	return n.out
}

func applyChunk(c *chunk, lo, hi int) {
	for i := lo; i < hi; i++ {
		c.dst[i] = float32(c.op.f(float64(c.a[i])))
	}
}

func applyBackward(t *Tape, n *node) {
	x := n.in[0]
	dx := t.gradOf(x)
	chunked(chunk{f: applyGradChunk, dst: dx, a: x.value.Data(), b: n.out.value.Data(), c: n.out.grad.Data(), op: n.op})
	t.gave(x, dx)
}

func applyGradChunk(c *chunk, lo, hi int) {
	for i := lo; i < hi; i++ {
		c.dst[i] = float32(float64(c.c[i]) * c.op.df(float64(c.a[i]), float64(c.b[i])))
	}
}

var (
	sigmoid = elementwise{
		func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		func(_, y float64) float64 { return y * (1 - y) },
	}
	tanh = elementwise{math.Tanh, func(_, y float64) float64 { return 1 - y*y }}
	gelu = elementwise{
		func(x float64) float64 { return x * normalCDF(x) },
		func(x, _ float64) float64 { return normalCDF(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi) },
	}
)

func normalCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// Sigmoid is 1/(1+exp(-x)), with derivative y*(1-y).
func Sigmoid(x *Variable) *Variable { return apply(x, sigmoid) }

// Tanh is the hyperbolic tangent, with derivative 1-y*y.
func Tanh(x *Variable) *Variable { return apply(x, tanh) }

// GELU is x times the standard normal distribution function of x (the exact
// form, not the tanh approximation).
func GELU(x *Variable) *Variable { return apply(x, gelu) }

// ReLU is max(x, 0); dx = dy where y > 0.
func ReLU(x *Variable) *Variable {
	t := tapeOf(x)
	n := t.record(reluBackward, x.Shape(), x)
	chunked(chunk{f: reluChunk, dst: n.out.value.Data(), a: x.value.Data()})
	return n.out
}

func reluChunk(c *chunk, lo, hi int) { asm.Relu(c.dst[lo:hi], c.a[lo:hi]) }

func reluBackward(t *Tape, n *node) {
	dx := t.gradOf(n.in[0])
	chunked(chunk{f: reluGradChunk, dst: dx, a: n.out.grad.Data(), b: n.out.value.Data()})
	t.gave(n.in[0], dx)
}

func reluGradChunk(c *chunk, lo, hi int) { asm.ReluGrad(c.dst[lo:hi], c.a[lo:hi], c.b[lo:hi]) }

// Softmax is exp(x)/sum(exp(x)) along an axis; dx = y * (dy - sum(dy*y)).
func Softmax(x *Variable, axis int) *Variable { return softmax(x, axis, false) }

// LogSoftmax is the logarithm of [Softmax]; dx = dy - exp(y) * sum(dy).
func LogSoftmax(x *Variable, axis int) *Variable { return softmax(x, axis, true) }

func softmax(x *Variable, axis int, log bool) *Variable {
	t := tapeOf(x)
	n := t.record(softmaxBackward, x.Shape(), x)
	outer, size, inner := split(x.Shape(), axis)
	n.ints = append(n.ints[:0], outer, size, inner)
	n.flag = log
	in, out := x.value.Data(), n.out.value.Data()
	for o := range outer {
		for i := range inner {
			at := o*size*inner + i
			largest, sum := math.Inf(-1), 0.0
			for k := range size {
				largest = max(largest, float64(in[at+k*inner]))
			}
			for k := range size {
				sum += math.Exp(float64(in[at+k*inner]) - largest)
			}
			for k := range size {
				v := float64(in[at+k*inner]) - largest - math.Log(sum)
				if !log {
					v = math.Exp(v)
				}
				out[at+k*inner] = float32(v)
			}
		}
	}
	return n.out
}

func softmaxBackward(t *Tape, n *node) {
	outer, size, inner := n.ints[0], n.ints[1], n.ints[2]
	y, dy, dx := n.out.value.Data(), n.out.grad.Data(), t.gradOf(n.in[0])
	for o := range outer {
		for i := range inner {
			at := o*size*inner + i
			sum := 0.0
			for k := at; k < at+size*inner; k += inner {
				if n.flag {
					sum += float64(dy[k])
				} else {
					sum += float64(dy[k]) * float64(y[k])
				}
			}
			for k := at; k < at+size*inner; k += inner {
				if n.flag {
					dx[k] = float32(float64(dy[k]) - math.Exp(float64(y[k]))*sum)
				} else {
					dx[k] = float32(float64(y[k]) * (float64(dy[k]) - sum))
				}
			}
		}
	}
	t.gave(n.in[0], dx)
}

// split views a shape as outer x size x inner around an axis; negative axes
// count from the last.
func split(shape []int, axis int) (outer, size, inner int) {
	if axis < 0 {
		axis += len(shape)
	}
	outer, inner = 1, 1
	for i, s := range shape {
		switch {
		case i < axis:
			outer *= s
		case i > axis:
			inner *= s
		}
	}
	return outer, shape[axis], inner
}
