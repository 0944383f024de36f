//go:build !purego

// Multiply-adds that wait for nothing but the units: 24 sums of four lanes, as
// many as a tile of the product has, so that every sum is ready when its turn
// comes again.

#include "textflag.h"
#include "neon_arm64.h"

#define FOUR(d) \
	VFMLA_S4_LANE(0, 0, 1, d); \
	VFMLA_S4_LANE(1, 0, 1, d+1); \
	VFMLA_S4_LANE(2, 0, 1, d+2); \
	VFMLA_S4_LANE(3, 0, 1, d+3)

#define CLEAR4(d) \
	VMOV_B16(0, d); \
	VMOV_B16(0, d+1); \
	VMOV_B16(0, d+2); \
	VMOV_B16(0, d+3)

// func fmaPeakNEON(iterations int)
//
//	V0 V1 factors, zero   V8..V31 sums   R0 rounds left
TEXT ·fmaPeakNEON(SB), NOSPLIT, $0-8
	MOVD iterations+0(FP), R0
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	CLEAR4(8)
	CLEAR4(12)
	CLEAR4(16)
	CLEAR4(20)
	CLEAR4(24)
	CLEAR4(28)

round:
	FOUR(8)
	FOUR(12)
	FOUR(16)
	FOUR(20)
	FOUR(24)
	FOUR(28)
	SUBS $1, R0, R0
	BNE  round
	RET
