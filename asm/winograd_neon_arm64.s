//go:build !purego

// The Winograd transforms, NEON, 4 channels to a register.
//
// A transform of an n x n tile to an m x m one is a 1-D transform of every
// column, left in Work, then one of every row of what came out:
//
//	 n x n points        m x n in Work        m x m values
//	. . . . . .          . . . . . .          . . . . . .
//	. . . . . .   1-D    . . . . . .   1-D    . . . . . .
//	. . . . . .  =====>  . . . . . .  =====>  . . . . . .
//	| columns            - rows
//
// Each dot is a vector of channels. Registers of the 1-D transforms: input
// V0..V5, output V16..V21, constants in the lanes of V31, V22 and V23 between.
//
//	R1  pointers to the points   R2  this vector in the grid    R3  place in Work
//	R4  byte offset of the vector   R5  offset of the last vector   R6  columns or rows left
//	R7  scratch pointer   R8  bytes between grid positions, R9 6 times that   R10  Work
//	R11 bytes of the first column   R12 scratch

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

// small<>: 4, 5, 2, 8. fractions<>: 1/4, -1/6, 1/24, 1/12.
DATA small<>+0(SB)/4, $0x40800000
DATA small<>+4(SB)/4, $0x40a00000
DATA small<>+8(SB)/4, $0x40000000
DATA small<>+12(SB)/4, $0x41000000
GLOBL small<>(SB), RODATA|NOPTR, $16
DATA fractions<>+0(SB)/4, $0x3e800000
DATA fractions<>+4(SB)/4, $0xbe2aaaab
DATA fractions<>+8(SB)/4, $0x3d2aaaab
DATA fractions<>+12(SB)/4, $0x3daaaaab
GLOBL fractions<>(SB), RODATA|NOPTR, $16

// SETUP reads the argument.
#define SETUP(constants) \
	MOVD t+0(FP), R0; \
	MOVD WinogradTile_Points(R0), R1; \
	MOVD WinogradTile_Stride(R0), R8; \
	LSL  $2, R8, R8; \
	ADD  R8<<1, R8, R9; \
	LSL  $1, R9, R9; \
	ADD  $WinogradTile_work, R0, R10; \
	MOVD WinogradTile_Column(R0), R11; \
	LSL  $2, R11, R11; \
	MOVD R11, R4; \
	MOVD WinogradTile_N(R0), R5; \
	ADD  R5<<2, R11, R5; \
	SUB  $16, R5, R5; \
	MOVD $constants<>(SB), R12; \
	VLD1 (R12), [V31.S4]

// GRID points R2 at the vector.
#define GRID \
	MOVD WinogradTile_Grid(R0), R2; \
	ADD  R4, R2, R2; \
	SUB  R11, R2, R2

// NEXT goes on to the next vector. The last one ends where the channels end, and
// so may do some of them twice: no masks, no scalar rest.
#define NEXT(loop, done) \
	CMP  R5, R4; \
	BGE  done; \
	ADD  $16, R4, R4; \
	CMP  R5, R4; \
	CSEL GT, R5, R4, R4; \
	B    loop

// LOAD_POINT loads the vector of the point at a byte offset in the pointers;
// STORE_POINT stores that of the next one.
#define LOAD_POINT(offset, f) \
	MOVD  offset(R7), R12; \
	ADD   R4, R12, R12; \
	FMOVQ (R12), f

#define STORE_POINT(f) \
	MOVD.P 8(R1), R12; \
	ADD    R4, R12, R12; \
	FMOVQ  f, (R12)

