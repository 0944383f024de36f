package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// BackwardData computes the gradient dx [N,H,W,C] of the input from the
// output's gradient dy [N,OH,OW,O] and the weights w.
func BackwardData(p Params, dx, dy, w []float32) {
	mustWork(BackwardDataWith(algoAuto, p, dx, dy, w))
}

// backwardDataWinograd is the forward convolution of dy with the weights turned; add
// adds it to dx.
func backwardDataWinograd(f *winogradForm, p Params, dx, dy, w []float32, add bool) {
	oh, ow := p.Out()
	t := winograds.Get()
	*t = winograd{form: f, in: t.in, out: t.out,
		n: p.N, src: dy, dst: dx, srcH: oh, srcW: ow, c: p.O,
		dstH: p.H, dstW: p.W, o: p.C, padY: f.pad - p.PH, padX: f.pad - p.PW, add: add,
	}
	if f.byColumns(p.O, p.C) {
		t.byColumns, t.weights, t.turned = true, w, true
		t.run()
		t.release()
		return
	}
	turned := scratch(len(w))
	turnWeights(turned, w, p.C, p.O)
	t.panels = scratch(f.panelsLen(p.O, p.C))
	f.pack(t.panels, turned, p.O, p.C)
	free(turned)
	t.run()
	free(t.panels)
	t.release()
}

// backwardDataIndirect treats the input pixels in classes.
//
// Input row h receives from output row o through kernel row k where
// h = o*SH - PH + k*DH. For the rows of one class, h = r + SH*i, the kernel rows
// that fit are the same, and o = i + (r + PH - k*DH)/SH: a convolution of dy
// with stride 1 and a part of the kernel.
func backwardDataIndirect(p Params, dx, dy, w []float32) {
	if p.scatters() {
		backwardDataScatter(p, dx, dy, w, false)
		return
	}
	oh, ow := p.Out()
	cg, og := p.C/p.Groups, p.O/p.Groups
	t := indirects.Get()
	panels := scratch(p.Groups * gemm.PanelsLen(p.KH*p.KW*og, cg))
	for ry := range min(p.SH, p.H) {
		for rx := range min(p.SW, p.W) {
			*t = indirect{
				n: p.N, src: dy, srcH: oh, srcW: ow, srcC: p.O, k: og,
				stepY: 1, stepX: 1, gridH: (p.H - ry + p.SH - 1) / p.SH, gridW: (p.W - rx + p.SW - 1) / p.SW,
				dst: dx, dstH: p.H, dstW: p.W, dstC: p.C, columns: cg, groups: p.Groups,
				outY: ry, outX: rx, outStepY: p.SH, outStepX: p.SW,
				taps: t.taps[:0], panels: panels,
			}
			kept := keptTaps.Get()
			kept.index = kept.index[:0]
			for ky := range p.KH {
				for kx := range p.KW {
					y, x := ry+p.PH-ky*p.DH, rx+p.PW-kx*p.DW
					if y%p.SH == 0 && x%p.SW == 0 {
						t.taps = append(t.taps, tap{y / p.SH, x / p.SW})
						kept.index = append(kept.index, ky*p.KW+kx)
					}
				}
			}
			if len(t.taps) == 0 {
				t.clear()
			} else {
				size := gemm.PanelsLen(len(t.taps)*og, cg)
				for g := range p.Groups {
					packTransposed(panels[g*size:][:size], w, p, g, kept.index)
				}
				t.run()
			}
			keptTaps.Put(kept)
		}
	}
	free(panels)
	t.release()
}

type tapList struct{ index []int }

var keptTaps parallel.Stash[tapList]

// clear zeroes the output pixels of a class that no kernel position reaches.
func (t *indirect) clear() {
	c := clears.Get()
	c.indirect = t
	parallel.Run(t.n, c)
	c.indirect = nil
	clears.Put(c)
}

var clears parallel.Stash[clearTask]

type clearTask struct{ *indirect }

// Part zeroes the pixels of one image.
func (t *clearTask) Part(n int) {
	for i := range t.gridH {
		at := ((n*t.dstH+i*t.outStepY+t.outY)*t.dstW + t.outX) * t.dstC
		for range t.gridW {
			clear(t.dst[at:][:t.dstC])
			at += t.outStepX * t.dstC
		}
	}
}

// packTransposed writes the panels of the weights seen from the output: for
// each kept kernel position O/groups rows of C/groups columns.
func packTransposed(panels, w []float32, p Params, g int, taps []int) {
	_, nr := asm.MulTileShape()
	t := transposes.Get()
	*t = transposeTask{panels, w, p.C / p.Groups, p.O / p.Groups, p.O, g * (p.O / p.Groups), taps, nr}
	parallel.Run((t.cg+nr-1)/nr, t)
	*t = transposeTask{}
	transposes.Put(t)
}

var transposes parallel.Stash[transposeTask]

type transposeTask struct {
	panels, w         []float32
	cg, og, o, column int
	taps              []int
	nr                int
}

// Part packs the panel of nr input channels.
func (t *transposeTask) Part(j int) {
	panel := t.panels[j*len(t.taps)*t.og*t.nr:][:len(t.taps)*t.og*t.nr]
	width := min(t.nr, t.cg-j*t.nr)
	if width < t.nr {
		clear(panel)
	}
	for s, tap := range t.taps {
		out := panel[s*t.og*t.nr:]
		for c := range width {
			row := t.w[(tap*t.cg+j*t.nr+c)*t.o+t.column:][:t.og]
			for o, v := range row {
				out[o*t.nr+c] = v
			}
		}
	}
}
