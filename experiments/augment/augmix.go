package augment

import (
	"math"

	"freqlens/tensor"
)

const (
	mixWidth    = 3 // chains
	mixDepth    = 3 // operations of a chain, at most
	mixSeverity = 3 // of 10
)

// augMix mixes the image with an average of three differently changed copies
// (Hendrycks et al., ICLR 2020, algorithm 1).
func augMix(m *canvas, rng *tensor.Rand) {
	// Dirichlet(1,1,1) weights are exponential variables divided by their sum.
	var weights [mixWidth]float32
	sum := float32(0)
	for i := range weights {
		weights[i] = float32(rng.ExpFloat64())
		sum += weights[i]
	}
	share := rng.Float32() // Beta(1,1)
	mixed := make([]float32, len(m.pix))
	for _, weight := range weights {
		chain := m.clone()
		for range 1 + rng.IntN(mixDepth) {
			randomOperation(chain, rng)
		}
		weight = float32(weight/sum) * share
		for i, v := range chain.pix {
			mixed[i] += float32(weight * float32(v))
		}
		chain.free()
	}
	for i, v := range m.pix {
		m.pix[i] = clip(int(mixed[i] + float32((1-share)*float32(v)) + 0.5))
	}
}

// randomOperation applies one of AugMix's nine operations, none of which is among
// the corruptions of ImageNet-C, at a random level up to the severity.
func randomOperation(m *canvas, rng *tensor.Rand) {
	which := rng.IntN(9)
	level := float64(rng.Uniform(0.1, mixSeverity)) / 10
	sign := float64(2*rng.IntN(2) - 1)
	shift := func(side int) float64 { return sign * math.Trunc(level*float64(side)/3) }
	switch which {
	case 0:
		m.autoContrast()
	case 1:
		m.equalize()
	case 2:
		m.posterize(4 - int(level*4))
	case 3:
		m.bilinear(m.rotation(sign * math.Trunc(level*30)))
	case 4:
		m.solarize(256 - math.Trunc(level*256))
	case 5:
		m.bilinear(shearX(sign * level * 0.3))
	case 6:
		m.bilinear(shearY(sign * level * 0.3))
	case 7:
		m.bilinear(translate(shift(m.w), 0))
	case 8:
		m.bilinear(translate(0, shift(m.h)))
	}
}