// INPUT is B^T d: points 0, 1, -1, 2, -2 and infinity, to V4 V17 V18 V19 V20 V5.
//   4 d0 - 5 d2 + d4,  (d4-4d2) +- (d3-4d1),  (d4-d2) +- 2(d3-d1),  4 d1 - 5 d3 + d5
#define INPUT \
	VFMLS_S4_LANE(1, 31, 3, 5); \
	VMOV_B16(4, 17); \
	VFMLA_S4_LANE(0, 31, 1, 5); \
	VFMLS_S4_LANE(0, 31, 2, 17); \
	VMOV_B16(3, 22); \
	VFMLS_S4_LANE(0, 31, 1, 22); \
	VFSUB_S4(2, 4, 19); \
	VFSUB_S4(1, 3, 23); \
	VFMLS_S4_LANE(1, 31, 2, 4); \
	VFSUB_S4(22, 17, 18); \
	VFADD_S4(22, 17, 17); \
	VMOV_B16(19, 20); \
	VFMLA_S4_LANE(2, 31, 23, 19); \
	VFMLS_S4_LANE(2, 31, 23, 20); \
	VFMLA_S4_LANE(0, 31, 0, 4)

// OUTPUT is A^T m, to V16 V17 V18 V19.
//   m0+s+t,  d+2e,  s+4t,  d+8e+m5  with s,d = m1+-m2 and t,e = m3+-m4
#define OUTPUT \
	VFADD_S4(2, 1, 18); \
	VFSUB_S4(2, 1, 17); \
	VFADD_S4(4, 3, 22); \
	VFSUB_S4(4, 3, 23); \
	VFADD_S4(18, 0, 16); \
	VFADD_S4(5, 17, 19); \
	VFADD_S4(22, 16, 16); \
	VFMLA_S4_LANE(2, 31, 23, 17); \
	VFMLA_S4_LANE(0, 31, 22, 18); \
	VFMLA_S4_LANE(3, 31, 23, 19)

// GRADIENT is A y, the transpose of OUTPUT, to V0 V17 V18 V19 V20 V3.
//   y0,  (y0+y2) +- (y1+y3),  (y0+4y2) +- (2y1+8y3),  y3
#define GRADIENT \
	VFADD_S4(2, 0, 22); \
	VFADD_S4(3, 1, 23); \
	VFADD_S4(23, 22, 17); \
	VFSUB_S4(23, 22, 18); \
	VMOV_B16(0, 22); \
	VFMLA_S4_LANE(0, 31, 2, 22); \
	VFMUL_S4_LANE(2, 31, 1, 23); \
	VFMLA_S4_LANE(3, 31, 3, 23); \
	VFADD_S4(23, 22, 19); \
	VFSUB_S4(23, 22, 20)

// KERNEL is G w, to V16 V17 V18 V19 V20 V2.
//   w0/4,  -(w0+w2)/6 -+ w1/6,  (w0/24+w2/6) +- w1/12,  w2
#define KERNEL \
	VFMUL_S4_LANE(0, 31, 0, 16); \
	VFADD_S4(2, 0, 22); \
	VFMUL_S4_LANE(1, 31, 22, 22); \
	VFMUL_S4_LANE(1, 31, 1, 23); \
	VFADD_S4(23, 22, 17); \
	VFSUB_S4(23, 22, 18); \
	VFMUL_S4_LANE(2, 31, 0, 22); \
	VFMLS_S4_LANE(1, 31, 2, 22); \
	VFMUL_S4_LANE(3, 31, 1, 23); \
	VFADD_S4(23, 22, 19); \
	VFSUB_S4(23, 22, 20)

// KERNEL_GRADIENT is G^T m, the transpose of KERNEL, to V16 V17 V5.
//   m0/4-s/6+t/24,  -d/6+e/12,  -s/6+t/6+m5  with s,d = m1+-m2 and t,e = m3+-m4
#define KERNEL_GRADIENT \
	VFADD_S4(2, 1, 22); \
	VFADD_S4(4, 3, 23); \
	VFSUB_S4(2, 1, 18); \
	VFSUB_S4(4, 3, 19); \
	VFMUL_S4_LANE(0, 31, 0, 16); \
	VFMLA_S4_LANE(1, 31, 22, 16); \
	VFMUL_S4_LANE(1, 31, 18, 17); \
	VFMLA_S4_LANE(1, 31, 22, 5); \
	VFMLA_S4_LANE(2, 31, 23, 16); \
	VFMLA_S4_LANE(3, 31, 19, 17); \
	VFMLS_S4_LANE(1, 31, 23, 5)

