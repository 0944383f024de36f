package augment

import (
	"math"

	"freqlens/experiments/imageio"
	"freqlens/tensor"
)

// pad is the black border that shifts and crops may take from.
const pad = 4

// cropFlip shifts by -4..4 pixels, filling with zeros, and flips half of the images.
func cropFlip(m *canvas, rng *tensor.Rand) {
	dy, dx := rng.IntN(2*pad+1)-pad, rng.IntN(2*pad+1)-pad
	flip := rng.IntN(2) == 1
	clear(m.spare)
	for p := range m.c {
		for y := max(0, -dy); y < min(m.h, m.h-dy); y++ {
			row := m.spare[(p*m.h+y)*m.w:][:m.w]
			from := m.pix[(p*m.h+y+dy)*m.w:][:m.w]
			first := max(0, -dx)
			copy(row[first:max(first, min(m.w, m.w-dx))], from[min(m.w, max(0, dx)):])
		}
	}
	m.swap()
	if flip {
		m.flip()
	}
}

// padFlipResizedCrop pads by 4 zeros, flips half of the images, and scales a
// random part (8 to 100 % of the area, sides 3:4 to 4:3) back to the image's
// size, bilinearly with antialiasing: Pad, RandomHorizontalFlip and
// RandomResizedCrop of the authors' code. It changes the frequencies of what is
// in the image.
func padFlipResizedCrop(m *canvas, rng *tensor.Rand) {
	if rng.IntN(2) == 1 {
		m.flip()
	}
	m.cropOut(pad, rng)
}

// resizedCrop is RandomResizedCrop and flip without a border.
func resizedCrop(m *canvas, rng *tensor.Rand) {
	if rng.IntN(2) == 1 {
		m.flip()
	}
	m.cropOut(0, rng)
}

// cropOut scales a random part of the image, with a black border around it, to
// the image's size.
func (m *canvas) cropOut(border int, rng *tensor.Rand) {
	top, left, ch, cw := cropOf(m.h+2*border, m.w+2*border, rng)
	top, left = top-border, left-border
	part := make([]byte, m.c*ch*cw)
	first, last := max(0, -left), min(cw, m.w-left)
	for p := range m.c {
		for y := max(0, -top); y < min(ch, m.h-top); y++ {
			copy(part[(p*ch+y)*cw:][first:max(first, last)], m.pix[(p*m.h+top+y)*m.w+max(0, left):])
		}
	}
	imageio.Bilinear.Scale(m.pix, m.h, m.w, part, ch, cw)
}

// cropOf draws the part of an h x w image that is kept, as torchvision does;
// after ten parts that do not fit it takes the middle.
func cropOf(h, w int, rng *tensor.Rand) (top, left, ch, cw int) {
	for range 10 {
		area := float64(h*w) * float64(rng.Uniform(0.08, 1))
		ratio := math.Exp(float64(rng.Uniform(float32(math.Log(3.0/4)), float32(math.Log(4.0/3)))))
		tw, th := int(math.RoundToEven(math.Sqrt(area*ratio))), int(math.RoundToEven(math.Sqrt(area/ratio)))
		if tw > 0 && th > 0 && tw <= w && th <= h {
			return rng.IntN(h - th + 1), rng.IntN(w - tw + 1), th, tw
		}
	}
	side := min(h, w)
	return (h - side) / 2, (w - side) / 2, side, side
}
