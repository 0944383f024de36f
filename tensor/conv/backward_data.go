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
		gemm.Transpose(panel[s*t.og*t.nr:], t.nr, t.w[(tap*t.cg+j*t.nr)*t.o+t.column:], t.o, width, t.og)
	}
}
