//go:build !purego

// Vector arithmetic, NEON: eight values a turn; n is a multiple of 8 and not 0.
// Multiplications and additions are not fused, so that the results have the bits
// of the Go definition.
//
//	slice |................................|
//	            ^ R0, R1, R2: the next eight, R3 values left
//
//	R0 dst or p   R1 R2 R4 the other slices   R3 values left

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

// BINARY is a kernel dst = a op b.
#define BINARY(NAME, OP) \
TEXT NAME(SB), NOSPLIT, $0-32; \
	MOVD dst+0(FP), R0; \
	MOVD a+8(FP), R1; \
	MOVD b+16(FP), R2; \
	MOVD n+24(FP), R3; \
loop: \
	VLD1.P 32(R1), [V0.S4, V1.S4]; \
	VLD1.P 32(R2), [V2.S4, V3.S4]; \
	OP(2, 0, 0); \
	OP(3, 1, 1); \
	VST1.P [V0.S4, V1.S4], 32(R0); \
	SUBS   $8, R3, R3; \
	BNE    loop; \
	RET

// func addNEON(dst, a, b *float32, n int)
BINARY(·addNEON, VFADD_S4)

// func subNEON(dst, a, b *float32, n int)
BINARY(·subNEON, VFSUB_S4)

// func mulNEON(dst, a, b *float32, n int)
BINARY(·mulNEON, VFMUL_S4)

// func reluGradNEON(dst, dy, y *float32, n int)
//
//	dst = dy where y > 0, else 0
TEXT ·reluGradNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD dy+8(FP), R1
	MOVD y+16(FP), R2
	MOVD n+24(FP), R3
	VEOR V4.B16, V4.B16, V4.B16

loop:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VLD1.P 32(R2), [V2.S4, V3.S4]
	VFCMGT_S4(4, 2, 2)
	VFCMGT_S4(4, 3, 3)
	VAND   V2.B16, V0.B16, V0.B16
	VAND   V3.B16, V1.B16, V1.B16
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET

