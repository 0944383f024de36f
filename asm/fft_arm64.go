//go:build !purego

package asm

var (
	kFFTNEON = newKernel("fftNEON")

	fftWidthsNEON = []int{4}
)

func fftWidths() []int { return fftWidthsNEON }

func fftLineWidth() int {
	if active == NEON {
		return 4
	}
	return 0
}

// fftNEON marks the kernels as used and tells whether they serve this width.
func fftNEON(width int) bool {
	if active != NEON || width != 4 {
		return false
	}
	kFFTNEON.used()
	return true
}

//go:noescape
func fftRadix2NEON(p *FFTPass)

//go:noescape
func fftRadix3NEON(p *FFTPass)

//go:noescape
func fftRadix4NEON(p *FFTPass)

//go:noescape
func fftRadix5NEON(p *FFTPass)

//go:noescape
func fftRadix7NEON(p *FFTPass)

//go:noescape
func fftRadix8NEON(p *FFTPass)

//go:noescape
func fftRadix11NEON(p *FFTPass)

//go:noescape
func fftRadix13NEON(p *FFTPass)

//go:noescape
func fftTransposeNEON(m *FFTMove)

//go:noescape
func fftInterleaveNEON(m *FFTMove)

//go:noescape
func fftDeinterleaveNEON(m *FFTMove)

//go:noescape
func fftUntangleNEON(p *FFTTangle)

//go:noescape
func fftTangleNEON(p *FFTTangle)

