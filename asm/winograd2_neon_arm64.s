//go:build !purego

// The transforms of F(2x2,3x3), NEON, 4 channels to a register. A transform is a
// 1-D one of the columns, whose results are rows in registers, and one of each row.
//
//	R0  the argument   R1  pointers to the points   R2  this vector in the grid
//	R4  byte offset of the vector   R5  offset of the last vector   R11 of the first
//	R8  bytes between grid positions, R9 4 times that   R7, R12 scratch
//	V0..V14 vectors   V15 1/2

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

#define SETUP \
	MOVD t+0(FP), R0; \
	MOVD WinogradTile_Points(R0), R1; \
	MOVD WinogradTile_Stride(R0), R8; \
	LSL  $2, R8, R8; \
	LSL  $2, R8, R9; \
	MOVD WinogradTile_Column(R0), R11; \
	LSL  $2, R11, R11; \
	MOVD R11, R4; \
	MOVD WinogradTile_N(R0), R5; \
	ADD  R5<<2, R11, R5; \
	SUB  $16, R5, R5; \
	FMOVS $0.5, F15

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

// POINT loads the vector of point i, GIVE stores it.
#define POINT(i, f) \
	MOVD  (8*i)(R1), R12; \
	ADD   R4, R12, R12; \
	FMOVQ (R12), f

#define GIVE(f, i) \
	MOVD  (8*i)(R1), R12; \
	ADD   R4, R12, R12; \
	FMOVQ f, (R12)

// FOUR writes four positions of the grid and goes on to the next row.
#define FOUR(a, b, c, d) \
	FMOVQ a, (R2); \
	ADD   R8, R2, R2; \
	FMOVQ b, (R2); \
	ADD   R8, R2, R2; \
	FMOVQ c, (R2); \
	ADD   R8, R2, R2; \
	FMOVQ d, (R2); \
	ADD   R8, R2, R2

// COLUMN loads a column of the grid at R2 to F4, F5, F6, F7 and goes on to the next.
#define COLUMN \
	FMOVQ (R2), F4; \
	ADD   R9, R2, R7; \
	FMOVQ (R7), F5; \
	ADD   R9, R7, R7; \
	FMOVQ (R7), F6; \
	ADD   R9, R7, R7; \
	FMOVQ (R7), F7; \
	ADD   R8, R2, R2

// INPUT_ROW is a row of B^T d B: points of two rows i and j, which OP joins to one
// row of B^T d, then d0-d2, d1+d2, d2-d1, d3-d1.
#define INPUT_ROW(OP, i, j) \
	POINT((4*i+0), F0); \
	POINT((4*i+1), F1); \
	POINT((4*i+2), F2); \
	POINT((4*i+3), F3); \
	POINT((4*j+0), F4); \
	POINT((4*j+1), F5); \
	POINT((4*j+2), F6); \
	POINT((4*j+3), F7); \
	OP(4, 0, 0); \
	OP(5, 1, 1); \
	OP(6, 2, 2); \
	OP(7, 3, 3); \
	VFSUB_S4(2, 0, 8); \
	VFADD_S4(2, 1, 9); \
	VFSUB_S4(1, 2, 10); \
	VFSUB_S4(1, 3, 11); \
	FOUR(F8, F9, F10, F11)

