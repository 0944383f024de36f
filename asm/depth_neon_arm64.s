//go:build !purego

// Runs of a depthwise convolution with 4 channels to a register, and the last
// ones one at a time.
//
// Forward: eight pixels and one register of channels; the sums stay in registers
// over all taps, and a tap is one load of weights and eight multiply-adds:
//
//	            pixel 0     1     2   ...   7         then the channels to the right,
//	channels  |  V0   |  V1  | V2  | ... | V7  |      then the next eight pixels; the
//	            V24 weights of the tap                last eight end where the run ends
//
//	R0 argument   R1 x and R2 y of the first pixel, R3 weights, all at these channels
//	R6 channels left   R7 pixels of the run   R8 and R9 bytes from pixel to pixel of x, y
//	R10 first pixel of the block   R11 tap   R12 taps left   R4, R5, R13 scratch
//	V16..V23 pixels

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

// LANES and single values of the registers that are loaded and stored.
#define X0L [V16.S4]
#define X1L [V17.S4]
#define X2L [V18.S4]
#define X3L [V19.S4]
#define X4L [V20.S4]
#define X5L [V21.S4]
#define X6L [V22.S4]
#define X7L [V23.S4]
#define WL [V24.S4]
#define X0S V16.S[0]
#define X1S V17.S[0]
#define X2S V18.S[0]
#define X3S V19.S[0]
#define X4S V20.S[0]
#define X5S V21.S[0]
#define X6S V22.S[0]
#define X7S V23.S[0]
#define WS V24.S[0]

#define SETUP \
	MOVD r+0(FP), R0; \
	MOVD DepthRun_StrideX(R0), R8; \
	LSL  $2, R8, R8; \
	MOVD DepthRun_StrideY(R0), R9; \
	LSL  $2, R9, R9; \
	MOVD DepthRun_Pixels(R0), R7; \
	MOVD $0, R10

// BLOCK points at the first channels of the block of pixels from R10 on.
#define BLOCK \
	MOVD DepthRun_X(R0), R1; \
	MOVD DepthRun_At(R0), R4; \
	ADD  R4<<2, R1, R1; \
	MADD R8, R1, R10, R1; \
	MOVD DepthRun_Y(R0), R2; \
	MADD R9, R2, R10, R2; \
	MOVD DepthRun_W(R0), R3; \
	MOVD DepthRun_N(R0), R6

// RIGHT goes on to the n channels to the right, if there are any.
#define RIGHT(n, channels) \
	ADD  $(4*n), R1, R1; \
	ADD  $(4*n), R2, R2; \
	ADD  $(4*n), R3, R3; \
	SUBS $n, R6, R6; \
	BNE  channels

// NEXT goes on to the next n pixels; the last block ends where the run ends.
#define NEXT(n, block, done) \
	ADD  $n, R10, R10; \
	CMP  R7, R10; \
	BGE  done; \
	SUB  $n, R7, R4; \
	CMP  R4, R10; \
	CSEL GT, R4, R10, R10; \
	B    block

// TAP loads the weights of the next tap and points R4 at its pixel.
#define TAP(listW) \
	MOVD DepthTap_W(R11), R5; \
	ADD  R5<<2, R3, R5; \
	VLD1 (R5), listW; \
	MOVD DepthTap_X(R11), R4; \
	ADD  R4<<2, R1, R4; \
	ADD  $DepthTap__size, R11, R11

#define TAPS \
	MOVD DepthRun_Taps(R0), R11; \
	MOVD (DepthRun_Taps+8)(R0), R12

#define EIGHT(tap, w, x0, x1, x2, x3, x4, x5, x6, x7, y0, y1, y2, y3, y4, y5, y6, y7) \
	TAPS; \
	VEOR V0.B16, V0.B16, V0.B16; \
	VEOR V1.B16, V1.B16, V1.B16; \
	VEOR V2.B16, V2.B16, V2.B16; \
	VEOR V3.B16, V3.B16, V3.B16; \
	VEOR V4.B16, V4.B16, V4.B16; \
	VEOR V5.B16, V5.B16, V5.B16; \
	VEOR V6.B16, V6.B16, V6.B16; \
	VEOR V7.B16, V7.B16, V7.B16; \
