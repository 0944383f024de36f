package heatmap

import (
	"context"
	"fmt"
	"math"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Config describes the disturbance.
type Config struct {
	Norm float64 // v, the wave's L2 norm over a plane; 0 takes [DefaultNorm]
	// Most bounds |u| and |v| of the frequencies; 0 takes all of them.
	Most int
	Seed uint64
}

// DefaultNorm is the paper's 4 at 32 x 32 (an amplitude of a sixth of the range)
// and its 15.7 at 224 x 224, on the line between them, and in proportion to the side
// below and above.
func DefaultNorm(size int) float64 {
	switch s := float64(size); {
	case size < 32:
		return 4 * s / 32
	case size < 224:
		return 4 + (15.7-4)*(s-32)/(224-32)
	default:
		return 15.7 * s / 224
	}
}

// Result is the map.
type Result struct {
	Size   int
	Images string // hash of the images
	Count  int    // how many
	Norm   float64
	Most   int
	Clean  float64 // error rate without a wave
	// Error is the error rate for each bin, S x S, unshifted; -1 where it was
	// not measured. Partners share it.
	Error []float64
	// Radius, Mean and its interval: error over the frequencies at about that
	// distance from zero, as one rate.
	Radius    []int
	Mean      []float64
	Low, High []float64 // of drawing other images, see [stats.Clustered]
}

// Run measures the map on all images of a set.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, c Config, progress func(done, all int)) (*Result, error) {
	if c.Norm == 0 {
		c.Norm = DefaultNorm(set.H)
	}
	if !(c.Norm > 0) || c.Most < 0 {
		return nil, fmt.Errorf("heat map with norm %g up to frequency %d: want positive numbers", c.Norm, c.Most)
	}
	r := &Result{Size: set.H, Images: set.Hash(), Count: set.Len(), Norm: c.Norm, Most: c.Most, Error: make([]float64, set.H*set.W)}
	waves := spectrum.NewWaves(set.H)
	changes := []perturb.Change{perturb.Same}
	var pairs []spectrum.Pair
	for _, p := range spectrum.Pairs(set.H) {
		if c.Most == 0 || within(p.U, set.H, c.Most) && within(p.V, set.H, c.Most) {
			pairs = append(pairs, p)
			changes = append(changes, add(net, c, waves, p))
		}
	}
	taken, err := perturb.Predictions(ctx, net, set, changes, nil, progress)
	if err != nil {
		return nil, err
	}
	r.Clean = errorRate(set, taken[0])
	for i := range r.Error {
		r.Error[i] = -1
	}
	rings := make([][][]int, set.H) // what images with the waves of a ring are taken for
	for i, p := range pairs {
		e := errorRate(set, taken[1+i])
		r.Error[p.U*set.W+p.V], r.Error[p.PartnerU*set.W+p.PartnerV] = e, e
		ring := int(spectrum.Radius(p.U, p.V, set.H) + 0.5)
		rings[ring] = append(rings[ring], taken[1+i])
	}
	for ring, taken := range rings {
		if len(taken) > 0 {
			e := stats.Clustered(wrong(set, taken))
			r.Radius, r.Mean = append(r.Radius, ring), append(r.Mean, e.Value)
			r.Low, r.High = append(r.Low, e.Low), append(r.High, e.High)
		}
	}
	return r, nil
}

// errorRate is the share of the images that are taken for another class.
func errorRate(set *dataset.Set, taken []int) float64 {
	return 1 - perturb.Count(set, len(set.Classes), taken).Accuracy()
}

// wrong is for each image the share of the waves with which it is misjudged.
func wrong(set *dataset.Set, taken [][]int) []float64 {
	shares := make([]float64, set.Len())
	for _, classes := range taken {
		for i, class := range classes {
			if class != set.Labels[i] {
				shares[i] += 1 / float64(len(taken))
			}
		}
	}
	return shares
}

func within(k, size, most int) bool { return min(k, size-k) <= most }

// add returns the change that adds a wave to images, with signs of its own for
// each image and channel.
func add(net *train.Net, c Config, waves *spectrum.Waves, p spectrum.Pair) perturb.Change {
	return func(dst *tensor.Tensor, part *perturb.Part) {
		wave := waves.Plane(p) // not kept: all of them would be larger than the images
		sum := 0.0
		for _, w := range wave {
			sum += float64(w) * float64(w)
		}
		strength := float32(c.Norm / math.Sqrt(sum))
		channels, plane := part.Set.C, len(wave)
		parallel.For(len(part.Index), func(i int) {
			rng := tensor.NewRand(c.Seed, 601, uint64(p.U), uint64(p.V), uint64(part.Index[i]))
			pixels := part.Set.Image(part.Index[i])
			for ch := range channels {
				s := strength
				if rng.IntN(2) == 1 {
					s = -s
				}
				mean, inverse := net.Norm.Mean[ch], 1/net.Norm.Std[ch]
				out := dst.Data()[(i*channels+ch)*plane:][:plane]
				for at, v := range pixels[ch*plane:][:plane] {
					x := float32(v)/255 + float32(s*wave[at])
					out[at] = (min(max(x, 0), 1) - mean) * inverse
				}
			}
		})
	}
}
