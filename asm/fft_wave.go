package asm

import (
	"fmt"
	"math"
)

// FFTWave subtracts one wave from an image of len(CosRow) rows, Step numbers apart,
// and len(CosCol) columns, without a transform: the cosine of a sum is made of
// cosines and sines of its terms, so that an image needs two products a pixel.
//
//	Dst[i*Step+j] = Src[i*Step+j] - Re cos(a_i+b_j) + Im sin(a_i+b_j)
//
// CosRow and SinRow hold the cosines and sines of a_i, CosCol and SinCol those of b_j. Dst may be Src.
type FFTWave struct {
	Dst, Src       []float32
	CosRow, SinRow []float32
	CosCol, SinCol []float32
	Re, Im         float32
	Step           int

	step, registers int // Step in bytes; registers in a row
}

// Subtract does that.
func (w *FFTWave) Subtract() {
	rows, cols := len(w.CosRow), len(w.CosCol)
	reach := (rows-1)*w.Step + cols
	if rows == 0 || cols == 0 || len(w.SinRow) < rows || len(w.SinCol) < cols || w.Step < 0 || min(len(w.Dst), len(w.Src)) < reach {
		panic(fmt.Sprintf("asm: FFTWave: an image of %d rows and %d columns does not fit its slices", rows, cols))
	}
	fftWaveGeneric(w, fftWave(w))
}

// fftWaveGeneric does the columns from first on.
func fftWaveGeneric(w *FFTWave, first int) {
	cols := len(w.CosCol)
	if first == cols {
		return
	}
	for i, c := range w.CosRow {
		s := w.SinRow[i]
		a, b := float32(w.Re*c)-float32(w.Im*s), float32(w.Re*s)+float32(w.Im*c)
		for j := first; j < cols; j++ {
			at := i*w.Step + j
			w.Dst[at] = w.Src[at] - float32(a*w.CosCol[j]) + float32(b*w.SinCol[j])
		}
	}
}

// FFTAmplitudes adds the modulus of complex number i of z, real and imaginary parts in
// turn, to sum[i]. The modulus is that of float32: squares must not overflow.
func FFTAmplitudes(sum []float64, z []float32) {
	n := len(sum)
	z = z[:2*n]
	for i := fftAmplitudes(sum, z); i < n; i++ {
		re, im := z[2*i], z[2*i+1]
		sum[i] += float64(float32(math.Sqrt(float64(float32(re*re) + float32(im*im)))))
	}
}
