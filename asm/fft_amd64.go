//go:build !purego

package asm

var (
	kFFTAVX512 = newKernel("fftAVX512")
	kFFTAVX2   = newKernel("fftAVX2")

	fftWidths512, fftWidths256, fftWidthsGo = []int{16, 8}, []int{8}, []int{4}
)

func fftWidths() []int {
	switch active {
	case AVX512:
		return fftWidths512
	case AVX2:
		return fftWidths256
	}
	return fftWidthsGo
}

// fftVector marks the kernels of this width as used and tells which they are.
func fftVector(width int) Level {
	switch {
	case active == AVX512 && width == 16:
		kFFTAVX512.used()
		return AVX512
	case active != Generic && width == 8:
		kFFTAVX2.used()
		return AVX2
	}
	return Generic
}

//go:noescape
func fftRadix2AVX512(p *FFTPass)

//go:noescape
func fftRadix2AVX2(p *FFTPass)

//go:noescape
func fftRadix3AVX512(p *FFTPass)

//go:noescape
func fftRadix3AVX2(p *FFTPass)

//go:noescape
func fftRadix4AVX512(p *FFTPass)

//go:noescape
func fftRadix4AVX2(p *FFTPass)

//go:noescape
func fftRadix5AVX512(p *FFTPass)

//go:noescape
func fftRadix5AVX2(p *FFTPass)

//go:noescape
func fftRadix7AVX512(p *FFTPass)

//go:noescape
func fftRadix7AVX2(p *FFTPass)

//go:noescape
func fftRadix8AVX512(p *FFTPass)

//go:noescape
func fftRadix8AVX2(p *FFTPass)

//go:noescape
func fftRadix11AVX512(p *FFTPass)

//go:noescape
func fftRadix13AVX512(p *FFTPass)

//go:noescape
func fftRadix16AVX512(p *FFTPass)

//go:noescape
func fftTransposeAVX512(m *FFTMove)

//go:noescape
func fftRadix11AVX2(p *FFTPass)

//go:noescape
func fftRadix13AVX2(p *FFTPass)

//go:noescape
func fftTransposeAVX2(m *FFTMove)

//go:noescape
func fftInterleaveAVX512(m *FFTMove)

//go:noescape
func fftInterleaveAVX2(m *FFTMove)

//go:noescape
func fftDeinterleaveAVX512(m *FFTMove)

//go:noescape
func fftDeinterleaveAVX2(m *FFTMove)

//go:noescape
func fftUntangleAVX512(p *FFTTangle)

//go:noescape
func fftUntangleAVX2(p *FFTTangle)

//go:noescape
func fftTangleAVX512(p *FFTTangle)

//go:noescape
func fftTangleAVX2(p *FFTTangle)

func fftRun(p *FFTPass) {
	switch level := fftVector(p.Width); {
	case level == AVX512 && p.Radix == 2:
		fftRadix2AVX512(p)
	case level == AVX512 && p.Radix == 3:
		fftRadix3AVX512(p)
	case level == AVX512 && p.Radix == 4:
		fftRadix4AVX512(p)
	case level == AVX512 && p.Radix == 5:
		fftRadix5AVX512(p)
	case level == AVX512 && p.Radix == 7:
		fftRadix7AVX512(p)
	case level == AVX512 && p.Radix == 8:
		fftRadix8AVX512(p)
	case level == AVX512 && p.Radix == 11:
		fftRadix11AVX512(p)
	case level == AVX512 && p.Radix == 13:
		fftRadix13AVX512(p)
	case level == AVX512 && p.Radix == 16:
		fftRadix16AVX512(p)
	case level == AVX2 && p.Radix == 2:
		fftRadix2AVX2(p)
	case level == AVX2 && p.Radix == 3:
		fftRadix3AVX2(p)
	case level == AVX2 && p.Radix == 4:
		fftRadix4AVX2(p)
	case level == AVX2 && p.Radix == 5:
		fftRadix5AVX2(p)
	case level == AVX2 && p.Radix == 7:
		fftRadix7AVX2(p)
	case level == AVX2 && p.Radix == 8:
		fftRadix8AVX2(p)
	case level == AVX2 && p.Radix == 11:
		fftRadix11AVX2(p)
	case level == AVX2 && p.Radix == 13:
		fftRadix13AVX2(p)
	default:
		fftRunGeneric(p)
	}
}

