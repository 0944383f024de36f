package main

import (
	"math/rand"

	"github.com/mjibson/go-dsp/fft"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gonum.org/v1/gonum/dsp/fourier"
)

// mostImages bounds a batch: a figure is per image, and these libraries are slow.
const mostImages = 20

func product(m, n, k int) func() {
	a, b, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
	for _, x := range [][]float32{a, b} {
		for i := range x {
			x[i] = rand.Float32() - 0.5
		}
	}
	var impl gonum.Implementation
	return func() { impl.Sgemm(blas.NoTrans, blas.NoTrans, m, n, k, 1, a, k, b, n, 0, c, n) }
}

func complexNoise(n int) []complex128 {
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(rand.Float64()-0.5, rand.Float64()-0.5)
	}
	return x
}

func realNoise(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rand.Float64() - 0.5
	}
	return x
}

// transform returns a call and the number of transforms it does, or nil.
func (d driver) transform(kind string, dims, n, batch int) (call func(), units int) {
	batch = min(batch, mostImages)
	if d.library == "go-dsp" {
		return dspTransform(kind, dims, n), 1
	}
	if dims == 2 {
		return d.gonumImages(kind, n, batch), batch
	}
	switch kind {
	case "c2c":
		plan, src, dst := fourier.NewCmplxFFT(n), complexNoise(n), make([]complex128, n)
		return func() { plan.Coefficients(dst, src) }, 1
	case "r2c":
		plan, src, dst := fourier.NewFFT(n), realNoise(n), make([]complex128, n/2+1)
		return func() { plan.Coefficients(dst, src) }, 1
	}
	plan, src, dst := fourier.NewFFT(n), complexNoise(n/2+1), make([]float64, n)
	return func() { plan.Sequence(dst, src) }, 1
}

// dspTransform is nil for inverse real transforms, which go-dsp does not have.
func dspTransform(kind string, dims, n int) func() {
	switch {
	case kind == "c2c" && dims == 1:
		x := complexNoise(n)
		return func() { fft.FFT(x) }
	case kind == "r2c" && dims == 1:
		x := realNoise(n)
		return func() { fft.FFTReal(x) }
	case kind == "c2c":
		x := make([][]complex128, n)
		for i := range x {
			x[i] = complexNoise(n)
		}
		return func() { fft.FFT2(x) }
	case kind == "r2c":
		x := make([][]float64, n)
		for i := range x {
			x[i] = realNoise(n)
		}
		return func() { fft.FFT2Real(x) }
	}
	return nil
}

// image is one worker's plans and space: gonum has no two-dimensional
// transform, so rows are transformed and then columns through a buffer.
type image struct {
	n, width int // width of the spectrum that is kept
	rows     *fourier.FFT
	full     *fourier.CmplxFFT
	spectrum []complex128
	column   []complex128
	real     []float64
}

func newImage(kind string, n int) *image {
	m := &image{n: n, width: n, full: fourier.NewCmplxFFT(n), column: make([]complex128, n)}
	if kind != "c2c" {
		m.width, m.rows, m.real = n/2+1, fourier.NewFFT(n), realNoise(n*n)
	}
	m.spectrum = complexNoise(n * m.width)
	return m
}

// columns transforms every column in place by f.
func (m *image) columns(f func(dst, src []complex128) []complex128) {
	for j := range m.width {
		for i := range m.n {
			m.column[i] = m.spectrum[i*m.width+j]
		}
		f(m.column, m.column)
		for i := range m.n {
			m.spectrum[i*m.width+j] = m.column[i]
		}
	}
}

func (m *image) run(kind string, src []complex128) {
	if kind == "c2r" {
		copy(m.spectrum, src)
		m.columns(m.full.Sequence)
		for i := range m.n {
			m.rows.Sequence(m.real[i*m.n:][:m.n], m.spectrum[i*m.width:][:m.width])
		}
		return
	}
	for i := range m.n {
		row := m.spectrum[i*m.width:][:m.width]
		if kind == "r2c" {
			m.rows.Coefficients(row, m.real[i*m.n:][:m.n])
		} else {
			m.full.Coefficients(row, src[i*m.n:][:m.n])
		}
	}
	m.columns(m.full.Coefficients)
}

func (d driver) gonumImages(kind string, n, batch int) func() {
	images, sources := make([]*image, d.threads), make([][]complex128, batch)
	for i := range images {
		images[i] = newImage(kind, n)
	}
	for i := range sources {
		sources[i] = complexNoise(n * images[0].width)
	}
	return func() { d.split(batch, func(i, worker int) { images[worker].run(kind, sources[i]) }) }
}
