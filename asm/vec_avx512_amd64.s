//go:build !purego

// Vector arithmetic with 16 values to a register; vec_amd64.h has the text, the
// register map and the picture.

#include "go_asm.h"
#include "textflag.h"

#define LANES 16
#define H14 Y14
#define V0 Z0
#define V1 Z1
#define V2 Z2
#define V3 Z3
#define V4 Z4
#define V5 Z5
#define V6 Z6
#define V7 Z7
#define V8 Z8
#define V9 Z9
#define V10 Z10
#define V11 Z11
#define V12 Z12
#define V13 Z13
#define V14 Z14
#define V15 Z15

#define ADD_FUNC ·addAVX512
#define SUB_FUNC ·subAVX512
#define MUL_FUNC ·mulAVX512
#define RELU_GRAD_FUNC ·reluGradAVX512
#define RELU_FUNC ·reluAVX512
#define SCALE_FUNC ·scaleAVX512
#define AXPY_FUNC ·axpyAVX512
#define SUM_FUNC ·sumAVX512
#define DOT_FUNC ·dotAVX512
#define EXP_FUNC ·expAVX512
#define SGD_FUNC ·sgdAVX512
#define ADAM_FUNC ·adamAVX512

// The largest x, the smallest x, 1/ln 2, ln 2 in two parts, E2 to E7 and 1. The
// polynomial has the least largest error for |r| < ln(2)/2: 2^-29.8 with these
// coefficients.
DATA expConstants<>+0(SB)/4, $0x42b20000  // 89
DATA expConstants<>+4(SB)/4, $0xc2d10000  // -104.5
DATA expConstants<>+8(SB)/4, $0x3fb8aa3b  // 1/ln 2
DATA expConstants<>+12(SB)/4, $0x3f317200 // ln 2, 17 bits
DATA expConstants<>+16(SB)/4, $0x35bfbe8e // ln 2, the rest
DATA expConstants<>+20(SB)/4, $0x3f000000 // 1/2
DATA expConstants<>+24(SB)/4, $0x3e2aaaaa
DATA expConstants<>+28(SB)/4, $0x3d2aaa47
DATA expConstants<>+32(SB)/4, $0x3c088938
DATA expConstants<>+36(SB)/4, $0x3ab6c683
DATA expConstants<>+40(SB)/4, $0x394f844b
DATA expConstants<>+44(SB)/4, $0x3f800000 // 1
GLOBL expConstants<>(SB), RODATA|NOPTR, $48

// KEEP_POSITIVE: d = dy where y > zero, else 0.
#define KEEP_POSITIVE(dy, y, zero, d) \
	VCMPPS    $1, y, zero, K1; \
	VMOVUPS.Z dy, K1, d

#define NARROW(v, h) VCVTPD2PS v, h

// Lanes are Z0 and Z1, eight each.
#define LOAD_LANES \
	VMOVUPD (DI), Z0; \
	VMOVUPD 64(DI), Z1

#define STORE_LANES \
	VMOVUPD Z0, (DI); \
	VMOVUPD Z1, 64(DI)

#define SUM_TURN \
	VCVTPS2PD (SI)(CX*4), Z4; \
	VCVTPS2PD 32(SI)(CX*4), Z5; \
	VADDPD Z4, Z0, Z0; \
	VADDPD Z5, Z1, Z1

#define DOT_TURN \
	VCVTPS2PD (SI)(CX*4), Z4; \
	VCVTPS2PD 32(SI)(CX*4), Z5; \
	VCVTPS2PD (BX)(CX*4), Z8; \
	VCVTPS2PD 32(BX)(CX*4), Z9; \
	VFMADD231PD Z4, Z8, Z0; \
	VFMADD231PD Z5, Z9, Z1

#define ROUND(v) VRNDSCALEPS $0, v, v
#define TIMES_POWER_OF_2 VSCALEFPS Z1, Z2, Z2

#include "vec_amd64.h"
