// Package augment turns the bytes of images into what a network is trained on:
// normalised planes, with the random crops, flips and rescalings of a preset.
//
// Whatever is random comes from a stream of its own for every image and epoch,
// so that the result does not depend on the order of the work.
package augment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// Normalizer maps a byte v of channel c to (v/255 - Mean[c]) / Std[c].
type Normalizer struct{ Mean, Std []float32 }

// Stats returns the normaliser that gives a set mean 0 and standard deviation 1
// in each channel.
func Stats(s *dataset.Set) Normalizer {
	n := Normalizer{make([]float32, s.C), make([]float32, s.C)}
	plane := s.H * s.W
	for c := range s.C {
		var sum, squares float64
		for i := range s.Len() {
			for _, v := range s.Image(i)[c*plane:][:plane] {
				x := float64(v) / 255
				sum += x
				squares += x * x
			}
		}
		count := float64(s.Len() * plane)
		mean := sum / count
		n.Mean[c] = float32(mean)
		n.Std[c] = float32(math.Sqrt(max(squares/count-mean*mean, 1e-8)))
	}
	return n
}

// Tensor returns the given images, normalised, as [n,C,H,W]; all if index is nil.
func (n Normalizer) Tensor(s *dataset.Set, index []int) *tensor.Tensor {
	if index == nil {
		index = make([]int, s.Len())
		for i := range index {
			index[i] = i
		}
	}
	x := tensor.New(len(index), s.C, s.H, s.W)
	size := s.C * s.H * s.W
	for i, at := range index {
		n.Apply(x.Data()[i*size:][:size], s.Image(at))
	}
	return x
}

// Apply normalises one image.
func (n Normalizer) Apply(dst []float32, src []byte) {
	plane := len(src) / len(n.Mean)
	for c, mean := range n.Mean {
		scale := 1 / (255 * n.Std[c])
		shift := -mean / n.Std[c]
		out := dst[c*plane:][:plane]
		for i, v := range src[c*plane:][:plane] {
			out[i] = float32(float32(v)*scale) + shift
		}
	}
}

// Augment changes an image, C planes of h x w bytes, from src into dst.
type Augment func(dst, src []byte, c, h, w int, rng *tensor.Rand)

var presets = map[string]Augment{
	"none":     func(dst, src []byte, _, _, _ int, _ *tensor.Rand) { copy(dst, src) },
	"standard": cropFlip,
	"paper":    padFlipResizedCrop,
}

// Presets lists the names that [Preset] knows: none, standard (random shift by
// up to 4 pixels and flip, as is usual for CIFAR) and paper (pad by 4, flip,
// random resized crop, as the paper's authors train all their networks).
func Presets() []string { return []string{"none", "standard", "paper"} }

// Preset returns an augmentation by name.
func Preset(name string) (Augment, error) {
	a, ok := presets[name]
	if !ok {
		return nil, fmt.Errorf("unknown augmentation %q, want one of %s", name, strings.Join(Presets(), ", "))
	}
	return a, nil
}

// cropFlip shifts by -4..4 pixels, filling with zeros, and flips half of the images.
func cropFlip(dst, src []byte, c, h, w int, rng *tensor.Rand) {
	dy, dx := rng.IntN(9)-4, rng.IntN(9)-4
	flip := rng.IntN(2) == 1
	clear(dst)
	for p := range c {
		for y := range h {
			if sy := y + dy; sy >= 0 && sy < h {
				row := dst[(p*h+y)*w:][:w]
				from := src[(p*h+sy)*w:][:w]
				for x := max(0, -dx); x < min(w, w-dx); x++ {
					row[x] = from[x+dx]
				}
				if flip {
					slices.Reverse(row)
				}
			}
		}
	}
}

// padFlipResizedCrop pads by 4 zeros, flips half of the images, and scales a
// random part (8 to 100 % of the area, sides 3:4 to 4:3) back to the image's
// size, bilinearly with antialiasing: Pad, RandomHorizontalFlip and
// RandomResizedCrop of the authors' code. It changes the frequencies of what is
// in the image.
func padFlipResizedCrop(dst, src []byte, c, h, w int, rng *tensor.Rand) {
	const pad = 4
	H, W := h+2*pad, w+2*pad
	flip := rng.IntN(2) == 1
	top, left, ch, cw := cropOf(H, W, rng)
	rows, columns := tapsOf(h, ch), tapsOf(w, cw)
	wide := make([]float32, ch*w) // the part, scaled in width
	for p := range c {
		clear(wide)
		for y := range ch {
			sy := top + y - pad
			if sy < 0 || sy >= h {
				continue
			}
			for x, taps := range columns {
				sum := float32(0)
				for k, weight := range taps.weights {
					sx := left + taps.from + k - pad
					if flip {
						sx = w - 1 - sx
					}
					if sx >= 0 && sx < w {
						sum += float32(weight * float32(src[(p*h+sy)*w+sx]))
					}
				}
				wide[y*w+x] = sum
			}
		}
		for y, taps := range rows {
			for x := range w {
				sum := float32(0.5)
				for k, weight := range taps.weights {
					sum += float32(weight * wide[(taps.from+k)*w+x])
				}
				dst[(p*h+y)*w+x] = byte(min(sum, 255))
			}
		}
	}
}

// cropOf draws the part of an h x w image that [padFlipResizedCrop] keeps; after
// ten parts that do not fit it takes the middle.
func cropOf(h, w int, rng *tensor.Rand) (top, left, ch, cw int) {
	for range 10 {
		area := float64(h*w) * float64(rng.Uniform(0.08, 1))
		ratio := math.Exp(float64(rng.Uniform(float32(math.Log(3.0/4)), float32(math.Log(4.0/3)))))
		tw, th := int(math.Round(math.Sqrt(area*ratio))), int(math.Round(math.Sqrt(area/ratio)))
		if tw > 0 && th > 0 && tw <= w && th <= h {
			return rng.IntN(h - th + 1), rng.IntN(w - tw + 1), th, tw
		}
	}
	side := min(h, w)
	return (h - side) / 2, (w - side) / 2, side, side
}

// taps are the source positions, from the first on, that an output position of a
// scaled axis averages.
type taps struct {
	from    int
	weights []float32
}

// tapsOf returns the taps of all positions of an axis scaled from n to size: a
// triangle as wide as two source pixels, or two output pixels where these are larger.
func tapsOf(size, n int) []taps {
	all := make([]taps, size)
	scale := float64(n) / float64(size)
	reach := max(scale, 1)
	for i := range all {
		centre := (float64(i) + 0.5) * scale
		from, to := max(0, int(centre-reach+0.5)), min(n, int(centre+reach+0.5))
		t, sum := taps{from: from}, 0.0
		for k := from; k < to; k++ {
			weight := max(0, 1-math.Abs(float64(k)+0.5-centre)/reach)
			t.weights = append(t.weights, float32(weight))
			sum += weight
		}
		for k := range t.weights {
			t.weights[k] /= float32(sum)
		}
		all[i] = t
	}
	return all
}