tap: \
	TAP(w); \
	VLD1.P (R4)(R8), x0; \
	VLD1.P (R4)(R8), x1; \
	VLD1.P (R4)(R8), x2; \
	VLD1.P (R4)(R8), x3; \
	VLD1.P (R4)(R8), x4; \
	VLD1.P (R4)(R8), x5; \
	VLD1.P (R4)(R8), x6; \
	VLD1   (R4), x7; \
	VFMLA_S4(24, 16, 0); \
	VFMLA_S4(24, 17, 1); \
	VFMLA_S4(24, 18, 2); \
	VFMLA_S4(24, 19, 3); \
	VFMLA_S4(24, 20, 4); \
	VFMLA_S4(24, 21, 5); \
	VFMLA_S4(24, 22, 6); \
	VFMLA_S4(24, 23, 7); \
	SUBS $1, R12, R12; \
	BNE  tap; \
	MOVD R2, R4; \
	VST1.P y0, (R4)(R9); \
	VST1.P y1, (R4)(R9); \
	VST1.P y2, (R4)(R9); \
	VST1.P y3, (R4)(R9); \
	VST1.P y4, (R4)(R9); \
	VST1.P y5, (R4)(R9); \
	VST1.P y6, (R4)(R9); \
	VST1   y7, (R4)

#define ONE(tap, w, x0, y0) \
	TAPS; \
	VEOR V0.B16, V0.B16, V0.B16; \
tap: \
	TAP(w); \
	VLD1 (R4), x0; \
	VFMLA_S4(24, 16, 0); \
	SUBS $1, R12, R12; \
	BNE  tap; \
	VST1 y0, (R2)

// func depthForwardNEON(r *DepthRun)
TEXT ·depthForwardNEON(SB), NOSPLIT, $0-8
	SETUP
	CMP $8, R7
	BGE block8

block1:
	BLOCK

channels1:
	CMP $4, R6
	BLT single1
	ONE(tap1, WL, X0L, [V0.S4])
	RIGHT(4, channels1)
	B next1

single1:
	ONE(tapSingle1, WS, X0S, V0.S[0])
	RIGHT(1, single1)

next1:
	NEXT(1, block1, done)

block8:
	BLOCK

channels8:
	CMP $4, R6
	BLT single8
	EIGHT(tap8, WL, X0L, X1L, X2L, X3L, X4L, X5L, X6L, X7L, [V0.S4], [V1.S4], [V2.S4], [V3.S4], [V4.S4], [V5.S4], [V6.S4], [V7.S4])
	RIGHT(4, channels8)
	B next8

single8:
	EIGHT(tapSingle8, WS, X0S, X1S, X2S, X3S, X4S, X5S, X6S, X7S, V0.S[0], V1.S[0], V2.S[0], V3.S[0], V4.S[0], V5.S[0], V6.S[0], V7.S[0])
	RIGHT(1, single8)

next8:
	NEXT(8, block8, done)

done:
	RET

// Forward4: as forward, but a channel reads the four of its group, which are the
// four lanes of a register.
//
//	V24..V27 weights of a tap for the four channels of a group
#define GROUP(x, y) \
	VFMLA_S4_LANE(0, x, 24, y); \
	VFMLA_S4_LANE(1, x, 25, y); \
	VFMLA_S4_LANE(2, x, 26, y); \
	VFMLA_S4_LANE(3, x, 27, y)

// TAP4 loads the weights of the next tap and points R4 at its pixel.
#define TAP4 \
	MOVD DepthRun_StrideW(R0), R13; \
	LSL  $2, R13, R13; \
	MOVD DepthTap_W(R11), R5; \
	ADD  R5<<2, R3, R5; \
	VLD1.P (R5)(R13), [V24.S4]; \
	VLD1.P (R5)(R13), [V25.S4]; \
	VLD1.P (R5)(R13), [V26.S4]; \
	VLD1   (R5), [V27.S4]; \
	MOVD DepthTap_X(R11), R4; \
	ADD  R4<<2, R1, R4; \
	ADD  $DepthTap__size, R11, R11

// func depthForward4NEON(r *DepthRun)
TEXT ·depthForward4NEON(SB), NOSPLIT, $0-8
	SETUP
	CMP $8, R7
	BGE block8

block1:
	BLOCK

channels1:
	TAPS
	VEOR V0.B16, V0.B16, V0.B16

tap1:
	TAP4
	VLD1 (R4), X0L
	GROUP(16, 0)
	SUBS $1, R12, R12
	BNE  tap1
	VST1 [V0.S4], (R2)
	RIGHT(4, channels1)
	NEXT(1, block1, done)

block8:
	BLOCK

channels8:
	TAPS
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VEOR V4.B16, V4.B16, V4.B16
	VEOR V5.B16, V5.B16, V5.B16
	VEOR V6.B16, V6.B16, V6.B16
	VEOR V7.B16, V7.B16, V7.B16

