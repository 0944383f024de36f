package fft_test

import (
	"fmt"
	"math"

	"freqlens/fft"
)

// The fourth of the README's six steps: an image is a sum of waves.
func ExampleRealPlan2D() {
	const size = 8
	image := make([]float32, size*size)
	for i := range size {
		for j := range size { // one period down, two across
			image[i*size+j] = float32(math.Cos(2 * math.Pi * float64(i+2*j) / size))
		}
	}
	p, _ := fft.NewRealPlan2D(size, size)
	spectrum := make([]complex64, p.SpectrumLen())
	p.Forward(spectrum, image, make([]complex64, p.WorkLen()))
	for k, z := range spectrum {
		if math.Hypot(float64(real(z)), float64(imag(z))) > 1e-3 {
			fmt.Printf("bin (%d,%d) holds %.0f of %d pixels\n", k/(size/2+1), k%(size/2+1), real(z), size*size)
		}
	}
	// Output: bin (1,2) holds 32 of 64 pixels
}
