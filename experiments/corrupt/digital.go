package corrupt

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"

	"freqlens/experiments/imageio"
	"freqlens/tensor"
)

// brightness raises the value of hue, saturation and value.
func brightness(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	size := p.h * p.w
	for i := range size {
		most := float32(0)
		for c := range p.c {
			most = max(most, p.pix[c*size+i])
		}
		raised := min(most+float32(t.brightness[s]), 1)
		for c := range p.c {
			if most == 0 { // black has no hue: it becomes grey
				p.pix[c*size+i] = raised
			} else { // hue and saturation are ratios of the channels
				p.pix[c*size+i] *= raised / most
			}
		}
	}
	return p
}

// contrast moves every value towards its channel's mean.
func contrast(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	keep := float32(t.contrast[s])
	for c := range p.c {
		plane := p.plane(c)
		sum := 0.0
		for _, v := range plane {
			sum += float64(v)
		}
		mean := float32(sum / float64(len(plane)))
		for i, v := range plane {
			plane[i] = float32((v-mean)*keep) + mean
		}
	}
	return p
}

// elastic moves three points at random, takes the image along affinely, and then
// displaces every pixel by smoothed noise.
func elastic(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	e := t.elastic[s]
	p = p.moved(backwards(p.h, p.w, e.affine*t.unit, rng))
	dx, dy := displacement(p.h, p.w, e.strength*t.unit, e.sigma*t.unit, rng), displacement(p.h, p.w, e.strength*t.unit, e.sigma*t.unit, rng)
	out := newPicture(p.c, p.h, p.w)
	for c := range p.c {
		for i := range p.h * p.w {
			y, x := float64(i/p.w)+float64(dy[i]), float64(i%p.w)+float64(dx[i])
			out.plane(c)[i] = at(p.plane(c), p.h, p.w, y, x, mirrored)
		}
	}
	return out
}

// displacement is uniform noise of +-strength, smoothed.
func displacement(h, w int, strength, sigma float64, rng *tensor.Rand) []float32 {
	d := make([]float32, h*w)
	for i := range d {
		d[i] = rng.Uniform(-1, 1)
	}
	gaussian(d, h, w, sigma, 3, mirrored)
	for i := range d {
		d[i] *= float32(strength)
	}
	return d
}

// backwards moves three points around the middle by up to reach, and returns the
// affine map that takes the moved points back, as x' = m0 x + m1 y + m2.
func backwards(h, w int, reach float64, rng *tensor.Rand) [6]float64 {
	cy, cx, r := float64(h/2), float64(w/2), float64(min(h, w)/3)
	from := [3][2]float64{{cx + r, cy + r}, {cx + r, cy - r}, {cx - r, cy - r}}
	to := from
	for i := range to {
		for k := range to[i] {
			to[i][k] += reach * (2*rng.Float64() - 1)
		}
	}
	// The differences to the last point: from = M (to - to2) + from2.
	a, b := to[0][0]-to[2][0], to[0][1]-to[2][1]
	c, d := to[1][0]-to[2][0], to[1][1]-to[2][1]
	det := a*d - b*c
	var m [6]float64
	for k := range 2 {
		u, v := from[0][k]-from[2][k], from[1][k]-from[2][k]
		m[3*k], m[3*k+1] = (u*d-v*b)/det, (v*a-u*c)/det
		m[3*k+2] = from[2][k] - m[3*k]*to[2][0] - m[3*k+1]*to[2][1]
	}
	return m
}

// moved takes every pixel from where an affine map says.
func (p *picture) moved(m [6]float64) *picture {
	out := newPicture(p.c, p.h, p.w)
	for y := range p.h {
		for x := range p.w {
			fx, fy := float64(x), float64(y)
			sx, sy := m[0]*fx+m[1]*fy+m[2], m[3]*fx+m[4]*fy+m[5]
			for c := range p.c {
				out.plane(c)[y*p.w+x] = at(p.plane(c), p.h, p.w, sy, sx, reflected)
			}
		}
	}
	return out
}

// pixelate scales down and up again.
func pixelate(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	h, w := max(1, int(float64(p.h)*t.pixelate[s])), max(1, int(float64(p.w)*t.pixelate[s]))
	whole := make([]byte, len(p.pix))
	p.bytes(whole)
	small := make([]byte, p.c*h*w)
	imageio.Box.Scale(small, h, w, whole, p.h, p.w)
	imageio.Box.Scale(whole, p.h, p.w, small, h, w)
	return fromBytes(whole, p.c, p.h, p.w)
}

// jpegCompression stores as JPEG and reads again.
func jpegCompression(p *picture, t *table, s int, _ *tensor.Rand) *picture {
	plain := make([]byte, len(p.pix))
	p.bytes(plain)
	size := p.h * p.w
	var img image.Image
	if p.c == 3 {
		rgb := image.NewRGBA(image.Rect(0, 0, p.w, p.h))
		for i := range size {
			rgb.SetRGBA(i%p.w, i/p.w, color.RGBA{R: plain[i], G: plain[size+i], B: plain[2*size+i], A: 255})
		}
		img = rgb
	} else {
		img = &image.Gray{Pix: plain[:size], Stride: p.w, Rect: image.Rect(0, 0, p.w, p.h)}
	}
	var file bytes.Buffer
	err := jpeg.Encode(&file, img, &jpeg.Options{Quality: t.jpeg[s]})
	if err != nil {
		panic("corrupt: " + err.Error()) // a buffer takes all
	}
	back, err := imageio.Decode(file.Bytes())
	if err != nil {
		panic("corrupt: " + err.Error()) // the encoder wrote it
	}
	return fromBytes(back.Planes[:p.c*size], p.c, p.h, p.w)
}
