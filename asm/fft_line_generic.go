package asm

import "math"

// lineDFT sets y to the transform of x, short vectors both.
func lineDFT(y, x []complex128) {
	for k := range y {
		y[k] = 0
		for j, v := range x {
			s, c := math.Sincos(-2 * math.Pi * float64(j*k%len(x)) / float64(len(x)))
			y[k] += v * complex(c, s)
		}
	}
}

// rowAt returns lane l of the row at x[at:].
func rowAt(x []float32, at, l, width int) complex128 {
	return complex(float64(x[at+l]), float64(x[at+width+l]))
}

// partsOf returns a complex number's place in memory that is re, im or, for inverse
// transforms, im, re.
func partsOf(re, im float32, inverse bool) (float32, float32) {
	if inverse {
		return im, re
	}
	return re, im
}

func fftFirstGeneric(s *FFTSpread, dst, src []float32, inverse bool) {
	w := s.Width
	for m := range s.M {
		for j := range s.Radix {
			for l := range w {
				from, to := j*s.SrcLeg+2*(m*w+FFTLane(l, w)), j*s.Leg+2*w*m+l
				dst[to], dst[to+w] = partsOf(src[from], src[from+1], inverse)
			}
		}
	}
	fftSpreadGeneric(s, dst)
}

func fftOpenGeneric(s *FFTSpread, dst, src []float32, inverse bool) {
	var xs, ys [16]complex128
	x, y, w := xs[:s.Radix], ys[:s.Radix], s.Width
	for m := range s.M {
		for l := range w {
			for j := range x {
				at := j*s.SrcLeg + 2*(m*w+FFTLane(l, w))
				re, im := partsOf(src[at], src[at+1], inverse)
				x[j] = complex(float64(re), float64(im))
			}
			lineDFT(y, x)
			for k, v := range y {
				at := m*s.Step + k*s.Leg + l
				dst[at], dst[at+w] = float32(real(v)), float32(imag(v))
			}
		}
	}
}

func fftSpreadGeneric(s *FFTSpread, dst []float32) {
	var xs, ys [16]complex128
	x, y, w := xs[:s.Radix], ys[:s.Radix], s.Width
	for m := range s.M {
		for b := range s.Blocks {
			for l := range w {
				at := b*s.Block + 2*w*m
				for j := range x {
					x[j] = rowAt(dst, at+j*s.Leg, l, w)
				}
				lineDFT(y, x)
				for k, v := range y {
					if k > 0 && m+s.from > 0 {
						t := 2 * ((m+min(1, s.from))*(s.Radix-1) + k - 1)
						v *= complex(float64(s.Twiddles[t]), float64(s.Twiddles[t+1]))
					}
					dst[at+k*s.Leg+l], dst[at+k*s.Leg+w+l] = float32(real(v)), float32(imag(v))
				}
			}
		}
	}
}

func fftLastGeneric(s *FFTLast, dst, src, twiddles []float32, groups int, inverse bool) {
	var xs, ys [16]complex128
	x, y, w := xs[:s.Width], ys[:s.Width], s.Width
	scale := 1.0
	if inverse {
		scale = float64(s.Scale)
	}
	for g := range groups {
		for k := range w {
			for l := range w {
				x[FFTLane(l, w)] = rowAt(src, g*s.SrcGroup+k*s.Row, l, w) * rowAt(twiddles, g*s.TurnGroup+2*w*k, l, w)
			}
			lineDFT(y, x)
			for i, v := range y {
				at := g*s.DstGroup + i*s.Leg + 2*k
				dst[at], dst[at+1] = partsOf(float32(scale*real(v)), float32(scale*imag(v)), inverse)
			}
		}
	}
}
