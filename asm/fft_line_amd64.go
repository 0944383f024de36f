//go:build !purego

package asm

func fftLineWidth() int {
	switch active {
	case AVX512:
		return 16
	case AVX2:
		return 8
	}
	return 0
}

//go:noescape
func fftFirstForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastForwardAVX512(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftLine16ForwardAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine32ForwardAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine64ForwardAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine128ForwardAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine256ForwardAVX512(dst, src, twiddles *float32)

//go:noescape
func fftFirstInverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastInverseAVX512(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftLine16InverseAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine32InverseAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine64InverseAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine128InverseAVX512(dst, src, twiddles *float32)

//go:noescape
func fftLine256InverseAVX512(dst, src, twiddles *float32)

//go:noescape
func fftSpread2AVX512(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread4AVX512(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread8AVX512(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread16AVX512(s *FFTSpread, dst *float32)

//go:noescape
func fftFirstForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastForwardAVX2(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftLine16ForwardAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine32ForwardAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine64ForwardAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine128ForwardAVX2(dst, src, twiddles *float32)

//go:noescape
func fftFirstInverseAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftLastInverseAVX2(s *FFTLast, dst, src, twiddles *float32, groups int)

//go:noescape
func fftLine16InverseAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine32InverseAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine64InverseAVX2(dst, src, twiddles *float32)

//go:noescape
func fftLine128InverseAVX2(dst, src, twiddles *float32)

//go:noescape
func fftSpread2AVX2(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread4AVX2(s *FFTSpread, dst *float32)

//go:noescape
func fftSpread8AVX2(s *FFTSpread, dst *float32)

//go:noescape
func fftOpen3ForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen3InverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5ForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5InverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7ForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7InverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11ForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11InverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13ForwardAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13InverseAVX512(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen3ForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen3InverseAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5ForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen5InverseAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7ForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen7InverseAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11ForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen11InverseAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13ForwardAVX2(s *FFTSpread, dst, src *float32)

//go:noescape
func fftOpen13InverseAVX2(s *FFTSpread, dst, src *float32)

func fftFirst(s *FFTSpread, dst, src []float32, inverse bool) {
	switch level := fftVector(s.Width); {
	case level == AVX512 && inverse:
		fftFirstInverseAVX512(s, &dst[0], &src[0])
	case level == AVX512:
		fftFirstForwardAVX512(s, &dst[0], &src[0])
	case level == AVX2 && inverse:
		fftFirstInverseAVX2(s, &dst[0], &src[0])
	case level == AVX2:
		fftFirstForwardAVX2(s, &dst[0], &src[0])
	default:
		fftFirstGeneric(s, dst, src, inverse)
	}
}

func fftOpen(s *FFTSpread, dst, src []float32, inverse bool) {
	level := fftVector(s.Width)
	switch {
	case level == AVX512 && s.Radix == 3 && !inverse:
		fftOpen3ForwardAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 3:
		fftOpen3InverseAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 5 && !inverse:
		fftOpen5ForwardAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 5:
		fftOpen5InverseAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 7 && !inverse:
		fftOpen7ForwardAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 7:
		fftOpen7InverseAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 11 && !inverse:
		fftOpen11ForwardAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 11:
		fftOpen11InverseAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 13 && !inverse:
		fftOpen13ForwardAVX512(s, &dst[0], &src[0])
	case level == AVX512 && s.Radix == 13:
		fftOpen13InverseAVX512(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 3 && !inverse:
		fftOpen3ForwardAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 3:
		fftOpen3InverseAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 5 && !inverse:
		fftOpen5ForwardAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 5:
		fftOpen5InverseAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 7 && !inverse:
		fftOpen7ForwardAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 7:
		fftOpen7InverseAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 11 && !inverse:
		fftOpen11ForwardAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 11:
		fftOpen11InverseAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 13 && !inverse:
		fftOpen13ForwardAVX2(s, &dst[0], &src[0])
	case level == AVX2 && s.Radix == 13:
		fftOpen13InverseAVX2(s, &dst[0], &src[0])
	default:
		fftOpenGeneric(s, dst, src, inverse)
	}
}

func fftSpread(s *FFTSpread, x []float32) {
	switch level := fftVector(s.Width); {
	case level == AVX512 && s.Radix == 16:
		fftSpread16AVX512(s, &x[0])
	case level == AVX512 && s.Radix == 8:
		fftSpread8AVX512(s, &x[0])
	case level == AVX512 && s.Radix == 4:
		fftSpread4AVX512(s, &x[0])
	case level == AVX512 && s.Radix == 2:
		fftSpread2AVX512(s, &x[0])
	case level == AVX2 && s.Radix == 8:
		fftSpread8AVX2(s, &x[0])
	case level == AVX2 && s.Radix == 4:
		fftSpread4AVX2(s, &x[0])
	case level == AVX2 && s.Radix == 2:
		fftSpread2AVX2(s, &x[0])
	default:
		fftSpreadGeneric(s, x)
	}
}

func fftLast(s *FFTLast, dst, src, twiddles []float32, groups int, inverse bool) {
	switch level := fftVector(s.Width); {
	case level == AVX512 && inverse:
		fftLastInverseAVX512(s, &dst[0], &src[0], &twiddles[0], groups)
	case level == AVX512:
		fftLastForwardAVX512(s, &dst[0], &src[0], &twiddles[0], groups)
	case level == AVX2 && inverse:
		fftLastInverseAVX2(s, &dst[0], &src[0], &twiddles[0], groups)
	case level == AVX2:
		fftLastForwardAVX2(s, &dst[0], &src[0], &twiddles[0], groups)
	default:
		fftLastGeneric(s, dst, src, twiddles, groups, inverse)
	}
}

// fftLine tells whether there is a kernel for n. Both levels are in one function
// because short transforms notice every call.
func fftLine(n int, dst, src, twiddles *float32, inverse bool) bool {
	switch active {
	case AVX512:
		kFFTAVX512.used()
		switch {
		case n == 16 && !inverse:
			fftLine16ForwardAVX512(dst, src, twiddles)
		case n == 16 && inverse:
			fftLine16InverseAVX512(dst, src, twiddles)
		case n == 32 && !inverse:
			fftLine32ForwardAVX512(dst, src, twiddles)
		case n == 32 && inverse:
			fftLine32InverseAVX512(dst, src, twiddles)
		case n == 64 && !inverse:
			fftLine64ForwardAVX512(dst, src, twiddles)
		case n == 64 && inverse:
			fftLine64InverseAVX512(dst, src, twiddles)
		case n == 128 && !inverse:
			fftLine128ForwardAVX512(dst, src, twiddles)
		case n == 128 && inverse:
			fftLine128InverseAVX512(dst, src, twiddles)
		case n == 256 && !inverse:
			fftLine256ForwardAVX512(dst, src, twiddles)
		case n == 256 && inverse:
			fftLine256InverseAVX512(dst, src, twiddles)
		default:
			return false
		}
		return true
	case AVX2:
		kFFTAVX2.used()
		switch {
		case n == 16 && !inverse:
			fftLine16ForwardAVX2(dst, src, twiddles)
		case n == 16 && inverse:
			fftLine16InverseAVX2(dst, src, twiddles)
		case n == 32 && !inverse:
			fftLine32ForwardAVX2(dst, src, twiddles)
		case n == 32 && inverse:
			fftLine32InverseAVX2(dst, src, twiddles)
		case n == 64 && !inverse:
			fftLine64ForwardAVX2(dst, src, twiddles)
		case n == 64 && inverse:
			fftLine64InverseAVX2(dst, src, twiddles)
		case n == 128 && !inverse:
			fftLine128ForwardAVX2(dst, src, twiddles)
		case n == 128 && inverse:
			fftLine128InverseAVX2(dst, src, twiddles)
		default:
			return false
		}
		return true
	}
	return false
}
