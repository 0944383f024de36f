package asm

import "math"

func fftRunGeneric(p *FFTPass) {
	switch p.Radix {
	case 2:
		fftRadix2Generic(p)
	case 4:
		fftRadix4Generic(p)
	default:
		fftRadixGeneric(p)
	}
}

// eachButterfly calls f with the places in In and Out of the first legs, and the twiddles of k.
func (p *FFTPass) eachButterfly(f func(in, out int, tw []float32)) {
	for k := range p.M {
		tw := p.Twiddles[2*k*(p.Radix-1):][:2*(p.Radix-1)]
		for b := range p.Blocks {
			f((b*p.M+k)*p.InStep, (b*p.Radix*p.M+k)*p.OutStep, tw)
		}
	}
}

// turned returns leg j of the butterfly at in, times its twiddle.
func turned(re, im, wr, wi float32) (float32, float32) {
	return float32(re*wr) - float32(im*wi), float32(im*wr) + float32(re*wi)
}

func fftRadix2Generic(p *FFTPass) {
	inLeg, outLeg := p.Blocks*p.M*p.InStep, p.M*p.OutStep
	p.eachButterfly(func(in, out int, tw []float32) {
		for l := range p.Width {
			i, o := in+l, out+l
			br, bi := turned(p.InRe[i+inLeg], p.InIm[i+inLeg], tw[0], tw[1])
			ar, ai := p.InRe[i], p.InIm[i]
			p.OutRe[o], p.OutIm[o] = ar+br, ai+bi
			p.OutRe[o+outLeg], p.OutIm[o+outLeg] = ar-br, ai-bi
		}
	})
}

func fftRadix4Generic(p *FFTPass) {
	inLeg, outLeg := p.Blocks*p.M*p.InStep, p.M*p.OutStep
	p.eachButterfly(func(in, out int, tw []float32) {
		for l := range p.Width {
			i, o := in+l, out+l
			ar, ai := p.InRe[i], p.InIm[i]
			br, bi := turned(p.InRe[i+inLeg], p.InIm[i+inLeg], tw[0], tw[1])
			cr, ci := turned(p.InRe[i+2*inLeg], p.InIm[i+2*inLeg], tw[2], tw[3])
			dr, di := turned(p.InRe[i+3*inLeg], p.InIm[i+3*inLeg], tw[4], tw[5])
			sr, si, tr, ti := ar+cr, ai+ci, ar-cr, ai-ci
			ur, ui, vr, vi := br+dr, bi+di, br-dr, bi-di
			p.OutRe[o], p.OutIm[o] = sr+ur, si+ui
			p.OutRe[o+outLeg], p.OutIm[o+outLeg] = tr+vi, ti-vr
			p.OutRe[o+2*outLeg], p.OutIm[o+2*outLeg] = sr-ur, si-ui
			p.OutRe[o+3*outLeg], p.OutIm[o+3*outLeg] = tr-vi, ti+vr
		}
	})
}

// fftRadixGeneric is the definition.
func fftRadixGeneric(p *FFTPass) {
	var xr, xi, wr, wi [16]float32
	r := p.Radix
	for i := range r {
		s, c := math.Sincos(-2 * math.Pi * float64(i) / float64(r))
		wr[i], wi[i] = float32(c), float32(s)
	}
	inLeg, outLeg := p.Blocks*p.M*p.InStep, p.M*p.OutStep
	p.eachButterfly(func(in, out int, tw []float32) {
		for l := range p.Width {
			xr[0], xi[0] = p.InRe[in+l], p.InIm[in+l]
			for j := 1; j < r; j++ {
				at := in + l + j*inLeg
				xr[j], xi[j] = turned(p.InRe[at], p.InIm[at], tw[2*j-2], tw[2*j-1])
			}
			for i := range r {
				sr, si := xr[0], xi[0]
				for j := 1; j < r; j++ {
					tr, ti := turned(xr[j], xi[j], wr[i*j%r], wi[i*j%r])
					sr, si = sr+tr, si+ti
				}
				p.OutRe[out+l+i*outLeg], p.OutIm[out+l+i*outLeg] = sr, si
			}
		}
	})
}

func fftTransposeGeneric(m *FFTMove) {
	for t := range m.Tiles {
		src, dst := m.Src[t*m.SrcTile:], m.Dst[t*m.DstTile:]
		for i := range m.Width {
			for j := range m.Width {
				dst[j*m.DstStep+i] = src[i*m.SrcStep+j]
			}
		}
	}
}

func fftInterleaveGeneric(m *FFTMove) {
	for t := range m.Tiles {
		re, im, dst := m.Src[t*m.SrcTile:], m.Src2[t*m.SrcTile:], m.Dst[t*m.DstTile:]
		for i := range m.Width {
			for j := range m.Width / 2 {
				dst[i*m.DstStep+2*j], dst[i*m.DstStep+2*j+1] = re[j*m.SrcStep+i], im[j*m.SrcStep+i]
			}
		}
	}
}

func fftDeinterleaveGeneric(m *FFTMove) {
	for t := range m.Tiles {
		src, re, im := m.Src[t*m.SrcTile:], m.Dst[t*m.DstTile:], m.Dst2[t*m.DstTile:]
		for i := range m.Width {
			for j := range m.Width / 2 {
				re[j*m.DstStep+i], im[j*m.DstStep+i] = src[i*m.SrcStep+2*j], src[i*m.SrcStep+2*j+1]
			}
		}
	}
}

// mirror returns the place of row v of M, as seen from lane 0.
func (t *FFTTangle) mirror(v int) int {
	if v == 0 {
		return t.MAt
	}
	return t.MAt + t.MFirst - (v-1)*t.ZStep
}

func fftUntangleGeneric(t *FFTTangle) {
	for v := range t.Rows {
		m := t.mirror(v) + t.Width - 1
		for l := range t.Width {
			z, x := v*t.ZStep+l, v*t.XStep+l
			ar, ai, br, bi := t.ZRe[z], t.ZIm[z], t.MRe[m-l], t.MIm[m-l]
			dr, di, sr, si := ar-br, ai+bi, float32(t.Scale*(ar+br)), float32(t.Scale*(ai-bi))
			tr := float32(di*t.Cos[l]) + float32(dr*t.Sin[l])
			ti := float32(di*t.Sin[l]) - float32(dr*t.Cos[l])
			t.X0Re[x], t.X0Im[x], t.X1Re[x], t.X1Im[x] = sr+tr, si+ti, sr-tr, si-ti
		}
	}
}

func fftTangleGeneric(t *FFTTangle) {
	for v := range t.Rows {
		m := t.mirror(v) + t.Width - 1
		for l := range t.Width {
			z, x := v*t.ZStep+l, v*t.XStep+l
			ar, ai, br, bi := t.X0Re[x], t.X0Im[x], t.X1Re[x], t.X1Im[x]
			dr, di, sr, si := ar-br, ai-bi, float32(t.Scale*(ar+br)), float32(t.Scale*(ai+bi))
			or := float32(di*t.Sin[l]) + float32(dr*t.Cos[l])
			oi := float32(di*t.Cos[l]) - float32(dr*t.Sin[l])
			t.MRe[m-l], t.MIm[m-l] = sr+oi, or-si
			t.ZRe[z], t.ZIm[z] = sr-oi, si+or
		}
	}
}