tap8:
	TAP4
	VLD1.P (R4)(R8), X0L
	VLD1.P (R4)(R8), X1L
	VLD1.P (R4)(R8), X2L
	VLD1.P (R4)(R8), X3L
	VLD1.P (R4)(R8), X4L
	VLD1.P (R4)(R8), X5L
	VLD1.P (R4)(R8), X6L
	VLD1   (R4), X7L
	GROUP(16, 0)
	GROUP(17, 1)
	GROUP(18, 2)
	GROUP(19, 3)
	GROUP(20, 4)
	GROUP(21, 5)
	GROUP(22, 6)
	GROUP(23, 7)
	SUBS $1, R12, R12
	BNE  tap8
	MOVD R2, R4
	VST1.P [V0.S4], (R4)(R9)
	VST1.P [V1.S4], (R4)(R9)
	VST1.P [V2.S4], (R4)(R9)
	VST1.P [V3.S4], (R4)(R9)
	VST1.P [V4.S4], (R4)(R9)
	VST1.P [V5.S4], (R4)(R9)
	VST1.P [V6.S4], (R4)(R9)
	VST1   [V7.S4], (R4)
	RIGHT(4, channels8)
	NEXT(8, block8, done)

done:
	RET

// Gradient: the sums of three taps, or one, and one register of channels stay in
// registers over all pixels of the run.
//
//	R4 x of the pixel at the first tap, R5 and R14 at the others   R13 y of it
//	R10 pixels left   R15, R16, R17 weights
#define PLACE(i, r, w) \
	MOVD (DepthTap_X+i*DepthTap__size)(R11), r; \
	ADD  r<<2, R1, r; \
	MOVD (DepthTap_W+i*DepthTap__size)(R11), w; \
	ADD  w<<2, R3, w

#define THREE_TAPS(pixel, y, x0, x1, x2, s0, s1, s2) \
	PLACE(0, R4, R15); \
	PLACE(1, R5, R16); \
	PLACE(2, R14, R17); \
	VLD1 (R15), s0; \
	VLD1 (R16), s1; \
	VLD1 (R17), s2; \
	MOVD R2, R13; \
	MOVD R7, R10; \
pixel: \
	VLD1.P (R13)(R9), y; \
	VLD1.P (R4)(R8), x0; \
	VLD1.P (R5)(R8), x1; \
	VLD1.P (R14)(R8), x2; \
	VFMLA_S4(24, 16, 0); \
	VFMLA_S4(24, 17, 1); \
	VFMLA_S4(24, 18, 2); \
	SUBS $1, R10, R10; \
	BNE  pixel; \
	VST1 s0, (R15); \
	VST1 s1, (R16); \
	VST1 s2, (R17)

#define ONE_TAP(pixel, y, x0, s0) \
	PLACE(0, R4, R15); \
	VLD1 (R15), s0; \
	MOVD R2, R13; \
	MOVD R7, R10; \
pixel: \
	VLD1.P (R13)(R9), y; \
	VLD1.P (R4)(R8), x0; \
	VFMLA_S4(24, 16, 0); \
	SUBS $1, R10, R10; \
	BNE  pixel; \
	VST1 s0, (R15)

// TAP_GROUPS goes through all taps for these channels.
#define TAP_GROUPS(loop, one, done, p3, p1, y, x0, x1, x2, s0, s1, s2) \
	TAPS; \
loop: \
	CMP $3, R12; \
	BLT one; \
	THREE_TAPS(p3, y, x0, x1, x2, s0, s1, s2); \
	ADD $(3*DepthTap__size), R11, R11; \
	SUB $3, R12, R12; \
	B   loop; \
one: \
	CBZ R12, done; \
	ONE_TAP(p1, y, x0, s0); \
	ADD $DepthTap__size, R11, R11; \
	SUB $1, R12, R12; \
	B   one

// func depthGradientNEON(r *DepthRun)
TEXT ·depthGradientNEON(SB), NOSPLIT, $0-8
	SETUP
	BLOCK

channels:
	CMP $4, R6
	BLT single
	TAP_GROUPS(loop, one, right, pixel3, pixel1, WL, X0L, X1L, X2L, [V0.S4], [V1.S4], [V2.S4])

right:
	RIGHT(4, channels)
	RET

single:
	TAP_GROUPS(loopSingle, oneSingle, rightSingle, single3, single1, WS, X0S, X1S, X2S, V0.S[0], V1.S[0], V2.S[0])

rightSingle:
	RIGHT(1, single)
	RET
