//go:build !purego

// Vector arithmetic with 8 values to a register; vec_amd64.h has the text, the
// register map and the picture.

#include "go_asm.h"
#include "textflag.h"

#define LANES 8
#define H14 X14
#define V0 Y0
#define V1 Y1
#define V2 Y2
#define V3 Y3
#define V4 Y4
#define V5 Y5
#define V6 Y6
#define V7 Y7
#define V8 Y8
#define V9 Y9
#define V10 Y10
#define V11 Y11
#define V12 Y12
#define V13 Y13
#define V14 Y14
#define V15 Y15

#define ADD_FUNC ·addAVX2
#define SUB_FUNC ·subAVX2
#define MUL_FUNC ·mulAVX2
#define RELU_GRAD_FUNC ·reluGradAVX2
#define RELU_FUNC ·reluAVX2
#define SCALE_FUNC ·scaleAVX2
#define AXPY_FUNC ·axpyAVX2
#define SUM_FUNC ·sumAVX2
#define DOT_FUNC ·dotAVX2
#define EXP_FUNC ·expAVX2
#define SGD_FUNC ·sgdAVX2
#define ADAM_FUNC ·adamAVX2

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
	VCMPPS $1, y, zero, d; \
	VANDPS dy, d, d

#define NARROW(v, h) VCVTPD2PSY v, h

// Lanes are Y0 to Y3, four each.
#define LOAD_LANES \
	VMOVUPD (DI), Y0; \
	VMOVUPD 32(DI), Y1; \
	VMOVUPD 64(DI), Y2; \
	VMOVUPD 96(DI), Y3

#define STORE_LANES \
	VMOVUPD Y0, (DI); \
	VMOVUPD Y1, 32(DI); \
	VMOVUPD Y2, 64(DI); \
	VMOVUPD Y3, 96(DI)

#define SUM_TURN \
	VCVTPS2PD (SI)(CX*4), Y4; \
	VCVTPS2PD 16(SI)(CX*4), Y5; \
	VCVTPS2PD 32(SI)(CX*4), Y6; \
	VCVTPS2PD 48(SI)(CX*4), Y7; \
	VADDPD Y4, Y0, Y0; \
	VADDPD Y5, Y1, Y1; \
	VADDPD Y6, Y2, Y2; \
	VADDPD Y7, Y3, Y3

#define DOT_TURN \
	VCVTPS2PD (SI)(CX*4), Y4; \
	VCVTPS2PD 16(SI)(CX*4), Y5; \
	VCVTPS2PD 32(SI)(CX*4), Y6; \
	VCVTPS2PD 48(SI)(CX*4), Y7; \
	VCVTPS2PD (BX)(CX*4), Y8; \
	VCVTPS2PD 16(BX)(CX*4), Y9; \
	VCVTPS2PD 32(BX)(CX*4), Y10; \
	VCVTPS2PD 48(BX)(CX*4), Y11; \
	VFMADD231PD Y4, Y8, Y0; \
	VFMADD231PD Y5, Y9, Y1; \
	VFMADD231PD Y6, Y10, Y2; \
	VFMADD231PD Y7, Y11, Y3

// 2^k is multiplied in two halves, each of which is a float32: only the second
// product can be too small, and so only it is rounded. Adding k to the exponent of
// the 1 in Y14 makes 2^k.
#define ROUND(v) VROUNDPS $0, v, v
#define TIMES_POWER_OF_2 \
	VCVTPS2DQ Y1, Y1; \
	VPSRAD $1, Y1, Y3; \
	VPSUBD Y3, Y1, Y1; \
	VPSLLD $23, Y3, Y3; \
	VPSLLD $23, Y1, Y1; \
	VPADDD Y14, Y3, Y3; \
	VPADDD Y14, Y1, Y1; \
	VMULPS Y3, Y2, Y2; \
	VMULPS Y1, Y2, Y2

#include "vec_amd64.h"
