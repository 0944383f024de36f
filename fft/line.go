package fft

import "freqlens/asm"

// line transforms one vector whose length n = W L is a power of two in registers of W lanes.
// Lane c takes the elements c, c+W, c+2W, ...: these L rows need no rearrangement. Their
// columns are transformed in place, the frequencies of a pass taking the places of
// its inputs; in the end the L frequencies k of every column lie where the digits of
// k say, first digit first. W of them that follow one another, the frequencies k that
// share all digits but the first, are turned by exp(-2πi kc/n), turned over and
// transformed once more, now all W lanes c of one k being in W registers:
//
//	X[k + L i] = sum over c of exp(-2πi kc/n) Y_c[k] exp(-2πi ic/W)
//
// Twiddle factors and steps are laid down in the plan; the vectors are read and written
// once each. A vector too short for a first digit of W has a kernel of its own.
type line struct {
	level asm.Level // that the plan was made for
	n     int
	turns []float32 // exp(-2πi kc/n)
	short bool

	first asm.FFTSpread
	block int // from one value of the first digit to the next, in float32
	inner *spread
	last  asm.FFTLast
	outer []digit // of k beyond the first two
}

// digit is one digit of a frequency: how many values it has, and how far they lie apart
// in scratch space (float32) and among the turns and results (groups of W frequencies).
type digit struct{ count, step, groups int }

// spread transforms the columns of a block: one pass, then either its parts one by
// one, so that they stay in cache, or all together in one more pass.
type spread struct {
	pass  asm.FFTSpread
	parts *spread
	then  *asm.FFTSpread
	size  int // float32 of the block
}

// newLine returns nil if n is no power of two, too short, or the level has no kernels.
func newLine(n int) *line {
	w := asm.FFTLineWidth()
	if w == 0 || n&(n-1) != 0 {
		return nil
	}
	l := &line{level: asm.Active(), n: n}
	if row := asm.FFTLineRow(n); row > 0 {
		l.short = true
		l.turns = turnsOf(n, row)
		return l
	}
	m := n / w / w
	if m < 2 {
		return nil
	}
	var digits []digit
	l.inner = newSpread(m, w, 1, &digits)
	l.block = l.inner.size + 2*w
	l.first = asm.FFTSpread{Radix: w, M: m, Blocks: 1, Width: w, Leg: l.block, SrcLeg: 2 * w * m, Twiddles: spreadTwiddles(w, m)}
	l.first.Prepare()
	if l.inner.then == nil && l.inner.parts == nil { // all blocks in one go
		l.inner.pass.Blocks, l.inner.pass.Block = w, l.block
		l.inner.pass.Prepare()
	}
	l.last = asm.FFTLast{Width: w, Row: l.block, Leg: 2 * n / w, SrcGroup: digits[0].step, DstGroup: 2 * w, TurnGroup: 2 * w * w, Scale: 1 / float32(n)}
	l.last.Prepare()
	l.outer = digits
	l.turns = turnsOf(n, w)
	return l
}

// turnsOf returns exp(-2πi kc/n) as rows k < n/w of lanes c < w.
func turnsOf(n, w int) []float32 {
	out := make([]float32, 2*n)
	for k := range n / w {
		row := out[2*w*k:]
		for lane := range w {
			z := root[complex64](k*asm.FFTLane(lane, w), n)
			row[lane], row[w+lane] = real(z), imag(z)
		}
	}
	return out
}

// spreadTwiddles returns exp(-2πi mk/(radix count)) for m < count, 0 < k < radix.
func spreadTwiddles(radix, count int) []float32 {
	out := make([]float32, 0, 2*count*(radix-1))
	for m := range count {
		for k := 1; k < radix; k++ {
			z := root[complex64](m*k, radix*count)
			out = append(out, real(z), imag(z))
		}
	}
	return out
}

// newSpread describes the transform of m rows; their frequencies count in steps of
// groups. Two digits make a part that is done as a whole.
func newSpread(m, w, groups int, digits *[]digit) *spread {
	row, r := 2*w, min(m, w)
	if m > w && m <= w*w {
		for r = w; m/r < 2 || m/r < r/2; r /= 2 {
		}
	}
	s := &spread{}
	rest, step := m/r, m/r*row
	at := len(*digits)
	*digits = append(*digits, digit{count: r, groups: groups})
	switch {
	case rest > w:
		s.parts = newSpread(rest, w, groups*r, digits)
		step = s.parts.size
	case rest > 1:
		s.then = &asm.FFTSpread{Radix: rest, M: 1, Blocks: r, Width: w, Leg: row, Block: step, Twiddles: spreadTwiddles(rest, 1)}
		s.then.Prepare()
		*digits = append(*digits, digit{rest, row, groups * r})
	}
	(*digits)[at].step = step
	s.size = r * step
	s.pass = asm.FFTSpread{Radix: r, M: rest, Blocks: 1, Width: w, Leg: step, Twiddles: spreadTwiddles(r, rest)}
	s.pass.Prepare()
	return s
}

func (s *spread) run(x []float32) {
	s.pass.Run(x)
	switch {
	case s.then != nil:
		s.then.Run(x)
	case s.parts != nil:
		for k := range s.pass.Radix {
			s.parts.run(x[k*s.pass.Leg:])
		}
	}
}

// usable reports whether the level is the one that the plan was made for.
func (l *line) usable() bool { return l != nil && l.level == asm.Active() }

func (l *line) workLen() int { // in complex64
	if l.short {
		return 0
	}
	return (l.last.Width*l.block + maxWidth) / 2
}

// rowsTogether keeps a call of assembly, which cannot be interrupted, short.
const rowsTogether = 512

// transform computes the transform of src; dst may be src.
func (l *line) transform(dst, src, work []complex64, inverse bool) {
	if l.short {
		asm.FFTLine(l.n, parts(dst), parts(src), l.turns, inverse)
		return
	}
	x, in := floats(work), parts(src)
	for at := 0; at < l.first.M; at += rowsTogether {
		s, skip := l.first.Share(at, min(at+rowsTogether, l.first.M)), 2*l.last.Width*at
		s.First(x[skip:], in[skip:], inverse)
	}
	if l.inner.then == nil && l.inner.parts == nil {
		l.inner.run(x)
	} else {
		for k := range l.last.Width {
			l.inner.run(x[k*l.block:])
		}
	}
	l.collect(parts(dst), x, l.turns, len(l.outer)-1, inverse)
}

// collect runs the last pass for all values of digits up to d.
func (l *line) collect(dst, x, turns []float32, d int, inverse bool) {
	if d == 0 {
		l.last.Run(dst, x, turns, l.outer[0].count, inverse)
		return
	}
	g := &l.outer[d]
	for v := range g.count {
		at := v * g.groups
		l.collect(dst[at*l.last.DstGroup:], x[v*g.step:], turns[at*l.last.TurnGroup:], d-1, inverse)
	}
}
