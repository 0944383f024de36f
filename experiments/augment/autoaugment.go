package augment

import (
	"math"

	"freqlens/tensor"
)

// operation is one half of a sub-policy: what is done, how likely, and how
// strongly on a scale of 0 to 9.
type operation struct {
	name        string
	probability float32
	level       int
}

type policy [][2]operation

// cifarPolicy is table 7 of Cubuk et al., AutoAugment (CVPR 2019).
var cifarPolicy = policy{
	{{"Invert", 0.1, 0}, {"Contrast", 0.2, 6}},
	{{"Rotate", 0.7, 2}, {"TranslateX", 0.3, 9}},
	{{"Sharpness", 0.8, 1}, {"Sharpness", 0.9, 3}},
	{{"ShearY", 0.5, 8}, {"TranslateY", 0.7, 9}},
	{{"AutoContrast", 0.5, 0}, {"Equalize", 0.9, 0}},
	{{"ShearY", 0.2, 7}, {"Posterize", 0.3, 7}},
	{{"Color", 0.4, 3}, {"Brightness", 0.6, 7}},
	{{"Sharpness", 0.3, 9}, {"Brightness", 0.7, 9}},
	{{"Equalize", 0.6, 0}, {"Equalize", 0.5, 0}},
	{{"Contrast", 0.6, 7}, {"Sharpness", 0.6, 5}},
	{{"Color", 0.7, 7}, {"TranslateX", 0.5, 8}},
	{{"Equalize", 0.3, 0}, {"AutoContrast", 0.4, 0}},
	{{"TranslateY", 0.4, 3}, {"Sharpness", 0.2, 6}},
	{{"Brightness", 0.9, 6}, {"Color", 0.2, 8}},
	{{"Solarize", 0.5, 2}, {"Invert", 0, 0}},
	{{"Equalize", 0.2, 0}, {"AutoContrast", 0.6, 0}},
	{{"Equalize", 0.2, 0}, {"Equalize", 0.6, 0}},
	{{"Color", 0.9, 9}, {"Equalize", 0.6, 0}},
	{{"AutoContrast", 0.8, 0}, {"Solarize", 0.2, 8}},
	{{"Brightness", 0.1, 3}, {"Color", 0.7, 0}},
	{{"Solarize", 0.4, 5}, {"AutoContrast", 0.9, 0}},
	{{"TranslateY", 0.9, 9}, {"TranslateY", 0.7, 9}},
	{{"AutoContrast", 0.9, 0}, {"Solarize", 0.8, 3}},
	{{"Equalize", 0.8, 0}, {"Invert", 0.1, 0}},
	{{"TranslateY", 0.7, 9}, {"AutoContrast", 0.9, 0}},
}

// imageNetPolicy is table 9 of the same paper.
var imageNetPolicy = policy{
	{{"Posterize", 0.4, 8}, {"Rotate", 0.6, 9}},
	{{"Solarize", 0.6, 5}, {"AutoContrast", 0.6, 0}},
	{{"Equalize", 0.8, 0}, {"Equalize", 0.6, 0}},
	{{"Posterize", 0.6, 7}, {"Posterize", 0.6, 6}},
	{{"Equalize", 0.4, 0}, {"Solarize", 0.2, 4}},
	{{"Equalize", 0.4, 0}, {"Rotate", 0.8, 8}},
	{{"Solarize", 0.6, 3}, {"Equalize", 0.6, 0}},
	{{"Posterize", 0.8, 5}, {"Equalize", 1, 0}},
	{{"Rotate", 0.2, 3}, {"Solarize", 0.6, 8}},
	{{"Equalize", 0.6, 0}, {"Posterize", 0.4, 6}},
	{{"Rotate", 0.8, 8}, {"Color", 0.4, 0}},
	{{"Rotate", 0.4, 9}, {"Equalize", 0.6, 0}},
	{{"Equalize", 0, 0}, {"Equalize", 0.8, 0}},
	{{"Invert", 0.6, 0}, {"Equalize", 1, 0}},
	{{"Color", 0.6, 4}, {"Contrast", 1, 8}},
	{{"Rotate", 0.8, 8}, {"Color", 1, 2}},
	{{"Color", 0.8, 8}, {"Solarize", 0.8, 7}},
	{{"Sharpness", 0.4, 7}, {"Invert", 0.6, 0}},
	{{"ShearX", 0.6, 5}, {"Equalize", 1, 0}},
	{{"Color", 0.4, 0}, {"Equalize", 0.6, 0}},
	{{"Equalize", 0.4, 0}, {"Solarize", 0.2, 4}},
	{{"Solarize", 0.6, 5}, {"AutoContrast", 0.6, 0}},
	{{"Invert", 0.6, 0}, {"Equalize", 1, 0}},
	{{"Color", 0.6, 4}, {"Contrast", 1, 8}},
	{{"Equalize", 0.8, 0}, {"Equalize", 0.6, 0}},
}

// autoAugment applies a random sub-policy: both operations, each with its
// probability and a random sign.
func autoAugment(p policy) step {
	return func(m *canvas, rng *tensor.Rand) {
		for _, o := range p[rng.IntN(len(p))] {
			sign := float64(2*rng.IntN(2) - 1)
			if rng.Float32() < o.probability {
				m.apply(o.name, o.level, sign)
			}
		}
	}
}

// apply carries out an operation at a level of 0 to 9, with torchvision's
// magnitudes: shear up to 0.3, shift up to 150/331 of the side, rotation up to
// 30 degrees, colour factors 1 +- 0.9, 4 to 8 bits, thresholds 255 to 0.
func (m *canvas) apply(name string, level int, sign float64) {
	part := float64(level) / 9
	factor := 1 + sign*0.9*part
	switch name {
	case "ShearX":
		m.nearest(shearX(sign * 0.3 * part))
	case "ShearY":
		m.nearest(shearY(sign * 0.3 * part))
	case "TranslateX":
		m.nearest(translate(-math.Trunc(sign*150.0/331*float64(m.w)*part), 0))
	case "TranslateY":
		m.nearest(translate(0, -math.Trunc(sign*150.0/331*float64(m.h)*part)))
	case "Rotate":
		m.nearest(m.rotation(sign * 30 * part))
	case "Brightness":
		m.brightness(factor)
	case "Color":
		m.saturation(factor)
	case "Contrast":
		m.contrast(factor)
	case "Sharpness":
		m.sharpness(factor)
	case "Posterize":
		m.posterize(8 - int(math.RoundToEven(4*part)))
	case "Solarize":
		m.solarize(255 - 255*part)
	case "AutoContrast":
		m.autoContrast()
	case "Equalize":
		m.equalize()
	case "Invert":
		m.invert()
	default:
		panic("augment: no operation " + name) // a table above is wrong
	}
}
