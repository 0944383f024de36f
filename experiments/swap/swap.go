package swap

import (
	"context"
	"fmt"
	"math"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/fft"
	"freqlens/tensor"
)

// Point is the outcome of one radius.
type Point struct {
	Radius float64
	// Given is the share of images taken for the class of the image that gave
	// the exchanged part (amplitude, or coarse frequencies), Base for the class
	// of the image that gave the rest. The other images went to a third class.
	Given, Base stats.Rate
	// Bias is Given / (Given + Base).
	Bias stats.Rate
}

// Result holds both curves.
type Result struct {
	Classes []string
	Size    int
	Images  string // hash of the images
	Count   int
	Clean   stats.Rate
	Swap    []Point // amplitudes exchanged below the radius
	Hybrid  []Point // frequencies exchanged below the radius
	// Whole is the swap of all amplitudes: Given is the accuracy by amplitude,
	// Base that by phase.
	Whole Point
}

// Partners returns, for every image, another one of a different class.
func Partners(set *dataset.Set, seed uint64) ([]int, error) {
	out := make([]int, set.Len())
	for i, label := range set.Labels {
		rng := tensor.NewRand(seed, 611, uint64(i))
		out[i] = -1
		for range 64 * len(set.Classes) {
			if j := rng.IntN(set.Len()); set.Labels[j] != label {
				out[i] = j
				break
			}
		}
		if out[i] < 0 { // one class has nearly all images
			others := make([]int, 0, set.Len())
			for j, l := range set.Labels {
				if l != label {
					others = append(others, j)
				}
			}
			if len(others) > 0 {
				out[i] = others[rng.IntN(len(others))]
			}
		}
		if out[i] < 0 {
			return nil, fmt.Errorf("%s: there is no image of another class than %s to exchange spectra with", set.Name, set.Classes[label])
		}
	}
	return out, nil
}

// Run exchanges below each of the radii; a radius beyond the corner of the
// spectrum exchanges everything, and the last must be one.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, radii []float64, seed uint64, progress func(done, all int)) (*Result, error) {
	if len(radii) == 0 || radii[len(radii)-1] <= float64(set.H)/math.Sqrt2 {
		return nil, fmt.Errorf("the last of the radii %v must lie beyond the corner of the spectrum, at %.1f", radii, float64(set.H)/math.Sqrt2)
	}
	partner, err := Partners(set, seed)
	if err != nil {
		return nil, err
	}
	changes := []perturb.Change{perturb.Same}
	for _, r := range radii {
		changes = append(changes, exchange(net, partner, r, amplitude), exchange(net, partner, r, both))
	}
	taken, err := perturb.Predictions(ctx, net, set, changes, nil, progress)
	if err != nil {
		return nil, err
	}
	type count struct{ given, base int }
	counts := make([]count, len(changes))
	for k := range taken {
		for i, class := range taken[k] {
			switch class {
			case set.Labels[partner[i]]:
				counts[k].given++
			case set.Labels[i]:
				counts[k].base++
			}
		}
	}
	r := &Result{Classes: set.Classes, Size: set.H, Images: set.Hash(), Count: set.Len(), Clean: stats.Share(counts[0].base, set.Len())}
	for i, radius := range radii {
		for k, list := range []*[]Point{&r.Swap, &r.Hybrid} {
			c := counts[1+2*i+k]
			*list = append(*list, Point{radius, stats.Share(c.given, set.Len()), stats.Share(c.base, set.Len()), stats.Share(c.given, c.given+c.base)})
		}
	}
	r.Whole = r.Swap[len(r.Swap)-1]
	return r, nil
}

// amplitude gives the value with the modulus of a and the angle of p.
func amplitude(a, p complex64) complex64 {
	m := math.Hypot(float64(real(p)), float64(imag(p)))
	n := math.Hypot(float64(real(a)), float64(imag(a)))
	if m == 0 { // no angle to keep
		return complex(float32(n), 0)
	}
	s := float32(n / m)
	return complex(real(p)*s, imag(p)*s)
}

func both(a, _ complex64) complex64 { return a }

// exchange returns the change that mixes each image, as p, with its partner, as
// a, at frequencies below a radius.
func exchange(net *train.Net, partner []int, radius float64, mix func(a, p complex64) complex64) perturb.Change {
	return func(dst *tensor.Tensor, part *perturb.Part) {
		size, channels := part.Set.H, part.Set.C
		plan, err := fft.NewRealPlan2D(size, size)
		if err != nil {
			panic(err.Error()) // the size has been transformed before
		}
		below := inside(size, radius)
		parallel.For(len(part.Index), func(i int) {
			s := newScratch(plan, size)
			for ch := range channels {
				s.transform(s.p, part.Set.Image(part.Index[i]), ch)
				s.transform(s.a, part.Set.Image(partner[part.Index[i]]), ch)
				for k, in := range below {
					if in {
						s.p[k] = mix(s.a[k], s.p[k])
					}
				}
				plan.Inverse(s.plane, s.p, s.work)
				mean, inverse := net.Norm.Mean[ch], 1/net.Norm.Std[ch]
				out := dst.Data()[(i*channels+ch)*size*size:][:size*size]
				for at, v := range s.plane {
					out[at] = (min(max(v, 0), 1) - mean) * inverse
				}
			}
		})
	}
}

// inside marks the bins of a half spectrum below a radius.
func inside(size int, radius float64) []bool {
	half := size/2 + 1
	out := make([]bool, size*half)
	for i := range out {
		u, v := i/half, i%half
		ku := min(u, size-u)
		out[i] = math.Hypot(float64(ku), float64(v)) < radius
	}
	return out
}

type scratch struct {
	plan    *fft.RealPlan2D
	plane   []float32
	a, p    []complex64
	work    []complex64
	perPart int
}

func newScratch(plan *fft.RealPlan2D, size int) *scratch {
	return &scratch{plan: plan, plane: make([]float32, size*size), perPart: size * size,
		a: make([]complex64, plan.SpectrumLen()), p: make([]complex64, plan.SpectrumLen()), work: make([]complex64, plan.WorkLen())}
}

// transform sets dst to the half spectrum of a channel of an image.
func (s *scratch) transform(dst []complex64, pixels []byte, channel int) {
	for i, v := range pixels[channel*s.perPart:][:s.perPart] {
		s.plane[i] = float32(v) / 255
	}
	s.plan.Forward(dst, s.plane, s.work)
}
