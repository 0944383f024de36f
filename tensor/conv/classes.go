package conv

import (
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// classes are the input pixels whose gradient is the same convolution of dy: with
// a stride of s, s x s of them. A part computes some pixels of every class, which
// lie between each other, so that dy comes from memory only once.
//
// Input row h receives from output row o through kernel row k where
// h = o*SH - PH + k*DH. For the rows of one class, h = r + SH*i, the kernel rows
// that fit are the same, and o = i + (r + PH - k*DH)/SH: a convolution of dy
// with stride 1 and a part of the kernel.
type classes struct {
	list []indirect
	kept []int // kernel positions of the class that is being made
}

var classLists parallel.Stash[classes]

func backwardDataIndirect(p Params, dx, dy, w []float32) {
	if p.scatters() {
		backwardDataScatter(p, dx, dy, w, false)
		return
	}
	t := classLists.Get()
	og, cg := p.O/p.Groups, p.C/p.Groups
	panels := scratch(p.Groups * gemm.PanelsLen(p.KH*p.KW*og, cg))
	rest, parts := panels, 0
	for ry := range min(p.SH, p.H) {
		for rx := range min(p.SW, p.W) {
			c := t.add(p, ry, rx)
			c.src, c.dst, c.panels = dy, dx, rest
			size := gemm.PanelsLen(len(c.taps)*og, cg)
			for g := range p.Groups {
				packTransposed(rest[:size], w, p, g, t.kept)
				rest = rest[size:]
			}
			parts = max(parts, c.divide())
		}
	}
	if len(t.list) == 1 && len(t.list[0].taps) > 0 {
		t.list[0].run()
	} else {
		parallel.Run(parts, t)
	}
	free(panels)
	t.release()
}

// add appends the class of pixel (ry, rx) and lists the kernel positions that
// reach it.
func (t *classes) add(p Params, ry, rx int) *indirect {
	n := len(t.list)
	if n == cap(t.list) {
		t.list = append(t.list, indirect{})
	}
	t.list, t.kept = t.list[:n+1], t.kept[:0]
	c := &t.list[n]
	oh, ow := p.Out()
	*c = indirect{
		n: p.N, srcH: oh, srcW: ow, srcC: p.O, k: p.O / p.Groups,
		stepY: 1, stepX: 1, gridH: (p.H - ry + p.SH - 1) / p.SH, gridW: (p.W - rx + p.SW - 1) / p.SW,
		dstH: p.H, dstW: p.W, dstC: p.C, columns: p.C / p.Groups, groups: p.Groups,
		outY: ry, outX: rx, outStepY: p.SH, outStepX: p.SW, taps: c.taps[:0],
	}
	for ky := range p.KH {
		for kx := range p.KW {
			y, x := ry+p.PH-ky*p.DH, rx+p.PW-kx*p.DW
			if y%p.SH == 0 && x%p.SW == 0 {
				c.taps = append(c.taps, tap{y / p.SH, x / p.SW})
				t.kept = append(t.kept, ky*p.KW+kx)
			}
		}
	}
	return c
}

// Part computes the same number of pixels of each class.
func (t *classes) Part(part int) {
	for i := range t.list {
		c := &t.list[i]
		rows := c.tilesInPart * c.mr
		switch first := part * rows; {
		case first >= c.all:
		case len(c.taps) > 0:
			c.Part(part)
		default:
			c.clear(first, min(first+rows, c.all))
		}
	}
}

// clear zeroes output pixels of a class that no kernel position reaches.
func (t *indirect) clear(first, last int) {
	for at := first; at < last; at++ {
		j, rest := at%t.gridW, at/t.gridW
		i, n := rest%t.gridH, rest/t.gridH
		clear(t.dst[((n*t.dstH+i*t.outStepY+t.outY)*t.dstW+j*t.outStepX+t.outX)*t.dstC:][:t.dstC])
	}
}

// release forgets the slices and keeps the memory.
func (t *classes) release() {
	for i := range t.list {
		t.list[i] = indirect{taps: t.list[i].taps[:0]}
	}
	t.list = t.list[:0]
	classLists.Put(t)
}
