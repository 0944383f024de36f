package conv

import (
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

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
	mustWork(ForwardWith(algoAuto, p, y, x, w, e))
}

// Packed holds weights in the order that the forward tiles read them.
type Packed struct {
	panels    []float32
	algorithm string
}

// Pack prepares weights that will be used more than once. The result belongs to
// the level that is active now.
func Pack(p Params, w []float32) Packed { return pack(p, w, Choice(DirForward, p)) }

func pack(p Params, w []float32, algorithm string) Packed {
	if algorithm == algoWinograd {
		panels := scratch(winogradPanelsLen(p.C, p.O))
		winogradPack(panels, w, p.C, p.O)
		return Packed{panels, algorithm}
	}
	k, og := p.KH*p.KW*p.C/p.Groups, p.O/p.Groups
	size := gemm.PanelsLen(k, og)
	panels := scratch(size * p.Groups)
	for g := range p.Groups {
		gemm.PackPanels(panels[g*size:][:size], w[g*og:], p.O, false, k, og, 1)
	}
	return Packed{panels, algorithm}
}

// Free gives the memory back.
func (pk Packed) Free() { free(pk.panels) }

// ForwardPacked is [ForwardEpilogue] with weights from [Pack].
func ForwardPacked(p Params, y, x []float32, pk Packed, e Epilogue) {
	s := epilogues.Get()
	set := s.set(e, p.O)
	switch pk.algorithm {
	case algoWinograd:
		oh, ow := p.Out()
		t := winograds.Get()
		*t = winograd{in: t.in, out: t.out,
			n: p.N, src: x, dst: y, panels: pk.panels, srcH: p.H, srcW: p.W, c: p.C,
			dstH: oh, dstW: ow, o: p.O, padY: p.PH, padX: p.PW, epilogue: set,
		}
		t.run()
		t.release()
	case algoRows:
		forwardRows(p, y, x, pk, set)
	default:
		forwardIndirect(p, y, x, pk, set)
	}
	s.Epilogue = Epilogue{}
	epilogues.Put(s)
}

var epilogues parallel.Stash[epilogue]

func forwardIndirect(p Params, y, x []float32, pk Packed, e *epilogue) {
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
		}
		for ky := range p.KH {
			for kx := range p.KW {
				t.taps = append(t.taps, tap{ky*p.DH - p.PH, kx*p.DW - p.PW})
			}
		}
		if p.Groups == 1 {
			t.epilogue = e
		}
		t.run()
	}
	if p.Groups > 1 && e != nil {
		e.apply(y, 0, p.N*oh*ow, p.O)
	}
	t.release()
}
