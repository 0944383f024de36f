package conv

import "freqlens/asm"

// Groups of few channels would leave most of a tile's columns empty. As many of
// them as fill half of it, which the kernels do at half the price, are taken as
// one group whose weights are zero between channels of different groups:
//
//	w w . . . .        three groups of two channels:
//	w w . . . .        rows are inputs, columns outputs
//	. . w w . .
//	. . w w . .
//	. . . . w w
//	. . . . w w
//
// The zeros cost no time, since empty columns would cost the same, and the row
// pointers are found once for all of them.

// merged returns how many groups are taken as one, and p with that fewer groups.
func (p Params) merged() (int, Params) {
	_, nr := asm.MulTileShape()
	m := min(p.Groups, max(1, nr/2/max(p.C/p.Groups, p.O/p.Groups)))
	for p.Groups%m != 0 {
		m--
	}
	p.Groups /= m
	return m, p
}

// blocks calls f for every run of values that the weights w [KH*KW,C/groups,O]
// and the weights of merged groups have in common: where it starts in both, and
// its length.
func (p Params) blocks(m int, f func(w, wide, n int)) {
	cg, og := p.C/p.Groups, p.O/p.Groups
	for tap := range p.KH * p.KW {
		for c := range cg {
			for g := range p.Groups {
				f((tap*cg+c)*p.O+g*og, ((tap*m+g%m)*cg+c)*p.O+g*og, og)
			}
		}
	}
}

// widen returns p with merged groups and its weights. If they are not w itself
// they are to be freed.
func widen(p Params, w []float32) (Params, []float32) {
	m, wide := p.merged()
	if m == 1 {
		return p, w
	}
	out := scratch(len(w) * m)
	clear(out)
	p.blocks(m, func(at, wide, n int) { copy(out[wide:][:n], w[at:]) })
	return wide, out
}

// backwardDataGroups is [backwardDataIndirect] with merged groups.
func backwardDataGroups(p Params, dx, dy, w []float32) {
	q, wide := widen(p, w)
	backwardDataIndirect(q, dx, dy, wide)
	if q.Groups != p.Groups {
		free(wide)
	}
}

// backwardWeightsGroups is [backwardWeightsStrips] with merged groups, of whose
// products those between different groups are dropped.
func backwardWeightsGroups(p Params, dw, x, dy []float32) {
	m, q := p.merged()
	if m == 1 {
		backwardWeightsStrips(p, dw, x, dy)
		return
	}
	wide := scratch(len(dw) * m)
	backwardWeightsStrips(q, wide, x, dy)
	p.blocks(m, func(at, from, n int) { copy(dw[at:][:n], wide[from:]) })
	free(wide)
}
