//go:build purego || !amd64

package asm

func fftWidths() []int { return []int{4} }

func fftRun(p *FFTPass)          { fftRunGeneric(p) }
func fftTranspose(m *FFTMove)    { fftTransposeGeneric(m) }
func fftInterleave(m *FFTMove)   { fftInterleaveGeneric(m) }
func fftDeinterleave(m *FFTMove) { fftDeinterleaveGeneric(m) }
func fftUntangle(t *FFTTangle)   { fftUntangleGeneric(t) }
func fftTangle(t *FFTTangle)     { fftTangleGeneric(t) }

func fftSplit(re, im, src []float32) int   { return 0 }
func fftMerge(dst, re, im []float32) int   { return 0 }
func fftRotate(re, im, c, s []float32) int { return 0 }
