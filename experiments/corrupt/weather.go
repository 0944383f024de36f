package corrupt

import (
	"math"

	"freqlens/tensor"
)

// fog adds a cloud and scales back to the image's brightest value.
func fog(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	f := t.fog[s]
	side := powerOfTwo(max(p.h, p.w))
	cloud := plasma(side, f.decay, rng.Float64)
	brightest := float32(0)
	for _, v := range p.pix {
		brightest = max(brightest, v)
	}
	strength := float32(f.strength)
	scale := brightest / (brightest + strength)
	for i, v := range p.pix {
		y, x := i/p.w%p.h, i%p.w
		p.pix[i] = (v + float32(strength*cloud[y*side+x])) * scale
	}
	return p
}

func powerOfTwo(n int) int {
	side := 1
	for side < n {
		side *= 2
	}
	return side
}

// plasma is a height map of side x side, a power of two, from 0 to 1 that wraps
// around: the diamond-square algorithm. Middles of squares and then of diamonds
// are the mean of their corners and a random number, whose range is the square of
// a number that starts at 100 and is divided by decay from each scale to the next.
func plasma(side int, decay float64, uniform func() float64) []float32 {
	m := make([]float64, side*side)
	cell := func(y, x int) *float64 { return &m[(y+side)%side*side+(x+side)%side] }
	wobble := 100.0
	mean := func(a, b, c, d *float64) float64 {
		return (*a+*b+*c+*d)/4 + wobble*wobble*(2*uniform()-1)
	}
	for step := side; step >= 2; step /= 2 {
		half := step / 2
		for y := 0; y < side; y += step { // squares
			for x := 0; x < side; x += step {
				*cell(y+half, x+half) = mean(cell(y, x), cell(y+step, x), cell(y, x+step), cell(y+step, x+step))
			}
		}
		diamond := func(y, x int) {
			*cell(y, x) = mean(cell(y-half, x), cell(y+half, x), cell(y, x-half), cell(y, x+half))
		}
		for y := 0; y < side; y += step {
			for x := half; x < side; x += step {
				diamond(y, x)
			}
		}
		for y := half; y < side; y += step {
			for x := 0; x < side; x += step {
				diamond(y, x)
			}
		}
		wobble /= decay
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range m {
		lo, hi = min(lo, v), max(hi, v)
	}
	out := make([]float32, len(m))
	for i, v := range m {
		out[i] = float32((v - lo) / max(hi-lo, 1e-300))
	}
	return out
}

// snow whitens the image and lays smeared flakes over it, once as they are and
// once turned by 180 degrees.
func snow(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	c := t.snow[s]
	layer := newPicture(1, p.h, p.w)
	for i := range layer.pix {
		layer.pix[i] = float32(c.mean + c.spread*rng.NormFloat64())
	}
	layer = layer.zoomed(c.zoom)
	for i, v := range layer.pix {
		if v < float32(c.threshold) {
			v = 0
		}
		layer.pix[i] = min(v, 1)
	}
	layer = layer.filter(smear(c.radius, c.sigma, float64(rng.Uniform(-135, -45))), repeated)
	keep := float32(c.keep)
	size := p.h * p.w
	for i := range size {
		grey := p.pix[i]
		if p.c == 3 {
			grey = float32(0.299*p.pix[i]) + float32(0.587*p.pix[size+i]) + float32(0.114*p.pix[2*size+i])
		}
		white := float32(grey*1.5) + 0.5
		flakes := layer.pix[i] + layer.pix[size-1-i]
		for c := range p.c {
			v := p.pix[c*size+i]
			p.pix[c*size+i] = float32(keep*v) + float32((1-keep)*max(v, white)) + flakes
		}
	}
	return p
}
