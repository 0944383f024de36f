package augment

import (
	"math"

	"freqlens/tensor"
)

// pairShare is how many images are mixed by [recombinePair].
const pairShare = 0.3

// recombinePair gives the image, in 30 % of the cases, the amplitudes of another
// image of the set and leaves it its phases (Chen et al., ICCV 2021, APR-P).
func recombinePair(m *canvas, rng *tensor.Rand) {
	if rng.Float32() >= pairShare {
		return
	}
	other := m.other()
	recombine(m, other)
	other.free()
}

// recombineOne changes the image by a random operation, and in half of the cases
// recombines two such images, one changed once more than the other, into one:
// amplitudes of either, phases of the other (APR-S).
func recombineOne(m *canvas, rng *tensor.Rand) {
	randomOperation(m, rng)
	if rng.IntN(2) == 0 {
		return
	}
	again := m.clone()
	randomOperation(again, rng)
	if rng.IntN(2) == 0 {
		recombine(m, again)
	} else {
		recombine(again, m)
		copy(m.pix, again.pix)
	}
	again.free()
}

// recombine leaves m its phases and gives it the amplitudes of other.
func recombine(m, other *canvas) {
	a, b := m.transform(), other.transform()
	acrossChannels(a.planes, -1)
	acrossChannels(b.planes, -1)
	for p, spectrum := range a.planes {
		for i, v := range spectrum {
			spectrum[i] = withAmplitude(v, b.planes[p][i])
		}
	}
	acrossChannels(a.planes, 1)
	scale := 1 / float32(len(a.planes))
	for _, spectrum := range a.planes {
		for i, v := range spectrum {
			spectrum[i] = complex(real(v)*scale, imag(v)*scale)
		}
	}
	m.restore()
}

// withAmplitude returns |b| exp(i arg(a)).
func withAmplitude(a, b complex64) complex64 {
	pa, pb := power(a), power(b)
	if pa == 0 {
		return complex(float32(math.Sqrt(pb)), 0)
	}
	s := float32(math.Sqrt(pb / pa))
	return complex(real(a)*s, imag(a)*s)
}

func power(z complex64) float64 {
	re, im := float64(real(z)), float64(imag(z))
	return float64(re*re) + float64(im*im)
}

// acrossChannels takes the discrete Fourier transform over the channels, with
// exponents of the given sign and without a factor; there are three channels, or
// one, which stays. Half spectra stay halves: entry (c,u,v) and its conjugate
// (-c,-u,-v) are both there only where v is its own mirror image, and agree.
func acrossChannels(planes [][]complex64, sign float32) {
	if len(planes) != 3 {
		return
	}
	half, turn := float32(-0.5), sign*float32(math.Sqrt(3)/2)
	for i, a := range planes[0] {
		b, c := planes[1][i], planes[2][i]
		sum, diff := b+c, b-c
		// a + b w + c w^2 with w = -1/2 + i turn, and its mirror image
		middle := complex(real(a)+float32(half*real(sum)), imag(a)+float32(half*imag(sum)))
		side := complex(-float32(turn*imag(diff)), float32(turn*real(diff)))
		planes[0][i], planes[1][i], planes[2][i] = a+sum, middle+side, middle-side
	}
}
