//go:build !purego

// Max-pooling along a row of pixels, NEON: pixel by pixel, 16 channels at a time,
// then 4, then single ones.
//
//	R1  input pixel       R8   bytes from its end to the next input pixel
//	R2  output pixel      R7   pixels left       R10  channels left
//	V16..V31 channels     V15  minus infinity

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

#define X16 [V16.S4, V17.S4, V18.S4, V19.S4]
#define Y16 [V20.S4, V21.S4, V22.S4, V23.S4]
#define T16 [V24.S4, V25.S4, V26.S4, V27.S4]
#define D16 [V28.S4, V29.S4, V30.S4, V31.S4]
#define X4 [V16.S4]
#define Y4 [V20.S4]
#define T4 [V24.S4]
#define D4 [V28.S4]
#define X1 V16.S[0]
#define Y1 V20.S[0]
#define T1 V24.S[0]
#define D1 V28.S[0]

// EACH4 and EACH1 do something for the registers of 16, and of 4 or 1 channels.
#define EACH4(DO) DO(0); DO(1); DO(2); DO(3)
#define EACH1(DO) DO(0)

#define SIZES \
	MOVD p+0(FP), R0; \
	MOVD poolPass_src(R0), R1; \
	MOVD poolPass_dst(R0), R2; \
	MOVD poolPass_n(R0), R7; \
	MOVD poolPass_step(R0), R8; \
	MOVD poolPass_c(R0), R9; \
	SUB  R9, R8, R8; \
	LSL  $2, R8, R8

// WIDTHS goes on with as many channels at a time as are left.
#define WIDTHS(sixteen, four, one) \
	CMP  $16, R10; \
	BGE  sixteen; \
	CMP  $4, R10; \
	BGE  four; \
	CBNZ R10, one

#define LOWEST(i) VMOV_B16(15, 20+i)

// LARGER puts x where it is larger than y. No NaN is.
#define LARGER(i) \
	VFCMGT_S4(20+i, 16+i, 24+i); \
	VBIT_B16(24+i, 16+i, 20+i)

#define MAX(fresh, EACH, x, y, bytes, n) \
	VLD1.P bytes(R1), x; \
	EACH(LOWEST); \
	CBNZ   R12, fresh; \
	VLD1   (R2), y; \
fresh: \
	EACH(LARGER); \
	VST1.P y, bytes(R2); \
	SUB    $n, R10, R10

// func maxRowsNEON(p *poolPass)
//
//	R12 whether the output counts as minus infinity
TEXT ·maxRowsNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVBU poolPass_fresh(R0), R12
	MOVD  $0xff800000, R11
	VDUP  R11, V15.S4

pixel:
	MOVD R9, R10

channels:
	WIDTHS(sixteen, four, one)
	ADD  R8, R1, R1
	SUBS $1, R7, R7
	BNE  pixel
	RET

sixteen:
	MAX(fresh16, EACH4, X16, Y16, 64, 16)
	B channels

four:
	MAX(fresh4, EACH1, X4, Y4, 16, 4)
	B channels

one:
	MAX(fresh1, EACH1, X1, Y1, 4, 1)
	B channels

// TAKE leaves in x the gradient of those outputs y that x equals and nobody has
// taken, and adds them to the taken ones.
#define TAKE(i) \
	VFCMEQ_S4(20+i, 16+i, 16+i); \
	VBIC_B16(24+i, 16+i, 16+i); \
	VORR_B16(16+i, 24+i, 24+i); \
	VAND_B16(28+i, 16+i, 16+i)

#define ADD_TO(i) VFADD_S4(16+i, 20+i, 20+i)

#define GRAD(EACH, x, y, t, d, bytes, n) \
	VLD1.P bytes(R1), x; \
	VLD1.P bytes(R3), y; \
	VLD1   (R5), t; \
	VLD1.P bytes(R4), d; \
	EACH(TAKE); \
	VST1.P t, bytes(R5); \
	VLD1   (R2), y; \
	EACH(ADD_TO); \
	VST1.P y, bytes(R2); \
	SUB    $n, R10, R10

// func maxRowsGradNEON(p *poolPass)
//
//	R2 dx, beside the input   R3 R4 R5  y, dy and taken, which move with the output
TEXT ·maxRowsGradNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVD poolPass_y(R0), R3
	MOVD poolPass_dy(R0), R4
	MOVD poolPass_taken(R0), R5

pixel:
	MOVD R9, R10

channels:
	WIDTHS(sixteen, four, one)
	ADD  R8, R1, R1
	ADD  R8, R2, R2
	SUBS $1, R7, R7
	BNE  pixel
	RET

sixteen:
	GRAD(EACH4, X16, Y16, T16, D16, 64, 16)
	B channels

four:
	GRAD(EACH1, X4, Y4, T4, D4, 16, 4)
	B channels

one:
	GRAD(EACH1, X1, Y1, T1, D1, 4, 1)
	B channels