func fftTranspose(m *FFTMove) {
	switch fftVector(m.Width) {
	case AVX512:
		fftTransposeAVX512(m)
	case AVX2:
		fftTransposeAVX2(m)
	default:
		fftTransposeGeneric(m)
	}
}

func fftInterleave(m *FFTMove) {
	switch fftVector(m.Width) {
	case AVX512:
		fftInterleaveAVX512(m)
	case AVX2:
		fftInterleaveAVX2(m)
	default:
		fftInterleaveGeneric(m)
	}
}

func fftDeinterleave(m *FFTMove) {
	switch fftVector(m.Width) {
	case AVX512:
		fftDeinterleaveAVX512(m)
	case AVX2:
		fftDeinterleaveAVX2(m)
	default:
		fftDeinterleaveGeneric(m)
	}
}

func fftUntangle(t *FFTTangle) {
	switch fftVector(t.Width) {
	case AVX512:
		fftUntangleAVX512(t)
	case AVX2:
		fftUntangleAVX2(t)
	default:
		fftUntangleGeneric(t)
	}
}

func fftTangle(t *FFTTangle) {
	switch fftVector(t.Width) {
	case AVX512:
		fftTangleAVX512(t)
	case AVX2:
		fftTangleAVX2(t)
	default:
		fftTangleGeneric(t)
	}
}

//go:noescape
func fftSplitAVX512(re, im, src *float32, registers int)

//go:noescape
func fftSplitAVX2(re, im, src *float32, registers int)

// fftSplit does what fills whole registers and returns how much that was.
func fftSplit(re, im, src []float32) int {
	n := len(re)
	switch {
	case active == AVX512 && n >= 16:
		kFFTAVX512.used()
		fftSplitAVX512(&re[0], &im[0], &src[0], n/16)
		return n &^ 15
	case active == AVX2 && n >= 8:
		kFFTAVX2.used()
		fftSplitAVX2(&re[0], &im[0], &src[0], n/8)
		return n &^ 7
	}
	return 0
}

//go:noescape
func fftMergeAVX512(dst, re, im *float32, registers int)

//go:noescape
func fftMergeAVX2(dst, re, im *float32, registers int)

// fftMerge does what fills whole registers and returns how much that was.
func fftMerge(dst, re, im []float32) int {
	n := len(re)
	switch {
	case active == AVX512 && n >= 16:
		kFFTAVX512.used()
		fftMergeAVX512(&dst[0], &re[0], &im[0], n/16)
		return n &^ 15
	case active == AVX2 && n >= 8:
		kFFTAVX2.used()
		fftMergeAVX2(&dst[0], &re[0], &im[0], n/8)
		return n &^ 7
	}
	return 0
}

//go:noescape
func fftRotateAVX512(re, im, c, s *float32, registers int)

//go:noescape
func fftRotateAVX2(re, im, c, s *float32, registers int)

// fftRotate does what fills whole registers and returns how much that was.
func fftRotate(re, im, c, s []float32) int {
	n := len(re)
	switch {
	case active == AVX512 && n >= 16:
		kFFTAVX512.used()
		fftRotateAVX512(&re[0], &im[0], &c[0], &s[0], n/16)
		return n &^ 15
	case active == AVX2 && n >= 8:
		kFFTAVX2.used()
		fftRotateAVX2(&re[0], &im[0], &c[0], &s[0], n/8)
		return n &^ 7
	}
	return 0
}
