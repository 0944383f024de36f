package conv

// Direct is the convolution by its definition, in plain loops and float64: what
// the fast paths are tested against, and the text to read first.
type Direct struct{ Params }

// walk calls f for every multiplication of the convolution with the indices
// into input, weights and output.
func (d Direct) walk(f func(x, w, y int)) {
	p := d.Params
	oh, ow := p.Out()
	cg, og := p.C/p.Groups, p.O/p.Groups
	p.each(func(n, iy, ix, oy, ox, ky, kx int) {
		for g := range p.Groups {
			for c := range cg {
				for o := range og {
					f(((n*p.H+iy)*p.W+ix)*p.C+g*cg+c,
						((ky*p.KW+kx)*cg+c)*p.O+g*og+o,
						((n*oh+oy)*ow+ox)*p.O+g*og+o)
				}
			}
		}
	})
}

// Forward returns the output for input x, weights w and an optional bias.
func (d Direct) Forward(x, w, bias []float32) []float64 {
	oh, ow := d.Out()
	out := make([]float64, d.N*oh*ow*d.O)
	d.walk(func(xi, wi, yi int) { out[yi] += float64(x[xi]) * float64(w[wi]) })
	for i := range out {
		if bias != nil {
			out[i] += float64(bias[i%d.O])
		}
	}
	return out
}

// BackwardData returns the gradient of the input for the output's gradient dy.
func (d Direct) BackwardData(dy, w []float32) []float64 {
	dx := make([]float64, d.N*d.H*d.W*d.C)
	d.walk(func(xi, wi, yi int) { dx[xi] += float64(dy[yi]) * float64(w[wi]) })
	return dx
}

// BackwardWeights returns the gradients of the weights and of the bias.
func (d Direct) BackwardWeights(x, dy []float32) (dw, dbias []float64) {
	dw, dbias = make([]float64, d.KH*d.KW*d.C/d.Groups*d.O), make([]float64, d.O)
	d.walk(func(xi, wi, yi int) { dw[wi] += float64(x[xi]) * float64(dy[yi]) })
	for i, v := range dy {
		dbias[i%d.O] += float64(v)
	}
	return dw, dbias
}
