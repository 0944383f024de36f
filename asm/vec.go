package asm

import "math"

// The functions of this file work on slices of equal length; dst may be one of
// the operands. The loop in the body is the definition: assembly does a part that
// fills whole registers, with the same bits, and the loop the rest. ([Exp] is the
// exception, and says so.)

// Add sets dst = a + b.
func Add(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := addVector(dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] + b[i]
	}
}

// Sub sets dst = a - b.
func Sub(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := subVector(dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] - b[i]
	}
}

// Mul sets dst = a * b.
func Mul(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := mulVector(dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] * b[i]
	}
}

// Axpy adds alpha*x to dst.
func Axpy(dst []float32, alpha float32, x []float32) {
	x = x[:len(dst)]
	for i := axpyVector(dst, x, alpha); i < len(dst); i++ {
		dst[i] += float32(alpha * x[i])
	}
}

// Scale sets dst = alpha * x.
func Scale(dst, x []float32, alpha float32) {
	x = x[:len(dst)]
	for i := scaleVector(dst, x, alpha); i < len(dst); i++ {
		dst[i] = alpha * x[i]
	}
}

// Relu sets dst = max(x, 0). A NaN stays one.
func Relu(dst, x []float32) {
	x = x[:len(dst)]
	for i := reluVector(dst, x); i < len(dst); i++ {
		dst[i] = max(x[i], 0)
	}
}

// ReluGrad sets dx = dy where y > 0, and 0 elsewhere.
func ReluGrad(dx, dy, y []float32) {
	dy, y = dy[:len(dx)], y[:len(dx)]
	for i := reluGradVector(dx, dy, y); i < len(dx); i++ {
		if y[i] > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

// Sum returns the sum of x in float64: sixteen sums, of every sixteenth value,
// and then the sum of those by halves. That order is the same at every level.
func Sum(x []float32) float64 {
	var lanes [16]float64
	for i := sumVector(&lanes, x); i < len(x); i++ {
		lanes[i%16] += float64(x[i])
	}
	return sumLanes(&lanes)
}

// Dot returns the sum of a*b in float64, in the order of [Sum].
func Dot(a, b []float32) float64 {
	b = b[:len(a)]
	var lanes [16]float64
	for i := dotVector(&lanes, a, b); i < len(a); i++ {
		lanes[i%16] += float64(a[i]) * float64(b[i])
	}
	return sumLanes(&lanes)
}

func sumLanes(lanes *[16]float64) float64 {
	for n := 8; n > 0; n /= 2 {
		for i := range n {
			lanes[i] += lanes[i+n]
		}
	}
	return lanes[0]
}

// Exp sets dst = exp(x). The definition is rounded correctly but for rare last
// bits; the assembly, with the same bits at every level that has one, is less
// than one unit in the last place from e^x, denormal results included.
func Exp(dst, x []float32) {
	x = x[:len(dst)]
	for i := expVector(dst, x); i < len(dst); i++ {
		dst[i] = float32(math.Exp(float64(x[i])))
	}
}

// SGDStep is a step of stochastic gradient descent on parameters p with
// gradients g and momentum buffer v, as PyTorch defines it:
//
//	d = g + wd*p
//	v = momentum*v + d      // v = d in the first step
//	p -= lr * (nesterov ? d + momentum*v : v)
//
// Without momentum there is no v: p -= lr * d.
func SGDStep(p, g, v []float32, lr, momentum, wd float32, nesterov, first bool) {
	g = g[:len(p)]
	s := sgdPass{lr: lr, momentum: momentum, wd: wd}
	if momentum == 0 {
		for i := sgdVector(&s, p, g, nil); i < len(p); i++ {
			p[i] -= float32(lr * (g[i] + float32(wd*p[i])))
		}
		return
	}
	v = v[:len(p)]
	s.kind = sgdKind(nesterov, first)
	for i := sgdVector(&s, p, g, v); i < len(p); i++ {
		d := g[i] + float32(wd*p[i])
		if first {
			v[i] = d
		} else {
			v[i] = float32(momentum*v[i]) + d
		}
		if nesterov {
			d += float32(momentum * v[i])
		} else {
			d = v[i]
		}
		p[i] -= float32(lr * d)
	}
}

func sgdKind(nesterov, first bool) int {
	switch {
	case nesterov && first:
		return sgdFirstNesterov
	case nesterov:
		return sgdNesterov
	case first:
		return sgdFirst
	}
	return sgdMomentum
}

// AdamStep is a step of Adam: m and v are the moments, bias1 and bias2 the
// corrections 1-b1^t and 1-b2^t. With decoupled weight decay it is AdamW.
func AdamStep(p, g, m, v []float32, lr, b1, b2, eps, wd, bias1, bias2 float64, decoupled bool) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	s := adamPass{lr: lr, b1: b1, rest1: 1 - b1, b2: b2, rest2: 1 - b2, eps: eps, decay: wd, bias1: bias1, bias2: bias2, decoupled: decoupled}
	if decoupled {
		s.decay = lr * wd
	}
	for i := adamVector(&s, p, g, m, v); i < len(p); i++ {
		x, d := float64(p[i]), float64(g[i])
		if decoupled {
			x -= float64(s.decay * x)
		} else {
			d += float64(s.decay * x)
		}
		mi := float64(b1*float64(m[i])) + float64(s.rest1*d)
		vi := float64(b2*float64(v[i])) + float64(float64(s.rest2*d)*d)
		m[i], v[i] = float32(mi), float32(vi)
		p[i] = float32(x - lr*(mi/bias1)/(math.Sqrt(vi/bias2)+eps))
	}
}
