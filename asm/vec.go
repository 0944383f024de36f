package asm

import "math"

// The functions of this file work on slices of equal length; dst may be one of
// the operands. The loop in the body is the definition.

// Add sets dst = a + b.
func Add(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	done := addVector(dst, a, b)
	for i := done; i < len(dst); i++ {
		dst[i] = a[i] + b[i]
	}
}

// Sub sets dst = a - b.
func Sub(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b[i]
	}
}

// Mul sets dst = a * b.
func Mul(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

// Axpy adds alpha*x to dst.
func Axpy(dst []float32, alpha float32, x []float32) {
	x = x[:len(dst)]
	done := axpyVector(dst, alpha, x)
	for i := done; i < len(dst); i++ {
		dst[i] += float32(alpha * x[i])
	}
}

// Scale sets dst = alpha * x.
func Scale(dst, x []float32, alpha float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = alpha * x[i]
	}
}

// Relu sets dst = max(x, 0).
func Relu(dst, x []float32) {
	x = x[:len(dst)]
	for i, v := range x {
		dst[i] = max(v, 0)
	}
}

// ReluGrad sets dx = dy where y > 0, and 0 elsewhere.
func ReluGrad(dx, dy, y []float32) {
	dy, y = dy[:len(dx)], y[:len(dx)]
	for i, v := range y {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

// Sum returns the sum of x in float64, so that its rounding does not depend on
// how a vector unit would group the terms.
func Sum(x []float32) float64 {
	var s float64
	for _, v := range x {
		s += float64(v)
	}
	return s
}

// Dot returns the sum of a*b in float64.
func Dot(a, b []float32) float64 {
	b = b[:len(a)]
	var s float64
	for i, v := range a {
		s += float64(v) * float64(b[i])
	}
	return s
}

// Exp sets dst = exp(x), correctly rounded but for rare last bits.
func Exp(dst, x []float32) {
	x = x[:len(dst)]
	for i, v := range x {
		dst[i] = float32(math.Exp(float64(v)))
	}
}

// SGDStep is a step of stochastic gradient descent on parameters p with
// gradients g and momentum buffer v, as PyTorch defines it:
//
//	d = g + wd*p
//	v = momentum*v + d      // v = d in the first step
//	p -= lr * (nesterov ? d + momentum*v : v)
func SGDStep(p, g, v []float32, lr, momentum, wd float32, nesterov, first bool) {
	g = g[:len(p)]
	if momentum == 0 {
		for i := range p {
			p[i] -= float32(lr * (g[i] + float32(wd*p[i])))
		}
		return
	}
	v = v[:len(p)]
	for i := range p {
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

// AdamStep is a step of Adam: m and v are the moments, bias1 and bias2 the
// corrections 1-b1^t and 1-b2^t. With decoupled weight decay it is AdamW.
func AdamStep(p, g, m, v []float32, lr, b1, b2, eps, wd, bias1, bias2 float64, decoupled bool) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	for i := range p {
		x, d := float64(p[i]), float64(g[i])
		if decoupled {
			x -= lr * wd * x
		} else {
			d += wd * x
		}
		mi, vi := b1*float64(m[i])+(1-b1)*d, b2*float64(v[i])+(1-b2)*d*d
		m[i], v[i] = float32(mi), float32(vi)
		p[i] = float32(x - lr*(mi/bias1)/(math.Sqrt(vi/bias2)+eps))
	}
}
