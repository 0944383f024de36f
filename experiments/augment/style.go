package augment

import (
	"math"

	"freqlens/tensor"
)

// Style says what the change "style" does. Stylized-ImageNet (Geirhos et al.,
// ICLR 2019) gives every image the texture of a painting and leaves it its shapes,
// by a style transfer network (AdaIN). Here no network and no paintings are
// needed; another image of the set, of any class, lends its style:
//
//  1. Colour: means and covariance of the three channels become the other
//     image's (whitening and colouring with Cholesky factors; Reinhard et al. 2001
//     with correlations).
//  2. Texture: above radius S/8 the image's own amplitudes are weakened to a random
//     share of 40 to 80 %, and a texture is added that has the other image's
//     amplitudes above S/8 and random phases, the same in all channels (random phase
//     noise of the image's periodic component, Galerne et al. 2011, Moisan 2011). Its
//     energy is such that each channel has above S/8 as much as the other image.
//
// It comes before crop and flip, as if the set had been stored in this form. Large
// shapes, that is frequencies up to S/8, and a share of the edges stay; colours and
// most of the fine texture are those of an image of another, or any, class. It differs from Stylized-ImageNet in
// that textures are stationary noise with an image's spectrum rather than brush
// strokes, and that no shape is repainted. Published results with Stylized-ImageNet
// are no reference for it.
const Style = "style"

// restyle applies [Style].
func restyle(m *canvas, rng *tensor.Rand) {
	other := m.plain()
	defer other.free()
	recolour(m, other)
	share := float64(rng.Uniform(0.4, 0.8))
	limit := float64(min(m.h, m.w)) / 8
	content, style := m.transform(), other.transform()
	other.makePeriodic()
	phases := randomPhases(m.h, content.half, rng)
	for p, spectrum := range content.planes {
		texture := style.planes[p]
		wanted, own := 0.0, 0.0
		for u := range m.h {
			for v := range content.half {
				if content.radius(u, v, m.h) > limit {
					at := u*content.half + v
					wanted += power(texture[at]) * weight(v, m.w)
					own += power(spectrum[at]) * weight(v, m.w)
				}
			}
		}
		// own*share^2 + wanted*strength^2 = wanted, as random phases add no energy on average
		strength := float32(0)
		keep := float32(share)
		if wanted > 0 {
			keep = float32(min(share, share*math.Sqrt(wanted/max(own, 1e-9))))
			strength = float32(math.Sqrt(max(0, 1-float64(keep*keep)*own/wanted)))
		}
		for u := range m.h {
			for v := range content.half {
				if content.radius(u, v, m.h) > limit {
					at := u*content.half + v
					spectrum[at] = complex(keep, 0)*spectrum[at] + complex(strength, 0)*texture[at]*phases[at]
				}
			}
		}
	}
	m.restore()
}

// makePeriodic removes from the spectra what only comes from the jumps between
// opposite borders: the spectrum of the smooth image whose Laplacian is these jumps.
func (m *canvas) makePeriodic() {
	f := m.fourier
	jumps, smooth := make([]float32, m.h*m.w), make([]complex64, m.h*f.half)
	for p, spectrum := range f.planes {
		plane := m.plane(p)
		clear(jumps)
		for x := range m.w {
			d := float32(plane[(m.h-1)*m.w+x]) - float32(plane[x])
			jumps[x] += d
			jumps[(m.h-1)*m.w+x] -= d
		}
		for y := range m.h {
			d := float32(plane[y*m.w+m.w-1]) - float32(plane[y*m.w])
			jumps[y*m.w] += d
			jumps[y*m.w+m.w-1] -= d
		}
		f.plan.Forward(smooth, jumps, f.work)
		for u := range m.h {
			row := 2 * math.Cos(2*math.Pi*float64(u)/float64(m.h))
			for v := range f.half {
				if u+v > 0 {
					scale := float32(1 / (row + 2*math.Cos(2*math.Pi*float64(v)/float64(m.w)) - 4))
					spectrum[u*f.half+v] -= smooth[u*f.half+v] * complex(scale, 0)
				}
			}
		}
	}
}

// weight counts an entry of a half spectrum for itself and its mirror image.
func weight(v, w int) float64 {
	if v == 0 || 2*v == w {
		return 1
	}
	return 2
}

// randomPhases returns factors of modulus 1 that keep an image real: opposite
// frequencies get opposite phases.
func randomPhases(h, half int, rng *tensor.Rand) []complex64 {
	phases := make([]complex64, h*half)
	for i := range phases {
		sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
		phases[i] = complex(float32(cos), float32(sin))
	}
	for u := range h { // the columns that are their own mirror images
		for _, v := range []int{0, half - 1} {
			a, b := u*half+v, (h-u)%h*half+v
			if a == b {
				phases[a] = 1
			} else if u < h-u {
				phases[b] = complex(real(phases[a]), -imag(phases[a]))
			}
		}
	}
	return phases
}

// recolour gives m the means and covariances of other's channels.
func recolour(m, other *canvas) {
	mean, from := m.colours()
	target, to := other.colours()
	// x' = target + L_to L_from^-1 (x - mean)
	n := m.c
	size := m.h * m.w
	x := make([]float64, n)
	for i := range size {
		for p := range n { // forward substitution
			v := float64(m.pix[p*size+i]) - mean[p]
			for q := range p {
				v -= float64(from[p*n+q] * x[q])
			}
			x[p] = v / from[p*n+p]
		}
		for p := n - 1; p >= 0; p-- {
			v := target[p]
			for q := range p + 1 {
				v += float64(to[p*n+q] * x[q])
			}
			m.pix[p*size+i] = clip(int(math.Floor(v + 0.5)))
		}
	}
}

// colours returns the channels' means and the lower Cholesky factor of their
// covariances, with a little noise added so that it exists for grey images.
func (m *canvas) colours() (mean, factor []float64) {
	n, size := m.c, m.h*m.w
	mean, factor = make([]float64, n), make([]float64, n*n)
	for p := range n {
		for _, v := range m.plane(p) {
			mean[p] += float64(v)
		}
		mean[p] /= float64(size)
	}
	for p := range n {
		for q := range p + 1 {
			sum := 0.0
			a, b := m.plane(p), m.plane(q)
			for i := range a {
				sum += float64(a[i]) * float64(b[i])
			}
			factor[p*n+q] = sum/float64(size) - float64(mean[p]*mean[q])
		}
		factor[p*n+p] += 4
	}
	for p := range n {
		for q := range p + 1 {
			v := factor[p*n+q]
			for k := range q {
				v -= float64(factor[p*n+k] * factor[q*n+k])
			}
			if p == q {
				factor[p*n+p] = math.Sqrt(max(v, 1))
			} else {
				factor[p*n+q] = v / factor[q*n+q]
			}
		}
	}
	return mean, factor
}