//go:noescape
func fftFirstForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastForwardNEON(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftOpen3ForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5ForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7ForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11ForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13ForwardNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLine16ForwardNEON(dst, src, twiddles *float32)

//go:noescape
func fftLine32ForwardNEON(dst, src, twiddles *float32)

//go:noescape
func fftLine64ForwardNEON(dst, src, twiddles *float32)

//go:noescape
func fftFirstInverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastInverseNEON(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftOpen3InverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5InverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7InverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11InverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13InverseNEON(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLine16InverseNEON(dst, src, twiddles *float32)

//go:noescape
func fftLine32InverseNEON(dst, src, twiddles *float32)

//go:noescape
func fftLine64InverseNEON(dst, src, twiddles *float32)

//go:noescape
func fftSpread2NEON(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread4NEON(s *FFTSpread, dst *float32)

func fftRun(p *FFTPass) {
	neon := fftNEON(p.Width)
	switch {
	case neon && p.Radix == 2:
		fftRadix2NEON(p)
	case neon && p.Radix == 3:
		fftRadix3NEON(p)
	case neon && p.Radix == 4:
		fftRadix4NEON(p)
	case neon && p.Radix == 5:
		fftRadix5NEON(p)
	case neon && p.Radix == 7:
		fftRadix7NEON(p)
	case neon && p.Radix == 8:
		fftRadix8NEON(p)
	case neon && p.Radix == 11:
		fftRadix11NEON(p)
	case neon && p.Radix == 13:
		fftRadix13NEON(p)
	default:
		fftRunGeneric(p)
	}
}

func fftTranspose(m *FFTMove) {
	if fftNEON(m.Width) {
		fftTransposeNEON(m)
	} else {
		fftTransposeGeneric(m)
	}
}

func fftInterleave(m *FFTMove) {
	if fftNEON(m.Width) {
		fftInterleaveNEON(m)
	} else {
		fftInterleaveGeneric(m)
	}
}

func fftDeinterleave(m *FFTMove) {
	if fftNEON(m.Width) {
		fftDeinterleaveNEON(m)
	} else {
		fftDeinterleaveGeneric(m)
	}
}

func fftUntangle(t *FFTTangle) {
	if fftNEON(t.Width) {
		fftUntangleNEON(t)
	} else {
		fftUntangleGeneric(t)
	}
}

func fftTangle(t *FFTTangle) {
	if fftNEON(t.Width) {
		fftTangleNEON(t)
	} else {
		fftTangleGeneric(t)
	}
}

func fftFirst(s *FFTSpread, dst, src []float32, inverse bool) {
	switch neon := fftNEON(s.Width); {
	case neon && inverse:
		fftFirstInverseNEON(s, &dst[0], &src[0])
	case neon:
		fftFirstForwardNEON(s, &dst[0], &src[0])
	default:
		fftFirstGeneric(s, dst, src, inverse)
	}
}

func fftOpen(s *FFTSpread, dst, src []float32, inverse bool) {
	neon := fftNEON(s.Width)
	switch {
	case neon && s.Radix == 3 && !inverse:
		fftOpen3ForwardNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 3:
		fftOpen3InverseNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 5 && !inverse:
		fftOpen5ForwardNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 5:
		fftOpen5InverseNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 7 && !inverse:
		fftOpen7ForwardNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 7:
		fftOpen7InverseNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 11 && !inverse:
		fftOpen11ForwardNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 11:
		fftOpen11InverseNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 13 && !inverse:
		fftOpen13ForwardNEON(s, &dst[0], &src[0])
	case neon && s.Radix == 13:
		fftOpen13InverseNEON(s, &dst[0], &src[0])
	default:
		fftOpenGeneric(s, dst, src, inverse)
	}
}

func fftSpread(s *FFTSpread, x []float32) {
	switch neon := fftNEON(s.Width); {
	case neon && s.Radix == 4:
		fftSpread4NEON(s, &x[0])
	case neon && s.Radix == 2:
		fftSpread2NEON(s, &x[0])
	default:
		fftSpreadGeneric(s, x)
	}
}

func fftLast(s *FFTLast, dst, src, twiddles []float32, groups int, inverse bool) {
	switch neon := fftNEON(s.Width); {
	case neon && inverse:
		fftLastInverseNEON(s, &dst[0], &src[0], &twiddles[0], groups)
	case neon:
		fftLastForwardNEON(s, &dst[0], &src[0], &twiddles[0], groups)
	default:
		fftLastGeneric(s, dst, src, twiddles, groups, inverse)
	}
}

// fftLine tells whether there is a kernel for n.
func fftLine(n int, dst, src, twiddles *float32, inverse bool) bool {
	if !fftNEON(4) {
		return false
	}
	switch {
	case n == 16 && !inverse:
		fftLine16ForwardNEON(dst, src, twiddles)
	case n == 16 && inverse:
		fftLine16InverseNEON(dst, src, twiddles)
	case n == 32 && !inverse:
		fftLine32ForwardNEON(dst, src, twiddles)
	case n == 32 && inverse:
		fftLine32InverseNEON(dst, src, twiddles)
	case n == 64 && !inverse:
		fftLine64ForwardNEON(dst, src, twiddles)
	case n == 64 && inverse:
		fftLine64InverseNEON(dst, src, twiddles)
	default:
		return false
	}
	return true
}

//go:noescape
func fftSplitNEON(re, im, src *float32, registers int)

//go:noescape
func fftMergeNEON(dst, re, im *float32, registers int)

//go:noescape
func fftRotateNEON(re, im, c, s *float32, registers int)

//go:noescape
func fftWaveNEON(w *FFTWave)

// fftSplit does what fills whole registers and returns how much that was.
func fftSplit(re, im, src []float32) int {
	n := len(re)
	if n < 4 || !fftNEON(4) {
		return 0
	}
	fftSplitNEON(&re[0], &im[0], &src[0], n/4)
	return n &^ 3
}

// fftMerge does what fills whole registers and returns how much that was.
func fftMerge(dst, re, im []float32) int {
	n := len(re)
	if n < 4 || !fftNEON(4) {
		return 0
	}
	fftMergeNEON(&dst[0], &re[0], &im[0], n/4)
	return n &^ 3
}

// fftRotate does what fills whole registers and returns how much that was.
func fftRotate(re, im, c, s []float32) int {
	n := len(re)
	if n < 4 || !fftNEON(4) {
		return 0
	}
	fftRotateNEON(&re[0], &im[0], &c[0], &s[0], n/4)
	return n &^ 3
}

// fftWave does the columns that fill registers and returns how many those are.
func fftWave(w *FFTWave) int {
	cols := len(w.CosCol)
	if cols < 4 || !fftNEON(4) {
		return 0
	}
	w.step, w.registers = 4*w.Step, cols/4
	fftWaveNEON(w)
	return cols &^ 3
}

// These run the Go reference.

func fftAmplitudes(sum []float64, z []float32) int  { return 0 }
func fftPairs(dst, src, turns []float32, m int) int { return 0 }
