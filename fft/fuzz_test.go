package fft_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/fft"
)

// FuzzPlan compares transforms of any length, by every algorithm that serves it,
// with double precision, and takes them back.
func FuzzPlan(f *testing.F) {
	for _, n := range []uint16{1, 2, 17, 32, 97, 240, 256, 1000, 1024} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, length uint16) {
		n := 1 + int(length)%2100
		x, want := exact(t, n)
		for a := fft.Line; a <= fft.Bluestein; a++ {
			p, err := fft.NewPlanBy[complex64](n, a)
			if err != nil {
				continue
			}
			got, work := make([]complex64, n), make([]complex64, p.WorkLen())
			p.Forward(got, x, work)
			require.LessOrEqual(t, relative(got, want), bound(n), "%v, n=%d", a, n)
			p.Inverse(got, got, work)
			back := make([]complex128, n)
			for i, v := range x {
				back[i] = complex128(v)
			}
			require.LessOrEqual(t, relative(got, back), 2*bound(n), "%v and back, n=%d", a, n)
		}
	})
}

// FuzzRealPlan2D takes images of any size to their spectra and back.
func FuzzRealPlan2D(f *testing.F) {
	f.Add(uint8(1), uint8(1))
	f.Add(uint8(32), uint8(32))
	f.Add(uint8(7), uint8(12))
	f.Add(uint8(64), uint8(48))
	f.Fuzz(func(t *testing.T, height, width uint8) {
		h, w := 1+int(height)%80, 1+int(width)%80
		p, err := fft.NewRealPlan2D(h, w)
		require.NoError(t, err)
		image, work := make([]float32, h*w), make([]complex64, p.WorkLen())
		for i, v := range randomComplex(h * w) {
			image[i] = float32(real(v))
		}
		spectrum, back := make([]complex64, h*(w/2+1)), make([]float32, h*w)
		p.Forward(spectrum, image, work)
		var sum float64
		for _, v := range image {
			sum += float64(v)
		}
		require.InDelta(t, sum, float64(real(spectrum[0])), 1e-4*float64(h*w), "%dx%d: the mean", h, w)
		p.Inverse(back, spectrum, work)
		for i := range image {
			require.InDelta(t, image[i], back[i], 2e-5, "%dx%d, pixel %d", h, w, i)
		}
	})
}
