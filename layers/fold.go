package layers

import (
	"math"
	"sync"

	"freqlens/asm"
	"freqlens/tensor/conv"
)

// folds are the convolutions of a network with their batch norms folded in, packed for
// the level that is active and the images that have come. They are made when they are
// first needed, because the best algorithm, and so the packing, depends on the size of
// the image.
type folds struct {
	mutex sync.Mutex
	all   map[foldKey]*folded
}

type foldKey struct {
	unit *ConvUnit
	h, w int
}

// folded is one of them: y = conv(x, panels) + shift; the scale is in the weights.
type folded struct {
	panels conv.Packed
	shift  []float32
}

// of returns the fold of a unit for images of p's size.
func (f *folds) of(u *ConvUnit, p conv.Params) *folded {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	key := foldKey{u, p.H, p.W}
	if f.all[key] == nil {
		if f.all == nil {
			f.all = map[foldKey]*folded{}
		}
		f.all[key] = u.fold(p)
	}
	return f.all[key]
}

// forget gives the memory back.
func (f *folds) forget() {
	for _, one := range f.all {
		one.panels.Free()
	}
	f.all = nil
}

// fold computes w*scale and the shift, where batch norm in evaluation is
// y = x*scale + shift with scale = gamma/sqrt(var+eps).
func (u *ConvUnit) fold(p conv.Params) *folded {
	out := u.Weight.Dim(3)
	f := &folded{shift: make([]float32, out)}
	if u.Bias != nil {
		copy(f.shift, u.Bias.Value().Data())
	}
	w := u.Weight.Value().Data()
	if n := u.Norm; n != nil {
		scale := make([]float32, out)
		for i := range scale {
			s := float64(n.Gamma.Value().Data()[i]) / math.Sqrt(float64(n.State.Var.Data()[i])+float64(n.State.Eps))
			scale[i] = float32(s)
			f.shift[i] = float32(float64(n.Beta.Value().Data()[i]) + s*(float64(f.shift[i])-float64(n.State.Mean.Data()[i])))
		}
		scaled := make([]float32, len(w))
		for at := 0; at < len(w); at += out {
			asm.Mul(scaled[at:at+out], w[at:at+out], scale)
		}
		w = scaled
	}
	f.panels = conv.Pack(p, w)
	return f
}
