//go:build !purego

package asm

//go:noescape
func fmaPeakAVX512(iterations int)

//go:noescape
func fmaPeakAVX2(iterations int)

func fmaPeak(iterations int) (flopsPerRound int) {
	switch active {
	case AVX512:
		fmaPeakAVX512(iterations)
		return 24 * 16 * 2
	case AVX2:
		fmaPeakAVX2(iterations)
		return 12 * 8 * 2
	}
	return fmaPeakGeneric(iterations)
}
