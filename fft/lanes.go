package fft

import "freqlens/asm"

// lanes transforms one vector of length n = W L, L any product of small primes and at
// least W, like line: columns first, then across lanes. The columns are transformed by the passes that
// images use, from one buffer to the other, so that the frequencies k come in order;
// the last group of W of them overlaps the one before if W does not divide L.
type lanes struct {
	level    asm.Level
	n, l, w  int
	open     asm.FFTSpread
	passes   []columnPass
	last     asm.FFTLast
	turns    []float32
	overhang int // first k of the last group, if that overlaps, or 0
}

// longestLanes is where a pass over the whole vector, one call of assembly, gets long
// and leaves the cache; longer vectors are a matrix of two factors.
const longestLanes = 1 << 16

// newLanes returns nil for lengths that are no such product, or without kernels.
func newLanes(n int) *lanes {
	w := asm.FFTLineWidth()
	least := leastWidth()
	for ; w >= least && (n%w != 0 || n/w < w); w /= 2 {
	}
	if w < least || n > longestLanes {
		return nil
	}
	l := n / w
	factors := columnFactors(l, w)
	if len(factors) == 0 || factors[0]%2 == 0 {
		return nil
	}
	v := &lanes{level: asm.Active(), n: n, l: l, w: w, turns: turnsOf(n, w)}
	r, row := factors[0], 2*w
	v.open = asm.FFTSpread{Radix: r, M: l / r, Blocks: 1, Width: w, Leg: row, Step: r * row, SrcLeg: 2 * n / r}
	v.open.Prepare()
	v.passes = columnPasses(l, factors)[1:]
	v.last = asm.FFTLast{Width: w, Row: row, Leg: 2 * l, SrcGroup: w * row, DstGroup: row, TurnGroup: w * row, Scale: 1 / float32(n)}
	v.last.Prepare()
	if l%w != 0 {
		v.overhang = l - w
	}
	return v
}

func (v *lanes) usable() bool { return v != nil && v.level == asm.Active() }

func (v *lanes) workLen() int { return 2*v.n + maxWidth } // in complex64

func (v *lanes) transform(dst, src, work []complex64, inverse bool) {
	out, row, size := parts(dst), 2*v.w, 2*v.n
	x, y := floats(work), floats(work)[size:]
	v.open.Open(x, parts(src), inverse)
	pass := asm.FFTPass{Width: v.w, InStep: row, OutStep: row}
	for i := range v.passes {
		p := &v.passes[i]
		pass.Radix, pass.Blocks, pass.M, pass.Twiddles = p.radix, p.blocks, p.m, p.twiddles
		pass.InRe, pass.InIm, pass.OutRe, pass.OutIm = x[:size], x[v.w:size], y[:size], y[v.w:size]
		pass.Run()
		x, y = y, x
	}
	v.last.Run(out, x, v.turns, v.l/v.w, inverse)
	if k := v.overhang; k > 0 {
		v.last.Run(out[2*k:], x[k*row:], v.turns[k*row:], 1, inverse)
	}
}
