//go:build !purego

// Elementwise passes, NEON: eight values a turn. n is a multiple of 8, at least 8.

#include "textflag.h"
#include "neon_arm64.h"

// func addNEON(dst, a, b *float32, n int)
//
//	dst = a + b
TEXT ·addNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD n+24(FP), R3

loop:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VLD1.P 32(R2), [V2.S4, V3.S4]
	VFADD_S4(2, 0, 0)
	VFADD_S4(3, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET

// func axpyNEON(dst *float32, alpha float32, x *float32, n int)
//
//	dst += alpha*x
TEXT ·axpyNEON(SB), NOSPLIT, $0-32
	MOVD  dst+0(FP), R0
	FMOVS alpha+8(FP), F4
	MOVD  x+16(FP), R1
	MOVD  n+24(FP), R3

loop:
	VLD1   (R0), [V0.S4, V1.S4]
	VLD1.P 32(R1), [V2.S4, V3.S4]
	VFMLA_S4_LANE(0, 4, 2, 0)
	VFMLA_S4_LANE(0, 4, 3, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET
