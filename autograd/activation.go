package autograd

import (
	"fmt"
	"math"
	"slices"

	"freqlens/asm"
)

// elementwise is a function of one variable, and its derivative times dy, given
// the function's argument x and value y.
type elementwise struct {
	f  func(y, x []float32)
	df func(dx, dy, x, y []float32)
}

// apply records y = f(x); dx = dy * f'(x).
func apply(x *Variable, op elementwise) *Variable {
	t := tapeOf(x)
	n := t.record(applyBackward, x.Shape(), x)
	n.op = op
	chunked(chunk{f: applyChunk, dst: n.out.value.Data(), a: x.value.Data(), op: op})
	return n.out
}

func applyChunk(c *chunk, lo, hi int) { c.op.f(c.dst[lo:hi], c.a[lo:hi]) }

func applyBackward(t *Tape, n *node) {
	x := n.in[0]
	dx := t.gradOf(x)
	chunked(chunk{f: applyGradChunk, dst: dx, a: x.value.Data(), b: n.out.value.Data(), c: n.out.grad.Data(), op: n.op})
	t.gave(x, dx)
}

func applyGradChunk(c *chunk, lo, hi int) {
	c.op.df(c.dst[lo:hi], c.c[lo:hi], c.a[lo:hi], c.b[lo:hi])
}

var (
	sigmoid = elementwise{sigmoidForward, sigmoidBackward}
	tanh    = elementwise{tanhForward, tanhBackward}
	gelu    = elementwise{geluForward, geluBackward}
)

func sigmoidForward(y, x []float32) {
	asm.Scale(y, x, -1)
	asm.Exp(y, y)
	for i, e := range y {
		y[i] = 1 / (1 + e)
	}
}

func sigmoidBackward(dx, dy, _, y []float32) {
	for i, v := range y {
		dx[i] = dy[i] * float32(v*(1-v))
	}
}

// tanhForward is (1-e)/(1+e) with e = exp(-2|x|), and where that would cancel,
// below 1/2, the Taylor series: its next term is below half a unit in the last place.
func tanhForward(y, x []float32) {
	for i, v := range x {
		y[i] = float32(-2 * math.Abs(float64(v)))
	}
	asm.Exp(y, y)
	for i, e := range y {
		v := float64(x[i])
		if math.Abs(v) < 0.5 {
			q := v * v
			y[i] = float32(v * (1 + q*(-1./3+q*(2./15+q*(-17./315+q*(62./2835+q*(-1382./155925+q*(21844./6081075+q*(-929569./638512875)))))))))
		} else {
			y[i] = float32(math.Copysign(float64((1-e)/(1+e)), v))
		}
	}
}

func tanhBackward(dx, dy, _, y []float32) {
	for i, v := range y {
		dx[i] = float32(float64(dy[i]) * (1 - float64(v)*float64(v)))
	}
}

// normalTail is the standard normal distribution function at -|x|, where e is
// exp(-x*x/2). What is left of it without that factor is smooth in t = 1/(1+c|x|),
// and a polynomial in t comes within 4e-8 of it, relative.
func normalTail(x, e float64) float64 {
	t := 1 / (1 + 0.35*math.Abs(x))
	return e * t * (0.139621258932 + t*(0.139864325732+t*(0.119815579408+t*(0.105574458668+t*(-0.0232629776513+
		t*(0.159391606435+t*(-0.255900675851+t*(0.144060208954+t*-0.0291638006319))))))))
}

// bell sets e to exp(-x*x/2).
func bell(e, x []float32) {
	for i, v := range x {
		e[i] = -0.5 * v * v
	}
	asm.Exp(e, e)
}

// geluForward is x times the standard normal distribution function.
func geluForward(y, x []float32) {
	bell(y, x)
	for i, e := range y {
		v := float64(x[i])
		p := normalTail(v, float64(e))
		if v > 0 {
			p = 1 - p
		}
		y[i] = float32(v * p)
	}
}

// geluBackward is dy times the distribution function plus x times the density.
func geluBackward(dx, dy, x, _ []float32) {
	bell(dx, x)
	for i, e := range dx {
		v := float64(x[i])
		p := normalTail(v, float64(e))
		if v > 0 {
			p = 1 - p
		}
		dx[i] = float32(float64(dy[i]) * (p + v*float64(e)/math.Sqrt(2*math.Pi)))
	}
}

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
	if inner == 1 {
		for at := 0; at < len(in); at += size {
			softmaxRow(out[at:][:size], in[at:][:size], log)
		}
		return n.out
	}
	// Along another axis than the last, each row is copied together and back.
	row := t.save(n, size)
	for o := range outer {
		for i := range inner {
			at := o*size*inner + i
			for k := range row {
				row[k] = in[at+k*inner]
			}
			softmaxRow(row, row, log)
			for k, v := range row {
				out[at+k*inner] = v
			}
		}
	}
	return n.out
}

// softmaxRow sets y, which may be x, to the softmax of x or its logarithm.
func softmaxRow(y, x []float32, log bool) {
	largest := slices.Max(x)
	if log {
		logSum := math.Log(expSum(x, largest))
		for i, v := range x {
			y[i] = float32(float64(v) - float64(largest) - logSum)
		}
		return
	}
	for i, v := range x {
		y[i] = v - largest
	}
	asm.Exp(y, y)
	asm.Scale(y, y, float32(1/asm.Sum(y)))
}

// expSum returns the sum of exp(x-largest).
func expSum(x []float32, largest float32) (sum float64) {
	var buffer [256]float32
	for len(x) > 0 {
		e := buffer[:min(len(x), len(buffer))]
		for i := range e {
			e[i] = x[i] - largest
		}
		asm.Exp(e, e)
		sum += asm.Sum(e)
		x = x[len(e):]
	}
	return sum
}

func softmaxBackward(t *Tape, n *node) {
	outer, size, inner := n.ints[0], n.ints[1], n.ints[2]
	y, dy, dx := n.out.value.Data(), n.out.grad.Data(), t.gradOf(n.in[0])
	if n.flag {
		asm.Exp(dx, y)
	}
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
					dx[k] = float32(float64(dy[k]) - float64(dx[k])*sum)
				} else {
					dx[k] = float32(float64(y[k]) * (float64(dy[k]) - sum))
				}
			}
		}
	}
	t.gave(n.in[0], dx)
}

// axisOf resolves an axis of a shape; negative ones count from the last.
func axisOf(shape []int, axis int) int {
	a := axis
	if a < 0 {
		a += len(shape)
	}
	if a < 0 || a >= len(shape) {
		panic(fmt.Sprintf("autograd: %v has no axis %d", shape, axis))
	}
	return a
}

// split views a shape as outer x size x inner around an axis.
func split(shape []int, axis int) (outer, size, inner int) {
	axis = axisOf(shape, axis)
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
