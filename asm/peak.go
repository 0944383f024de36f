package asm

import (
	"math"
	"sync/atomic"
)

// FMAPeakLoop runs iterations rounds of multiply-adds that wait for nothing but
// the units that compute them, and returns how many floating-point operations
// that were: divided by the time it is what one core can do at the active
// level, the number a kernel's speed is a fraction of. A million iterations take
// about ten milliseconds; call it in such pieces.
func FMAPeakLoop(iterations int) (flops float64) {
	if iterations < 1 {
		return 0
	}
	return float64(iterations) * float64(fmaPeak(iterations))
}

// fmaPeakGeneric does eight independent multiplications and additions a round.
func fmaPeakGeneric(iterations int) (flopsPerRound int) {
	var s [8]float32
	s0, s1, s2, s3, s4, s5, s6, s7 := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	x, y := float32(0.5), float32(1)
	for range iterations {
		s0 = float32(s0*x) + y
		s1 = float32(s1*x) + y
		s2 = float32(s2*x) + y
		s3 = float32(s3*x) + y
		s4 = float32(s4*x) + y
		s5 = float32(s5*x) + y
		s6 = float32(s6*x) + y
		s7 = float32(s7*x) + y
	}
	peakSink.Store(math.Float32bits(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7))
	return 16
}

// peakSink keeps the compiler from dropping the loop above.
// Several cores may be measured at once.
var peakSink atomic.Uint32