// func winogradInputNEON(t *WinogradTile)
//
//	Points 6x6 to Grid 6x6
TEXT ·winogradInputNEON(SB), NOSPLIT, $0-8
	SETUP(small)

vector:
	GRID
	MOVD R1, R7
	MOVD R10, R3
	MOVD $6, R6

column:
	LOAD_POINT(0, F0)
	LOAD_POINT(48, F1)
	LOAD_POINT(96, F2)
	LOAD_POINT(144, F3)
	LOAD_POINT(192, F4)
	LOAD_POINT(240, F5)
	INPUT
	FMOVQ F4, 0(R3)
	FMOVQ F17, 96(R3)
	FMOVQ F18, 192(R3)
	FMOVQ F19, 288(R3)
	FMOVQ F20, 384(R3)
	FMOVQ F5, 480(R3)
	ADD  $8, R7, R7
	ADD  $16, R3, R3
	SUBS $1, R6, R6
	BNE  column
	MOVD R10, R3
	MOVD $6, R6

row:
	VLD1.P 64(R3), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 32(R3), [V4.S4, V5.S4]
	INPUT
	VST1.P [V4.S4], (R2)(R8)
	VST1.P [V17.S4], (R2)(R8)
	VST1.P [V18.S4], (R2)(R8)
	VST1.P [V19.S4], (R2)(R8)
	VST1.P [V20.S4], (R2)(R8)
	VST1.P [V5.S4], (R2)(R8)
	SUBS $1, R6, R6
	BNE  row
	NEXT(vector, done)

done:
	RET

// func winogradGradientNEON(t *WinogradTile)
//
//	Points 4x4 to Grid 6x6
TEXT ·winogradGradientNEON(SB), NOSPLIT, $0-8
	SETUP(small)

vector:
	GRID
	MOVD R1, R7
	MOVD R10, R3
	MOVD $4, R6

column:
	LOAD_POINT(0, F0)
	LOAD_POINT(32, F1)
	LOAD_POINT(64, F2)
	LOAD_POINT(96, F3)
	GRADIENT
	FMOVQ F0, 0(R3)
	FMOVQ F17, 64(R3)
	FMOVQ F18, 128(R3)
	FMOVQ F19, 192(R3)
	FMOVQ F20, 256(R3)
	FMOVQ F3, 320(R3)
	ADD  $8, R7, R7
	ADD  $16, R3, R3
	SUBS $1, R6, R6
	BNE  column
	MOVD R10, R3
	MOVD $6, R6

row:
	VLD1.P 64(R3), [V0.S4, V1.S4, V2.S4, V3.S4]
	GRADIENT
	VST1.P [V0.S4], (R2)(R8)
	VST1.P [V17.S4], (R2)(R8)
	VST1.P [V18.S4], (R2)(R8)
	VST1.P [V19.S4], (R2)(R8)
	VST1.P [V20.S4], (R2)(R8)
	VST1.P [V3.S4], (R2)(R8)
	SUBS $1, R6, R6
	BNE  row
	NEXT(vector, done)

done:
	RET

// func winogradKernelNEON(t *WinogradTile)
//
//	Points 3x3 to Grid 6x6
TEXT ·winogradKernelNEON(SB), NOSPLIT, $0-8
	SETUP(fractions)

vector:
	GRID
	MOVD R1, R7
	MOVD R10, R3
	MOVD $3, R6

