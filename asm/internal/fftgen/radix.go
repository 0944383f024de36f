package main

import "math"

// cplx is a complex value of a butterfly, one column per lane.
type cplx struct{ re, im *value }

func (p *program) add(a, b cplx) cplx { return cplx{p.Add(a.re, b.re), p.Add(a.im, b.im)} }
func (p *program) sub(a, b cplx) cplx { return cplx{p.Sub(a.re, b.re), p.Sub(a.im, b.im)} }

// addMinusI returns a - ib, addPlusI a + ib.
func (p *program) addMinusI(a, b cplx) cplx { return cplx{p.Add(a.re, b.im), p.Sub(a.im, b.re)} }
func (p *program) addPlusI(a, b cplx) cplx  { return cplx{p.Sub(a.re, b.im), p.Add(a.im, b.re)} }

// twiddle returns x*w, w read from the table.
func (p *program) twiddle(x, w cplx) cplx {
	re := p.MulSub(x.re, w.re, p.Mul(x.im, w.im))
	im := p.MulAdd(x.im, w.re, p.Mul(x.re, w.im))
	return cplx{re, im}
}

// butterfly appends the transform of x, of length 2, 3, 4, 5, 7 or 8.
func (p *program) butterfly(x []cplx) []cplx {
	switch len(x) {
	case 2:
		return []cplx{p.add(x[0], x[1]), p.sub(x[0], x[1])}
	case 4:
		return p.radix4(x)
	case 8:
		return p.radix8(x)
	}
	return p.odd(x)
}

func (p *program) radix4(x []cplx) []cplx {
	s, t := p.add(x[0], x[2]), p.sub(x[0], x[2])
	u, v := p.add(x[1], x[3]), p.sub(x[1], x[3])
	return []cplx{p.add(s, u), p.addMinusI(t, v), p.sub(s, u), p.addPlusI(t, v)}
}

// radix8 is two transforms of length 4, of the even and of the odd inputs. The
// eighth turns (1-i)/√2 of the odd ones are folded into multiply-adds.
func (p *program) radix8(x []cplx) []cplx {
	o := p.radix4([]cplx{x[1], x[3], x[5], x[7]})
	e := p.radix4([]cplx{x[0], x[2], x[4], x[6]})
	r := p.Const(math.Sqrt(0.5))
	// w o1 = r ((re+im) + i(im-re)), w^3 o3 = r ((im-re) - i(re+im))
	a, b := p.Add(o[1].re, o[1].im), p.Sub(o[1].im, o[1].re)
	c, d := p.Sub(o[3].im, o[3].re), p.Add(o[3].re, o[3].im)
	y := make([]cplx, 8)
	y[0], y[4] = p.add(e[0], o[0]), p.sub(e[0], o[0])
	y[1] = cplx{p.MulAdd(a, r, e[1].re), p.MulAdd(b, r, e[1].im)}
	y[5] = cplx{p.NegMulAdd(a, r, e[1].re), p.NegMulAdd(b, r, e[1].im)}
	y[2], y[6] = p.addMinusI(e[2], o[2]), p.addPlusI(e[2], o[2])
	y[3] = cplx{p.MulAdd(c, r, e[3].re), p.NegMulAdd(d, r, e[3].im)}
	y[7] = cplx{p.NegMulAdd(c, r, e[3].re), p.MulAdd(d, r, e[3].im)}
	return y
}

// odd uses that inputs j and n-j meet the cosines with their sum and the sines
// with their difference.
func (p *program) odd(x []cplx) []cplx {
	n := len(x)
	h := n / 2
	sum, diff := make([]cplx, h+1), make([]cplx, h+1)
	for j := 1; j <= h; j++ {
		sum[j], diff[j] = p.add(x[j], x[n-j]), p.sub(x[j], x[n-j])
	}
	y := make([]cplx, n)
	y[0] = x[0]
	for j := 1; j <= h; j++ {
		y[0] = p.add(y[0], sum[j])
	}
	for k := 1; k <= h; k++ {
		a := x[0]
		var b cplx
		for j := 1; j <= h; j++ {
			angle := 2 * math.Pi * float64(j*k%n) / float64(n)
			c, s := p.Const(math.Cos(angle)), p.Const(math.Sin(angle))
			a = cplx{p.MulAdd(sum[j].re, c, a.re), p.MulAdd(sum[j].im, c, a.im)}
			if j == 1 {
				b = cplx{p.Mul(diff[j].re, s), p.Mul(diff[j].im, s)}
			} else {
				b = cplx{p.MulAdd(diff[j].re, s, b.re), p.MulAdd(diff[j].im, s, b.im)}
			}
		}
		y[k], y[n-k] = p.addMinusI(a, b), p.addPlusI(a, b)
	}
	return y
}
