package corrupt

import (
	"math"

	"freqlens/tensor"
)

// frost mixes the image with an ice pattern. The published corruption uses
// photographs; this pattern is drawn (see [ice]).
func frost(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	f := t.frost[s]
	pattern := ice(p.h, p.w, rng)
	tint := [3]float32{0.84, 0.93, 1} // bluish white
	for c := range p.c {
		colour := float32(1)
		if p.c == 3 {
			colour = tint[c]
		}
		plane := p.plane(c)
		for i, v := range plane {
			plane[i] = float32(float32(f.image)*v) + float32(float32(f.frost)*colour*pattern[i])
		}
	}
	return p
}

// ice draws h x w values from 0 to 1: the ridges of a plasma, over which needles
// with side needles at 60 degrees grow from random places, in sizes and numbers
// that follow the image's size.
func ice(h, w int, rng *tensor.Rand) []float32 {
	side := powerOfTwo(max(h, w))
	cloud := plasma(side, 1.6, rng.Float64)
	out := make([]float32, h*w)
	for i := range out {
		v := cloud[i/w*side+i%w]
		ridge := 1 - float32(math.Abs(float64(2*v-1)))
		out[i] = 0.15 + float32(0.45*ridge*ridge)
	}
	scale := float64(min(h, w))
	for range 7 {
		y, x := rng.Float64()*float64(h), rng.Float64()*float64(w)
		angle := rng.Float64() * 2 * math.Pi
		for range 6 { // a star of which some arms are short
			needle(out, h, w, y, x, angle, scale*(0.1+0.35*rng.Float64()), 2, rng)
			angle += math.Pi / 3
		}
	}
	for i, v := range out {
		out[i] = min(v, 1)
	}
	return out
}

// needle draws a line that fades towards its tip, with branches on both sides.
func needle(out []float32, h, w int, y, x, angle, length float64, depth int, rng *tensor.Rand) {
	sin, cos := math.Sincos(angle)
	every := max(2, length/5)
	for d, next := 0.0, every/2; d < length; d += 0.5 {
		py, px := y+d*sin, x+d*cos
		dot(out, h, w, py, px, float32(0.22*(1-d/length)+0.04))
		if depth > 0 && d >= next {
			next += every
			left := (length - d) * (0.25 + 0.25*rng.Float64())
			needle(out, h, w, py, px, angle+math.Pi/3, left, depth-1, rng)
			needle(out, h, w, py, px, angle-math.Pi/3, left, depth-1, rng)
		}
	}
}

// dot adds light to the four pixels around a place.
func dot(out []float32, h, w int, y, x float64, light float32) {
	i, j := int(math.Floor(y)), int(math.Floor(x))
	fy, fx := float32(y-float64(i)), float32(x-float64(j))
	for k, weight := range [4]float32{(1 - fy) * (1 - fx), (1 - fy) * fx, fy * (1 - fx), fy * fx} {
		if r, c := i+k/2, j+k%2; r >= 0 && r < h && c >= 0 && c < w {
			out[r*w+c] += float32(light * weight)
		}
	}
}