// func reluNEON(dst, x *float32, n int)
//
//	dst = max(x, 0)
TEXT ·reluNEON(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R3
	VEOR V4.B16, V4.B16, V4.B16

loop:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VFMAX_S4(4, 0, 0)
	VFMAX_S4(4, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET

// func scaleNEON(dst, x *float32, alpha float32, n int)
//
//	dst = alpha*x
TEXT ·scaleNEON(SB), NOSPLIT, $0-32
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	FMOVS alpha+16(FP), F4
	MOVD  n+24(FP), R3

loop:
	VLD1.P 32(R1), [V0.S4, V1.S4]
	VFMUL_S4_LANE(0, 4, 0, 0)
	VFMUL_S4_LANE(0, 4, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET

// func axpyNEON(dst, x *float32, alpha float32, n int)
//
//	dst += alpha*x
TEXT ·axpyNEON(SB), NOSPLIT, $0-32
	MOVD  dst+0(FP), R0
	MOVD  x+8(FP), R1
	FMOVS alpha+16(FP), F4
	MOVD  n+24(FP), R3

loop:
	VLD1   (R0), [V0.S4, V1.S4]
	VLD1.P 32(R1), [V2.S4, V3.S4]
	VFMUL_S4_LANE(0, 4, 2, 2)
	VFMUL_S4_LANE(0, 4, 3, 3)
	VFADD_S4(2, 0, 0)
	VFADD_S4(3, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	SUBS   $8, R3, R3
	BNE    loop
	RET

// The sixteen float64 sums are V16 to V23, two each.
#define LOAD_LANES \
	VLD1 (R0), [V16.D2, V17.D2, V18.D2, V19.D2]; \
	ADD  $64, R0, R4; \
	VLD1 (R4), [V20.D2, V21.D2, V22.D2, V23.D2]

#define STORE_LANES \
	VST1 [V16.D2, V17.D2, V18.D2, V19.D2], (R0); \
	VST1 [V20.D2, V21.D2, V22.D2, V23.D2], (R4)

// WIDEN turns the sixteen float32 of registers x to x+3 into d to d+7.
#define WIDEN(x, d) \
	VFCVTL_D2(x, d); \
	VFCVTL2_D2(x, d+1); \
	VFCVTL_D2(x+1, d+2); \
	VFCVTL2_D2(x+1, d+3); \
	VFCVTL_D2(x+2, d+4); \
	VFCVTL2_D2(x+2, d+5); \
	VFCVTL_D2(x+3, d+6); \
	VFCVTL2_D2(x+3, d+7)

// func sumNEON(lanes *[16]float64, x *float32, n int)
//
//	lanes[j] += x[i] for all i with i%16 = j; n is a multiple of 16
TEXT ·sumNEON(SB), NOSPLIT, $0-24
	MOVD lanes+0(FP), R0
	MOVD x+8(FP), R1
	MOVD n+16(FP), R3
	LOAD_LANES

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	WIDEN(0, 24)
	VFADD_D2(24, 16, 16)
	VFADD_D2(25, 17, 17)
	VFADD_D2(26, 18, 18)
	VFADD_D2(27, 19, 19)
	VFADD_D2(28, 20, 20)
	VFADD_D2(29, 21, 21)
	VFADD_D2(30, 22, 22)
	VFADD_D2(31, 23, 23)
	SUBS $16, R3, R3
	BNE  loop
	STORE_LANES
	RET

// func dotNEON(lanes *[16]float64, a, b *float32, n int)
//
//	lanes[j] += a[i]*b[i] for all i with i%16 = j; n is a multiple of 16. The
//	product of two float32 is exact in float64, fused or not.
TEXT ·dotNEON(SB), NOSPLIT, $0-32
	MOVD lanes+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD n+24(FP), R3
	LOAD_LANES

loop:
	VLD1.P 64(R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 64(R2), [V4.S4, V5.S4, V6.S4, V7.S4]
	WIDEN(0, 24)
	WIDEN(4, 8)
	VFMLA_D2(24, 8, 16)
	VFMLA_D2(25, 9, 17)
	VFMLA_D2(26, 10, 18)
	VFMLA_D2(27, 11, 19)
	VFMLA_D2(28, 12, 20)
	VFMLA_D2(29, 13, 21)
	VFMLA_D2(30, 14, 22)
	VFMLA_D2(31, 15, 23)
	SUBS $16, R3, R3
	BNE  loop
	STORE_LANES
	RET

// The largest x, the smallest x, 1/ln 2 and 1/2; ln 2 in two parts, E2 and E3;
// E4 to E7; 1. vec_avx2_amd64.s has the same numbers.
DATA expConstants<>+0(SB)/4, $0x42b20000  // 89
DATA expConstants<>+4(SB)/4, $0xc2d10000  // -104.5
DATA expConstants<>+8(SB)/4, $0x3fb8aa3b  // 1/ln 2
DATA expConstants<>+12(SB)/4, $0x3f000000 // 1/2
DATA expConstants<>+16(SB)/4, $0x3f317200 // ln 2, 17 bits
DATA expConstants<>+20(SB)/4, $0x35bfbe8e // ln 2, the rest
DATA expConstants<>+24(SB)/4, $0x3f800000 // 1
DATA expConstants<>+28(SB)/4, $0x3f000000 // E2
DATA expConstants<>+32(SB)/4, $0x3e2aaaaa
DATA expConstants<>+36(SB)/4, $0x3d2aaa47
DATA expConstants<>+40(SB)/4, $0x3c088938
DATA expConstants<>+44(SB)/4, $0x3ab6c683
DATA expConstants<>+48(SB)/4, $0x394f844b
GLOBL expConstants<>(SB), RODATA|NOPTR, $52

// STEP is p = p*r + e, by way of t.
#define STEP(e, r, p, t) \
	VMOV_B16(e, t); \
	VFMLA_S4(p, r, t)

// func expNEON(dst, x *float32, n int)
//
//	dst = e^x.  With k = round(x/ln 2) and r = x - k ln 2, at most 0.35:
//	e^x = 2^k e^r,  e^r = 1 + (r + r^2 (E2 + r (E3 + r (E4 + r (E5 + r (E6 + r E7))))))
//
// x is cut to where the result is not yet 0 and not yet infinite. 2^k is
// multiplied in two halves, each of which is a float32: only the second product
// can be too small, and so only it is rounded.
//
//	V0 x, r   V1 k   V2 V3 polynomial   V16..V21 E2..E7   V22 largest x   V23 smallest
//	V24 1     V30 1/ln 2 in lane 2, 1/2 in lane 3         V31 ln 2 in lanes 0 and 1
TEXT ·expNEON(SB), NOSPLIT, $0-24
	MOVD    dst+0(FP), R0
	MOVD    x+8(FP), R1
	MOVD    n+16(FP), R3
	MOVD    $expConstants<>(SB), R4
	VLD1    (R4), [V30.S4, V31.S4]
	VDUP    V30.S[0], V22.S4
	VDUP    V30.S[1], V23.S4
	VDUP    V31.S[2], V24.S4
	ADD     $28, R4, R4
	VLD1R.P 4(R4), [V16.S4]
	VLD1R.P 4(R4), [V17.S4]
	VLD1R.P 4(R4), [V18.S4]
	VLD1R.P 4(R4), [V19.S4]
	VLD1R.P 4(R4), [V20.S4]
	VLD1R   (R4), [V21.S4]

loop:
	VLD1.P 16(R1), [V0.S4]
	VFMIN_S4(22, 0, 0)
	VFMAX_S4(23, 0, 0)
	VFMUL_S4_LANE(2, 30, 0, 1)
	VFRINTN_S4(1, 1)
	VFMLS_S4_LANE(0, 31, 1, 0)
	VFMLS_S4_LANE(1, 31, 1, 0)
	STEP(20, 0, 21, 2)
	STEP(19, 0, 2, 3)
	STEP(18, 0, 3, 2)
	STEP(17, 0, 2, 3)
	STEP(16, 0, 3, 2)
	VFMUL_S4(0, 0, 3)
	VFMLA_S4(3, 2, 0)
	VFADD_S4(24, 0, 0)
	VFCVTNS_S4(1, 4)
	VFMUL_S4_LANE(3, 30, 1, 1)
	VFCVTNS_S4(1, 3)
	VSUB   V3.S4, V4.S4, V4.S4
	VSHL   $23, V3.S4, V3.S4
	VSHL   $23, V4.S4, V4.S4
	VADD   V24.S4, V3.S4, V3.S4
	VADD   V24.S4, V4.S4, V4.S4
	VFMUL_S4(3, 0, 0)
	VFMUL_S4(4, 0, 0)
	VST1.P [V0.S4], 16(R0)
	SUBS   $4, R3, R3
	BNE    loop
	RET

// The five loops of a step of gradient descent: lr, momentum and wd are lanes 0,
// 1 and 2 of V31; V0 V1 p, V2 V3 d, V4 V5 v.
#define SGD_D \
	VLD1   (R0), [V0.S4, V1.S4]; \
	VLD1.P 32(R1), [V6.S4, V7.S4]; \
	VFMUL_S4_LANE(2, 31, 0, 2); \
	VFMUL_S4_LANE(2, 31, 1, 3); \
	VFADD_S4(2, 6, 2); \
	VFADD_S4(3, 7, 3)

#define SGD_V \
	VLD1   (R2), [V4.S4, V5.S4]; \
	VFMUL_S4_LANE(1, 31, 4, 4); \
	VFMUL_S4_LANE(1, 31, 5, 5); \
	VFADD_S4(2, 4, 4); \
	VFADD_S4(3, 5, 5); \
	VST1.P [V4.S4, V5.S4], 32(R2)

#define SGD_NESTEROV(x, y) \
	VFMUL_S4_LANE(1, 31, x, 6); \
	VFMUL_S4_LANE(1, 31, y, 7); \
	VFADD_S4(6, 2, 2); \
	VFADD_S4(7, 3, 3)

#define SGD_P(x, y, loop) \
	VFMUL_S4_LANE(0, 31, x, 6); \
	VFMUL_S4_LANE(0, 31, y, 7); \
	VFSUB_S4(6, 0, 0); \
	VFSUB_S4(7, 1, 1); \
	VST1.P [V0.S4, V1.S4], 32(R0); \
	SUBS   $8, R3, R3; \
	BNE    loop; \
	RET

// func sgdNEON(s *sgdPass)
TEXT ·sgdNEON(SB), NOSPLIT, $0-8
	MOVD  s+0(FP), R5
	MOVD  sgdPass_p(R5), R0
	MOVD  sgdPass_g(R5), R1
	MOVD  sgdPass_v(R5), R2
	MOVD  sgdPass_n(R5), R3
	MOVD  sgdPass_kind(R5), R6
	ADD   $sgdPass_lr, R5, R4
	VLD1R.P 4(R4), [V31.S4]
	VLD1.P 4(R4), V31.S[1]
	VLD1  (R4), V31.S[2]
	CMP   $const_sgdMomentum, R6
	BEQ   momentum
	CMP   $const_sgdFirst, R6
	BEQ   first
	CMP   $const_sgdNesterov, R6
	BEQ   nesterov
	CMP   $const_sgdFirstNesterov, R6
	BEQ   firstNesterov

plain:
	SGD_D
	SGD_P(2, 3, plain)

momentum:
	SGD_D
	SGD_V
	SGD_P(4, 5, momentum)

first:
	SGD_D
	VST1.P [V2.S4, V3.S4], 32(R2)
	SGD_P(2, 3, first)

nesterov:
	SGD_D
	SGD_V
	SGD_NESTEROV(4, 5)
	SGD_P(2, 3, nesterov)

firstNesterov:
	SGD_D
	VST1.P [V2.S4, V3.S4], 32(R2)
	SGD_NESTEROV(2, 3)
	SGD_P(2, 3, firstNesterov)

// A step of Adam in float64, four values a turn. V16 lr, V17 b1, V18 1-b1, V19 b2,
// V20 1-b2, V21 eps, V22 wd or lr*wd, V23 bias1, V24 bias2; V0 V1 x, V2 V3 d,
// V4 V5 m, V6 V7 v, the lower and the upper two values.
#define WIDE(p, x, y) \
	VLD1 (p), [V8.S4]; \
	VFCVTL_D2(8, x); \
	VFCVTL2_D2(8, y)

#define NARROW(x, y, p) \
	VFCVTN_S2(x, 8); \
	VFCVTN2_S4(y, 8); \
	VST1.P [V8.S4], 16(p)

// MOMENTS is for one of the two: m = b1*m + (1-b1)*d, v = b2*v + (1-b2)*d*d.
#define MOMENTS(d, m, v) \
	VFMUL_D2(17, m, m); \
	VFMUL_D2(18, d, 9); \
	VFADD_D2(9, m, m); \
	VFMUL_D2(19, v, v); \
	VFMUL_D2(20, d, 9); \
	VFMUL_D2(d, 9, 9); \
	VFADD_D2(9, v, v)

// MOVE: x -= lr*(m/bias1) / (sqrt(v/bias2)+eps).
#define MOVE(x, m, v) \
	VFDIV_D2(24, v, v); \
	VFSQRT_D2(v, v); \
	VFADD_D2(21, v, v); \
	VFDIV_D2(23, m, m); \
	VFMUL_D2(16, m, m); \
	VFDIV_D2(v, m, m); \
	VFSUB_D2(m, x, x)

#define ADAM_REST(loop) \
	WIDE(R2, 4, 5); \
	WIDE(R4, 6, 7); \
	MOMENTS(2, 4, 6); \
	MOMENTS(3, 5, 7); \
	NARROW(4, 5, R2); \
	NARROW(6, 7, R4); \
	MOVE(0, 4, 6); \
	MOVE(1, 5, 7); \
	NARROW(0, 1, R0); \
	SUBS $4, R3, R3; \
	BNE  loop; \
	RET

// func adamNEON(s *adamPass)
TEXT ·adamNEON(SB), NOSPLIT, $0-8
	MOVD    s+0(FP), R5
	MOVD    adamPass_p(R5), R0
	MOVD    adamPass_g(R5), R1
	MOVD    adamPass_m(R5), R2
	MOVD    adamPass_v(R5), R4
	MOVD    adamPass_n(R5), R3
	MOVBU   adamPass_decoupled(R5), R7
	ADD     $adamPass_lr, R5, R6
	VLD1R.P 8(R6), [V16.D2]
	VLD1R.P 8(R6), [V17.D2]
	VLD1R.P 8(R6), [V18.D2]
	VLD1R.P 8(R6), [V19.D2]
	VLD1R.P 8(R6), [V20.D2]
	VLD1R.P 8(R6), [V21.D2]
	VLD1R.P 8(R6), [V22.D2]
	VLD1R.P 8(R6), [V23.D2]
	VLD1R   (R6), [V24.D2]
	CBNZ    R7, decoupled

coupled:
	WIDE(R0, 0, 1)
	WIDE(R1, 2, 3)
	ADD $16, R1, R1
	VFMUL_D2(22, 0, 9)
	VFADD_D2(9, 2, 2)
	VFMUL_D2(22, 1, 9)
	VFADD_D2(9, 3, 3)
	ADAM_REST(coupled)

decoupled:
	WIDE(R0, 0, 1)
	WIDE(R1, 2, 3)
	ADD $16, R1, R1
	VFMUL_D2(22, 0, 9)
	VFSUB_D2(9, 0, 0)
	VFMUL_D2(22, 1, 9)
	VFSUB_D2(9, 1, 1)
	ADAM_REST(decoupled)