// func winogradInput2NEON(t *WinogradTile): Points 4x4 to Grid 4x4
TEXT ·winogradInput2NEON(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	INPUT_ROW(VFSUB_S4, 0, 2)
	INPUT_ROW(VFADD_S4, 1, 2)
	INPUT_ROW(VFSUB_S4, 2, 1)
	INPUT_ROW(VFSUB_S4, 3, 1)
	NEXT(vector, done)

done:
	RET

// func winogradGradient2NEON(t *WinogradTile): Points 2x2 to Grid 4x4
//
//	y0, y0+y1, y0-y1, y1
TEXT ·winogradGradient2NEON(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	POINT(0, F0)
	POINT(1, F1)
	POINT(2, F2)
	POINT(3, F3)
	VFADD_S4(2, 0, 4)
	VFADD_S4(3, 1, 5)
	VFSUB_S4(2, 0, 6)
	VFSUB_S4(3, 1, 7)
	VFADD_S4(1, 0, 8)
	VFSUB_S4(1, 0, 9)
	FOUR(F0, F8, F9, F1)
	VFADD_S4(5, 4, 8)
	VFSUB_S4(5, 4, 9)
	FOUR(F4, F8, F9, F5)
	VFADD_S4(7, 6, 8)
	VFSUB_S4(7, 6, 9)
	FOUR(F6, F8, F9, F7)
	VFADD_S4(3, 2, 8)
	VFSUB_S4(3, 2, 9)
	FOUR(F2, F8, F9, F3)
	NEXT(vector, done)

done:
	RET

// OUTPUT_COLUMN leaves m0+m1+m2 and m1-m2+m3 of a column in a and b.
#define OUTPUT_COLUMN(a, b) \
	COLUMN; \
	VFADD_S4(6, 5, a); \
	VFSUB_S4(6, 5, b); \
	VFADD_S4(4, a, a); \
	VFADD_S4(7, b, b)

#define OUTPUT_ROW(i, a, b, c, d) \
	VFADD_S4(c, b, 4); \
	VFSUB_S4(c, b, 5); \
	VFADD_S4(a, 4, 4); \
	VFADD_S4(d, 5, 5); \
	GIVE(F4, i); \
	GIVE(F5, (i+1))

// func winogradOutput2NEON(t *WinogradTile): Grid 4x4 to Points 2x2
TEXT ·winogradOutput2NEON(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	OUTPUT_COLUMN(0, 8)
	OUTPUT_COLUMN(1, 9)
	OUTPUT_COLUMN(2, 10)
	OUTPUT_COLUMN(3, 11)
	OUTPUT_ROW(0, 0, 1, 2, 3)
	OUTPUT_ROW(2, 8, 9, 10, 11)
	NEXT(vector, done)

done:
	RET

// KERNEL_COLUMN leaves w0, (w0+w2)/2 +- w1/2, w2 of a column in a, d, b and c.
#define KERNEL_COLUMN(a, b, c, d) \
	VFADD_S4(c, a, d); \
	VFMUL_S4_LANE(0, 15, d, d); \
	VFMUL_S4_LANE(0, 15, b, 12); \
	VFSUB_S4(12, d, b); \
	VFADD_S4(12, d, d)

// KERNEL_ROW leaves the two in the middle of a row in F13 and F14.
#define KERNEL_ROW(a, b, c) \
	VFADD_S4(c, a, 12); \
	VFMUL_S4_LANE(0, 15, 12, 12); \
	VFMUL_S4_LANE(0, 15, b, 13); \
	VFSUB_S4(13, 12, 14); \
	VFADD_S4(13, 12, 13)

// func winogradKernel2NEON(t *WinogradTile): Points 3x3 to Grid 4x4
TEXT ·winogradKernel2NEON(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	POINT(0, F0)
	POINT(1, F1)
	POINT(2, F2)
	POINT(3, F3)
	POINT(4, F4)
	POINT(5, F5)
	POINT(6, F6)
	POINT(7, F7)
	POINT(8, F8)
	KERNEL_COLUMN(0, 3, 6, 9)
	KERNEL_COLUMN(1, 4, 7, 10)
	KERNEL_COLUMN(2, 5, 8, 11)
	KERNEL_ROW(0, 1, 2)
	FOUR(F0, F13, F14, F2)
	KERNEL_ROW(9, 10, 11)
	FOUR(F9, F13, F14, F11)
	KERNEL_ROW(3, 4, 5)
	FOUR(F3, F13, F14, F5)
	KERNEL_ROW(6, 7, 8)
	FOUR(F6, F13, F14, F8)
	NEXT(vector, done)

done:
	RET

// KERNEL_GRADIENT_COLUMN leaves m0+(m1+m2)/2, (m1-m2)/2 and (m1+m2)/2+m3 of a
// column in a, b and c.
#define KERNEL_GRADIENT_COLUMN(a, b, c) \
	COLUMN; \
	VFADD_S4(6, 5, c); \
	VFMUL_S4_LANE(0, 15, c, c); \
	VFSUB_S4(6, 5, b); \
	VFMUL_S4_LANE(0, 15, b, b); \
	VFADD_S4(4, c, a); \
	VFADD_S4(7, c, c)

#define KERNEL_GRADIENT_ROW(i, a, b, c, d) \
	VFADD_S4(c, b, 4); \
	VFMUL_S4_LANE(0, 15, 4, 4); \
	VFSUB_S4(c, b, 5); \
	VFMUL_S4_LANE(0, 15, 5, 5); \
	VFADD_S4(a, 4, 6); \
	VFADD_S4(d, 4, 4); \
	GIVE(F6, i); \
	GIVE(F5, (i+1)); \
	GIVE(F4, (i+2))

// func winogradKernelGradient2NEON(t *WinogradTile): Grid 4x4 to Points 3x3
TEXT ·winogradKernelGradient2NEON(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	KERNEL_GRADIENT_COLUMN(0, 8, 16)
	KERNEL_GRADIENT_COLUMN(1, 9, 17)
	KERNEL_GRADIENT_COLUMN(2, 10, 18)
	KERNEL_GRADIENT_COLUMN(3, 11, 19)
	KERNEL_GRADIENT_ROW(0, 0, 1, 2, 3)
	KERNEL_GRADIENT_ROW(3, 8, 9, 10, 11)
	KERNEL_GRADIENT_ROW(6, 16, 17, 18, 19)
	NEXT(vector, done)

done:
	RET
