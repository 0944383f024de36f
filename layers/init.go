package layers

import (
	"math"

	"freqlens/tensor"
)

// KaimingUniform fills w with the uniform distribution whose variance keeps the
// size of activations behind a leaky ReLU of slope a (He et al. 2015). With
// a = sqrt(5) it is PyTorch's default for convolutions and linear layers:
// U(-1/sqrt(fanIn), 1/sqrt(fanIn)).
func KaimingUniform(w *tensor.Tensor, fanIn int, a float64, rng *tensor.Rand) {
	fillUniform(w, math.Sqrt(6/((1+a*a)*float64(fanIn))), rng)
}

// KaimingNormal fills w with the normal distribution of standard deviation
// sqrt(2/fan), for layers followed by a ReLU.
func KaimingNormal(w *tensor.Tensor, fan int, rng *tensor.Rand) {
	sd := float32(math.Sqrt(2 / float64(fan)))
	for i := range w.Data() {
		w.Data()[i] = sd * rng.Normal()
	}
}

// XavierUniform fills w with U(-b, b), b = sqrt(6/(fanIn+fanOut)) (Glorot and
// Bengio 2010).
func XavierUniform(w *tensor.Tensor, fanIn, fanOut int, rng *tensor.Rand) {
	fillUniform(w, math.Sqrt(6/float64(fanIn+fanOut)), rng)
}

// XavierNormal fills w with the normal distribution of variance 2/(fanIn+fanOut).
func XavierNormal(w *tensor.Tensor, fanIn, fanOut int, rng *tensor.Rand) {
	sd := float32(math.Sqrt(2 / float64(fanIn+fanOut)))
	for i := range w.Data() {
		w.Data()[i] = sd * rng.Normal()
	}
}

func fillUniform(w *tensor.Tensor, bound float64, rng *tensor.Rand) {
	for i := range w.Data() {
		w.Data()[i] = rng.Uniform(-float32(bound), float32(bound))
	}
}
