package conv

import (
	"freqlens/tensor/gemm"
)

// Epilogue is what inference does to each output value while it is still in
// cache: y = y*Scale[o] + Shift[o] + Residual, then ReLU. Nil slices are left out.
type Epilogue struct {
	Scale, Shift []float32 // O values
	Residual     []float32 // as large as the output
	Relu         bool
}

// Forward computes y [N,OH,OW,O] from x [N,H,W,C], w [KH,KW,C/groups,O] and an
// optional bias [O].
func Forward(p Params, y, x, w, bias []float32) {
	if bias == nil {
		ForwardEpilogue(p, y, x, w, Epilogue{})
		return
	}
	ForwardEpilogue(p, y, x, w, Epilogue{Shift: bias})
}

// ForwardEpilogue is [Forward] followed by e.
func ForwardEpilogue(p Params, y, x, w []float32, e Epilogue) {
	p.check(x, w, y)
	pk := Pack(p, w)
	ForwardPacked(p, y, x, pk, e)
	pk.Free()
}

// Packed holds weights in the order that the forward tiles read them.
type Packed struct{ panels []float32 }

// Pack prepares weights that will be used more than once. The result belongs to
// the level that is active now.
func Pack(p Params, w []float32) Packed {
	k, og := p.KH*p.KW*p.C/p.Groups, p.O/p.Groups
	size := gemm.PanelsLen(k, og)
	panels := scratch(size * p.Groups)
	for g := range p.Groups {
		gemm.PackPanels(panels[g*size:][:size], w[g*og:], p.O, false, k, og, 1)
	}
	return Packed{panels}
}

// Free gives the memory back.
func (pk Packed) Free() { free(pk.panels) }

// ForwardPacked is [ForwardEpilogue] with weights from [Pack].
func ForwardPacked(p Params, y, x []float32, pk Packed, e Epilogue) {
	oh, ow := p.Out()
	cg, og := p.C/p.Groups, p.O/p.Groups
	size := gemm.PanelsLen(p.KH*p.KW*cg, og)
	t := indirects.Get()
	for g := range p.Groups {
		*t = indirect{
			n: p.N, src: x, srcH: p.H, srcW: p.W, srcC: p.C, srcOffset: g * cg, k: cg,
			stepY: p.SH, stepX: p.SW, gridH: oh, gridW: ow,
			dst: y, dstH: oh, dstW: ow, dstC: p.O, dstOffset: g * og, columns: og,
			outStepY: 1, outStepX: 1,
			panels: pk.panels[g*size:][:size], taps: t.taps[:0],
			store: e,
		}
		for ky := range p.KH {
			for kx := range p.KW {
				t.taps = append(t.taps, tap{ky*p.DH - p.PH, kx*p.DW - p.PW})
			}
		}
		if p.Groups == 1 && !e.empty() {
			t.epilogue = &t.store
		}
		t.run()
	}
	if p.Groups > 1 && !e.empty() {
		e.apply(y, 0, p.N*oh*ow, p.O)
	}
	t.release()
}

func (e *Epilogue) empty() bool {
	return e.Scale == nil && e.Shift == nil && e.Residual == nil && !e.Relu
}

// apply works on rows rows of width values from y[at].
func (e *Epilogue) apply(y []float32, at, rows, width int) {
	for range rows {
		row := y[at:][:width]
		if e.Scale != nil {
			for o, s := range e.Scale {
				row[o] *= s
			}
		}
		if e.Shift != nil {
			for o, s := range e.Shift {
				row[o] += s
			}
		}
		if e.Residual != nil {
			for o, r := range e.Residual[at:][:width] {
				row[o] += r
			}
		}
		if e.Relu {
			for o, v := range row {
				row[o] = max(v, 0)
			}
		}
		at += width
	}
}
