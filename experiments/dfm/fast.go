package dfm

import (
	"context"

	"freqlens/asm/parallel"
	"freqlens/experiments/spectrum"
	"freqlens/fft"
	"freqlens/tensor"
)

// The fast mode estimates the loss after the removal of every frequency from a
// few gradients. Let c_k(x) be the part of an image x at frequency k (all c_k add
// up to x), and L the loss. To second order
//
//	L(x - c_k) - L(x)  ≈  -⟨∇L, c_k⟩ + ½ ⟨c_k, H c_k⟩
//
// The first term is one gradient: by Parseval, with G = F(∇L), X = F(x) and
// m_k = 2 (1 if k is its own partner)
//
//	⟨∇L, c_k⟩ = m_k/S² Re( conj(G(k)) X(k) ),  summed over channels.
//
// In the mean over images the first terms cancel and the curvature decides. It
// is measured for all k at once with random signs s_k, in both directions:
//
//	e = δ Σ_k s_k c_k,    h_k = s_k ⟨ ∇L(x+e) - ∇L(x-e), c_k ⟩ / 2δ
//
// Terms of different frequencies have mean zero and average out over probes and
// images. δ is finite on purpose: networks of ReLUs have their curvature in
// kinks, which a small step does not meet. 2R+1 gradients for R probes.

// fast returns the estimated losses [pair][image].
func (j *job) fast(ctx context.Context, from, to float64) ([][]float64, error) {
	n, channels, size := j.x.Dim(0), j.x.Dim(1), j.x.Dim(2)
	out := make([][]float64, len(j.pairs))
	for k := range out {
		out[k] = make([]float64, n)
	}
	step := min(64, max(1, 1<<16/(size*size))) // a function of the size alone, like everything that may show in the result
	for at := 0; at < n; at += step {
		m := min(step, n-at)
		image := channels * size * size
		p := newProbe(j, tensor.From(j.x.Data()[at*image:][:m*image], m, channels, size, size), at)
		p.first(out)
		for r := range j.Probes {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			p.curvature(out, r)
			j.report(from + (to-from)*(float64(at)+float64(m*(r+1))/float64(j.Probes))/float64(n))
		}
	}
	return out, nil
}

// probe is the estimation for some images.
type probe struct {
	*job
	at      int            // position of the first image in the class
	x       *tensor.Tensor // the images
	spectra *spectrum.Spectra
	plan    *fft.RealPlan2D
	labels  []int

	signs     [][]float32 // image by bin of the half spectrum
	shifted   *tensor.Tensor
	gradients [2]*tensor.Tensor
}

func newProbe(j *job, x *tensor.Tensor, at int) *probe {
	plan, err := fft.NewRealPlan2D(x.Dim(2), x.Dim(3))
	if err != nil {
		panic(err.Error()) // the spectra have been computed
	}
	p := &probe{job: j, at: at, x: x, spectra: spectrum.Transform(x), plan: plan, labels: j.labels()[at:][:x.Dim(0)], shifted: tensor.New(x.Shape()...)}
	for i := range p.gradients {
		p.gradients[i] = tensor.New(x.Shape()...)
	}
	for range x.Dim(0) {
		p.signs = append(p.signs, make([]float32, plan.SpectrumLen()))
	}
	return p
}

// first sets the estimates to the loss minus the first-order term.
func (p *probe) first(out [][]float64) {
	g := p.gradients[0]
	losses := p.net.Predictor().InputGrad(g, p.x, p.labels)
	p.accumulate(out, spectrum.Transform(g), func(image, _ int) float64 { return -1 })
	for i, l := range losses {
		for k := range out {
			out[k][p.at+i] += float64(l)
		}
	}
}

// curvature adds half of the curvature that probe r measures.
func (p *probe) curvature(out [][]float64, r int) {
	for i := range p.signs {
		rng := tensor.NewRand(p.Seed, 521, uint64(p.label), uint64(p.at+i), uint64(r))
		p.draw(p.signs[i], rng)
	}
	for k, direction := range []float32{1, -1} {
		p.move(direction * float32(p.Step))
		p.net.Predictor().InputGrad(p.gradients[k], p.shifted, p.labels)
	}
	d := p.gradients[0].Data()
	for i, v := range p.gradients[1].Data() {
		d[i] -= v
	}
	half := p.x.Dim(2)/2 + 1
	weight := 0.5 / (2 * p.Step * float64(p.Probes))
	p.accumulate(out, spectrum.Transform(p.gradients[0]), func(image, pair int) float64 {
		q := p.pairs[pair]
		u, v := q.U, q.V
		if v >= half {
			u, v = q.PartnerU, q.PartnerV
		}
		return weight * float64(p.signs[image][u*half+v])
	})
}

// draw sets the sign of every frequency, the same for both bins of a pair.
func (p *probe) draw(signs []float32, rng *tensor.Rand) {
	size := p.x.Dim(2)
	half := size/2 + 1
	for _, q := range p.pairs {
		s := float32(1)
		if rng.Uint64()&1 == 1 {
			s = -1
		}
		if q.V < half {
			signs[q.U*half+q.V] = s
		}
		if q.PartnerV < half {
			signs[q.PartnerU*half+q.PartnerV] = s
		}
	}
}

// move sets shifted to x + step Σ s_k c_k.
func (p *probe) move(step float32) {
	channels, pixels, bins := p.x.Dim(1), p.x.Dim(2)*p.x.Dim(3), p.plan.SpectrumLen()
	parallel.For(p.x.Dim(0), func(i int) {
		values, work := make([]complex64, bins), make([]complex64, p.plan.WorkLen())
		for c := range channels {
			plane := i*channels + c
			for b, s := range p.signs[i] {
				z := p.spectra.Values[plane*bins+b]
				values[b] = complex(real(z)*s, imag(z)*s)
			}
			out := p.shifted.Data()[plane*pixels:][:pixels]
			p.plan.Inverse(out, values, work)
			for at, v := range p.x.Data()[plane*pixels:][:pixels] {
				out[at] = v + float32(step*out[at])
			}
		}
	})
}

// accumulate adds weight(image, pair) ⟨g, c_k⟩ to the estimate of each pair and
// image, where g has the given spectra.
func (p *probe) accumulate(out [][]float64, g *spectrum.Spectra, weight func(image, pair int) float64) {
	channels, size := p.x.Dim(1), p.x.Dim(2)
	parallel.For(p.x.Dim(0), func(i int) {
		for k, q := range p.pairs {
			sum := 0.0
			for c := range channels {
				a, b := g.At(i*channels+c, q.U, q.V), p.spectra.At(i*channels+c, q.U, q.V)
				sum += float64(float64(real(a))*float64(real(b))) + float64(float64(imag(a))*float64(imag(b)))
			}
			out[k][p.at+i] += weight(i, k) * sum * float64(width(q)) / float64(size*size)
		}
	})
}
