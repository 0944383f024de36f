//go:build !purego

package asm

//go:noescape
func fmaPeakNEON(iterations int)

func fmaPeak(iterations int) (flopsPerRound int) {
	if active != NEON {
		return fmaPeakGeneric(iterations)
	}
	fmaPeakNEON(iterations)
	return 24 * 4 * 2
}
