//go:build purego || !(amd64 || arm64)

package asm

func fftWidths() []int { return []int{4} }

func fftRun(p *FFTPass)          { fftRunGeneric(p) }
func fftTranspose(m *FFTMove)    { fftTransposeGeneric(m) }
func fftInterleave(m *FFTMove)   { fftInterleaveGeneric(m) }
func fftDeinterleave(m *FFTMove) { fftDeinterleaveGeneric(m) }
func fftUntangle(t *FFTTangle)   { fftUntangleGeneric(t) }
func fftTangle(t *FFTTangle)     { fftTangleGeneric(t) }

func fftLineWidth() int                                             { return 0 }
func fftFirst(s *FFTSpread, dst, src []float32, inverse bool)       { fftFirstGeneric(s, dst, src, inverse) }
func fftOpen(s *FFTSpread, dst, src []float32, inverse bool)        { fftOpenGeneric(s, dst, src, inverse) }
func fftSpread(s *FFTSpread, dst []float32)                         { fftSpreadGeneric(s, dst) }
func fftLine(n int, dst, src, twiddles *float32, inverse bool) bool { return false }
func fftLast(s *FFTLast, dst, src, twiddles []float32, groups int, inverse bool) {
	fftLastGeneric(s, dst, src, twiddles, groups, inverse)
}

func fftSplit(re, im, src []float32) int   { return 0 }
func fftMerge(dst, re, im []float32) int   { return 0 }
func fftRotate(re, im, c, s []float32) int { return 0 }

func fftWave(w *FFTWave) int                        { return 0 }
func fftAmplitudes(sum []float64, z []float32) int  { return 0 }
func fftPairs(dst, src, turns []float32, m int) int { return 0 }