column:
	LOAD_POINT(0, F0)
	LOAD_POINT(24, F1)
	LOAD_POINT(48, F2)
	KERNEL
	FMOVQ F16, 0(R3)
	FMOVQ F17, 48(R3)
	FMOVQ F18, 96(R3)
	FMOVQ F19, 144(R3)
	FMOVQ F20, 192(R3)
	FMOVQ F2, 240(R3)
	ADD  $8, R7, R7
	ADD  $16, R3, R3
	SUBS $1, R6, R6
	BNE  column
	MOVD R10, R3
	MOVD $6, R6

row:
	VLD1.P 48(R3), [V0.S4, V1.S4, V2.S4]
	KERNEL
	VST1.P [V16.S4], (R2)(R8)
	VST1.P [V17.S4], (R2)(R8)
	VST1.P [V18.S4], (R2)(R8)
	VST1.P [V19.S4], (R2)(R8)
	VST1.P [V20.S4], (R2)(R8)
	VST1.P [V2.S4], (R2)(R8)
	SUBS $1, R6, R6
	BNE  row
	NEXT(vector, done)

done:
	RET

// func winogradOutputNEON(t *WinogradTile)
//
//	Grid 6x6 to Points 4x4
TEXT ·winogradOutputNEON(SB), NOSPLIT, $0-8
	SETUP(small)

vector:
	GRID
	MOVD R10, R3
	MOVD $6, R6

column:
	MOVD R2, R7
	VLD1.P (R7)(R9), [V0.S4]
	VLD1.P (R7)(R9), [V1.S4]
	VLD1.P (R7)(R9), [V2.S4]
	VLD1.P (R7)(R9), [V3.S4]
	VLD1.P (R7)(R9), [V4.S4]
	VLD1.P (R7)(R9), [V5.S4]
	OUTPUT
	FMOVQ F16, 0(R3)
	FMOVQ F17, 96(R3)
	FMOVQ F18, 192(R3)
	FMOVQ F19, 288(R3)
	ADD  R8, R2, R2
	ADD  $16, R3, R3
	SUBS $1, R6, R6
	BNE  column
	MOVD R10, R3
	MOVD WinogradTile_Points(R0), R1
	MOVD $4, R6

row:
	VLD1.P 64(R3), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 32(R3), [V4.S4, V5.S4]
	OUTPUT
	STORE_POINT(F16)
	STORE_POINT(F17)
	STORE_POINT(F18)
	STORE_POINT(F19)
	SUBS $1, R6, R6
	BNE  row
	NEXT(vector, done)

done:
	RET

// func winogradKernelGradientNEON(t *WinogradTile)
//
//	Grid 6x6 to Points 3x3
TEXT ·winogradKernelGradientNEON(SB), NOSPLIT, $0-8
	SETUP(fractions)

vector:
	GRID
	MOVD R10, R3
	MOVD $6, R6

column:
	MOVD R2, R7
	VLD1.P (R7)(R9), [V0.S4]
	VLD1.P (R7)(R9), [V1.S4]
	VLD1.P (R7)(R9), [V2.S4]
	VLD1.P (R7)(R9), [V3.S4]
	VLD1.P (R7)(R9), [V4.S4]
	VLD1.P (R7)(R9), [V5.S4]
	KERNEL_GRADIENT
	FMOVQ F16, 0(R3)
	FMOVQ F17, 96(R3)
	FMOVQ F5, 192(R3)
	ADD  R8, R2, R2
	ADD  $16, R3, R3
	SUBS $1, R6, R6
	BNE  column
	MOVD R10, R3
	MOVD WinogradTile_Points(R0), R1
	MOVD $3, R6

row:
	VLD1.P 64(R3), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1.P 32(R3), [V4.S4, V5.S4]
	KERNEL_GRADIENT
	STORE_POINT(F16)
	STORE_POINT(F17)
	STORE_POINT(F5)
	SUBS $1, R6, R6
	BNE  row
	NEXT(vector, done)

done:
	RET
