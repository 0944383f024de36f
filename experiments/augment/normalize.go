package augment

import (
	"math"

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
