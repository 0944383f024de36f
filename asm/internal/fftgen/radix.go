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

// butterfly appends the transform of x, of length 2, 3, 4, 5, 7, 8, 11, 13 or 16.
func (p *program) butterfly(x []cplx) []cplx {
	switch len(x) {
	case 2:
		return []cplx{p.add(x[0], x[1]), p.sub(x[0], x[1])}
	case 4:
		return p.radix4(x)
	case 8:
		return p.radix8(x)
	case 16:
		return p.radix16(x)
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

// radix16 is four transforms of length 4, of every fourth input, and four more of
// their results.
func (p *program) radix16(x []cplx) []cplx {
	var a [4][]cplx
	for b := range 4 {
		a[b] = p.radix4([]cplx{x[b], x[b+4], x[b+8], x[b+12]})
	}
	y := make([]cplx, 16)
	for k := range 4 {
		legs := []cplx{a[0][k], a[1][k], a[2][k], a[3][k]}
		for i, v := range p.radix4Turned(legs, 2*math.Pi*float64(k)/16) {
			y[k+4*i] = v
		}
	}
	return y
}

// radix4Turned is the transform of length 4 of x_j exp(-i j angle), angle a multiple
// of a sixteenth turn below a quarter. It only ever multiplies by 1 - i tan; the
// cosines that are missing are made good in the additions that follow.
func (p *program) radix4Turned(x []cplx, angle float64) []cplx {
	if angle == 0 {
		return p.radix4(x)
	}
	var s, t cplx
	if math.Abs(2*angle-math.Pi/2) < 1e-9 { // x_2 is multiplied by -i
		s, t = p.addMinusI(x[0], x[2]), p.addPlusI(x[0], x[2])
	} else {
		z, c := p.turnedBy(x[2], 2*angle)
		s, t = p.addScaled(x[0], z, c), p.addScaled(x[0], z, -c)
	}
	z1, c1 := p.turnedBy(x[1], angle)
	z3, c3 := p.turnedBy(x[3], 3*angle)
	u, v := p.addScaled(z1, z3, c3/c1), p.addScaled(z1, z3, -c3/c1)
	k := p.Const(c1)
	return []cplx{
		{p.MulAdd(u.re, k, s.re), p.MulAdd(u.im, k, s.im)},
		{p.MulAdd(v.im, k, t.re), p.NegMulAdd(v.re, k, t.im)},
		{p.NegMulAdd(u.re, k, s.re), p.NegMulAdd(u.im, k, s.im)},
		{p.NegMulAdd(v.im, k, t.re), p.MulAdd(v.re, k, t.im)},
	}
}

// addScaled returns a + cb.
func (p *program) addScaled(a, b cplx, c float64) cplx {
	switch {
	case math.Abs(c-1) < 1e-9:
		return p.add(a, b)
	case math.Abs(c+1) < 1e-9:
		return p.sub(a, b)
	}
	k := p.Const(math.Abs(c))
	if c < 0 {
		return cplx{p.NegMulAdd(b.re, k, a.re), p.NegMulAdd(b.im, k, a.im)}
	}
	return cplx{p.MulAdd(b.re, k, a.re), p.MulAdd(b.im, k, a.im)}
}

// turnedBy returns x exp(-i angle) divided by the cosine, which it also returns.
func (p *program) turnedBy(x cplx, angle float64) (cplx, float64) {
	s, c := math.Sincos(angle)
	t := s / c
	switch {
	case math.Abs(t-1) < 1e-9:
		return cplx{p.Add(x.re, x.im), p.Sub(x.im, x.re)}, c
	case math.Abs(t+1) < 1e-9:
		return cplx{p.Sub(x.re, x.im), p.Add(x.im, x.re)}, c
	}
	k := p.Const(math.Abs(t))
	if t < 0 {
		return cplx{p.NegMulAdd(x.im, k, x.re), p.MulAdd(x.re, k, x.im)}, c
	}
	return cplx{p.MulAdd(x.im, k, x.re), p.NegMulAdd(x.re, k, x.im)}, c
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
