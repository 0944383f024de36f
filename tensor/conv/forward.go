package conv

import (
	"fmt"

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
	weights   []float32 // if they are used only once by Winograd by columns
	algorithm string
	h, w      int // of the images
}

// Pack prepares weights that will be used more than once, for any number of images of
// p's size. The result belongs to the level that is active now.
func Pack(p Params, w []float32) Packed {
	pk := pack(p, w, Choice(DirForward, p))
	if pk.weights != nil {
		pk.panels, pk.weights = formOf(pk.algorithm, DirForward).packColumns(w, p.C, p.O), nil
	}
	return pk
}

func pack(p Params, w []float32, algorithm string) Packed {
	pk := Packed{algorithm: algorithm, h: p.H, w: p.W}
	if isWinograd(algorithm) {
		form := formOf(algorithm, DirForward)
		if form.byColumns(p.C, p.O) {
			pk.weights = w
			return pk
		}
		pk.panels = scratch(form.panelsLen(p.C, p.O))
		form.pack(pk.panels, w, p.C, p.O)
		return pk
	}
	if algorithm == algoFourier {
		oh, ow := p.Out()
		shape := fourierShapeOf(p.KH, p.C, p.O, oh, ow)
		pk.panels = scratch(shape.panelsLen())
		fourierPack(shape, pk.panels, w, false)
		return pk
	}
	if algorithm == algoDepth || algorithm == algoGrouped {
		pk.panels = scratch(len(w))
		copy(pk.panels, w)
		return pk
	}
	q, wide := widen(p, w)
	k, og := q.KH*q.KW*q.C/q.Groups, q.O/q.Groups
	size := gemm.PanelsLen(k, og)
	pk.panels = scratch(size * q.Groups)
	for g := range q.Groups {
		gemm.PackPanels(pk.panels[g*size:][:size], wide[g*og:], q.O, false, k, og, 1)
	}
	if q.Groups != p.Groups {
		free(wide)
	}
	return pk
}

// Free gives the memory back.
func (pk Packed) Free() {
	if pk.panels != nil {
		free(pk.panels)
	}
}

// ForwardPacked is [ForwardEpilogue] with weights from [Pack] for images of that size.
func ForwardPacked(p Params, y, x []float32, pk Packed, e Epilogue) {
	if pk.h != p.H || pk.w != p.W {
		panic(fmt.Sprintf("conv2d: weights are packed for %dx%d pixels, not %dx%d", pk.h, pk.w, p.H, p.W))
	}
	s := epilogues.Get()
	set := s.set(e, p.O)
	switch pk.algorithm {
	case algoWinograd, algoWinograd2, algoWinogradS2:
		oh, ow := p.Out()
		t, form := winograds.Get(), formOf(pk.algorithm, DirForward)
		*t = winograd{form: form, in: t.in, out: t.out,
			n: p.N, src: x, dst: y, panels: pk.panels, weights: pk.weights, byColumns: form.byColumns(p.C, p.O), srcH: p.H, srcW: p.W, c: p.C,
			dstH: oh, dstW: ow, o: p.O, padY: p.PH, padX: p.PW, epilogue: set,
		}
		t.run()
		t.release()
	case algoRows:
		forwardRows(p, y, x, pk, set)
	case algoFourier:
		forwardFourier(p, y, x, pk, set)
	case algoDepth, algoGrouped:
		forwardDepthwise(p, y, x, pk.panels, set)
	default:
		_, q := p.merged()
		forwardIndirect(q, y, x, pk, set)
	}
	s.Epilogue = Epilogue{}
	epilogues.Put(s)
}

var epilogues parallel.Stash[epilogue]

func forwardIndirect(p Params, y, x []float32, pk Packed, e *epilogue) {
	oh, ow := p.Out()
	t := indirects.Get()
	*t = indirect{
		n: p.N, src: x, srcH: p.H, srcW: p.W, srcC: p.C, k: p.C / p.Groups,
		stepY: p.SH, stepX: p.SW, gridH: oh, gridW: ow,
		dst: y, dstH: oh, dstW: ow, dstC: p.O, columns: p.O / p.Groups,
		outStepY: 1, outStepX: 1, groups: p.Groups,
		panels: pk.panels, taps: t.taps[:0], epilogue: e,
	}
	for ky := range p.KH {
		for kx := range p.KW {
			t.taps = append(t.taps, tap{ky*p.DH - p.PH, kx*p.DW - p.PW})
		}
	}
	t.run()
	t.release()
}
