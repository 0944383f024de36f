package corrupt

import (
	"math"

	"freqlens/tensor"
)

// defocusBlur averages over a disk, whose edge is softened by a small Gaussian.
func defocusBlur(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	return p.filter(disk(t.defocus[s].radius, t.defocus[s].alias), reflected)
}

// disk returns the kernel: pixels within the radius, equally weighted, blurred by
// a Gaussian of 3x3 pixels (5x5 for a radius above 8).
func disk(radius, alias float64) []tap {
	reach, soft := 8, 1
	if radius > 8 {
		reach, soft = int(radius), 2
	}
	n := 2*reach + 1
	weights := make([]float32, n*n)
	inside := 0
	for i := range weights {
		y, x := float64(i/n-reach), float64(i%n-reach)
		if x*x+y*y <= radius*radius {
			weights[i] = 1
			inside++
		}
	}
	kernel, sum := make([]float32, 2*soft+1), 0.0
	value := func(i int) float64 {
		x := float64(i - soft)
		return math.Exp(-x * x / (2 * alias * alias))
	}
	for i := range kernel {
		sum += value(i)
	}
	for i := range kernel {
		kernel[i] = float32(value(i) / sum)
	}
	along(weights, n, n, n, 1, kernel, reflected)
	along(weights, n, n, 1, n, kernel, reflected)
	var taps []tap
	for i, w := range weights {
		if w != 0 {
			taps = append(taps, tap{i/n - reach, i%n - reach, w / float32(inside)})
		}
	}
	return taps
}

// glassBlur blurs, copies every pixel from a random place nearby, and blurs again.
func glassBlur(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	g := t.glass[s]
	reach := int(g.reach)
	gaussian(p.pix, p.h, p.w, g.sigma, 4, repeated)
	for i, v := range p.pix { // the authors go through bytes here
		p.pix[i] = float32(math.Floor(float64(float32(v*255)+1e-3))) / 255
	}
	for range int(g.rounds) {
		for y := p.h - reach; y > reach; y-- {
			for x := p.w - reach; x > reach; x-- {
				dx, dy := rng.IntN(2*reach)-reach, rng.IntN(2*reach)-reach
				for c := range p.c {
					plane := p.plane(c)
					plane[y*p.w+x] = plane[(y+dy)*p.w+x+dx]
				}
			}
		}
	}
	gaussian(p.pix, p.h, p.w, g.sigma, 4, repeated)
	return p
}

// motionBlur smears along a random direction of up to 45 degrees.
func motionBlur(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	angle := float64(rng.Uniform(-45, 45))
	return p.filter(smear(t.motion[s].radius, t.motion[s].sigma, angle), repeated)
}

// smear is ImageMagick's motion kernel: half a Gaussian, from the pixel itself
// outwards in steps of one pixel along the direction, rounded to pixels.
func smear(radius, sigma, degrees float64) []tap {
	n := 2*int(math.Ceil(radius)) + 1
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	taps, sum := make([]tap, n), 0.0
	value := func(i int) float64 { return math.Exp(-float64(i*i) / (2 * sigma * sigma)) }
	for i := range n {
		sum += value(i)
	}
	for i := range taps {
		taps[i] = tap{int(math.Ceil(float64(i)*sin - 0.5)), int(math.Ceil(float64(i)*cos - 0.5)), float32(value(i) / sum)}
	}
	return taps
}

// zoomBlur averages the image with enlargements of its middle.
func zoomBlur(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	z := t.zoom[s]
	step := float64(1+z.step) - 1 // NumPy's arange goes by the rounded difference
	sum := newPicture(p.c, p.h, p.w)
	copy(sum.pix, p.pix)
	for k := range int(z.count) {
		for i, v := range p.zoomed(1 + float64(float64(k)*step)).pix {
			sum.pix[i] += v
		}
	}
	for i := range sum.pix {
		sum.pix[i] /= float32(z.count + 1)
	}
	return sum
}
