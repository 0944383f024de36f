//go:build !purego

package asm

//go:noescape
func fftWaveAVX512(w *FFTWave)

//go:noescape
func fftWaveAVX2(w *FFTWave)

// fftWave does the columns that fill registers and returns how many those are.
func fftWave(w *FFTWave) int {
	w.step = 4 * w.Step
	switch cols := len(w.CosCol); {
	case active == AVX512 && cols >= 16:
		kFFTAVX512.used()
		w.registers = cols / 16
		fftWaveAVX512(w)
		return cols &^ 15
	case active == AVX2 && cols >= 8:
		kFFTAVX2.used()
		w.registers = cols / 8
		fftWaveAVX2(w)
		return cols &^ 7
	}
	return 0
}

//go:noescape
func fftAmplitudesAVX512(sum *float64, z *float32, eights int)

//go:noescape
func fftAmplitudesAVX2(sum *float64, z *float32, fours int)

// fftAmplitudes does what fills whole registers and returns how much that was.
func fftAmplitudes(sum []float64, z []float32) int {
	switch n := len(sum); {
	case active == AVX512 && n >= 8:
		kFFTAVX512.used()
		fftAmplitudesAVX512(&sum[0], &z[0], n/8)
		return n &^ 7
	case active == AVX2 && n >= 4:
		kFFTAVX2.used()
		fftAmplitudesAVX2(&sum[0], &z[0], n/4)
		return n &^ 3
	}
	return 0
}

//go:noescape
func fftPairsAVX512(dst, src, turns *float32, m, blocks int)

//go:noescape
func fftPairsAVX2(dst, src, turns *float32, m, blocks int)

// fftPairs does the first pairs, whole registers of them, and returns how many.
func fftPairs(dst, src, turns []float32, m int) int {
	switch {
	case active == AVX512 && m > 16:
		kFFTAVX512.used()
		fftPairsAVX512(&dst[0], &src[0], &turns[0], m, (m-1)/16)
		return (m - 1) / 16 * 8
	case active == AVX2 && m > 8:
		kFFTAVX2.used()
		fftPairsAVX2(&dst[0], &src[0], &turns[0], m, (m-1)/8)
		return (m - 1) / 8 * 4
	}
	return 0
}
