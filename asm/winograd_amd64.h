// The Winograd transforms, written once for both register widths: the file that
// includes this one names the registers V0..V15 (ZMM or YMM), their WIDTH in
// bytes, the broadcast of a constant and the functions. The transforms themselves are
// in winograd_gradient_amd64.h, and in winograd_images_amd64.h for levels with too few
// registers for better.
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
// V0..V5, output V6..V11, constants V12..V15 (where one is free, a temporary).
//
//	SI  pointers to the points      R8   this vector in the grid
//	BX  place in Work               R9   bytes between grid positions, R10 6 times that
//	DX  byte offset of the vector   R12  Work, aligned     R13  offset of the last vector
//	CX  columns or rows left        DI   the argument      R11  scratch pointer
//	R14 from the pointers to those of Next

// SETUP reads the argument.
#define SETUP \
	MOVQ t+0(FP), DI; \
	MOVQ WinogradTile_Points(DI), SI; \
	MOVQ WinogradTile_Next(DI), R14; \
	SUBQ SI, R14; \
	MOVQ WinogradTile_Stride(DI), R9; \
	SHLQ $2, R9; \
	LEAQ (R9)(R9*2), R10; \
	SHLQ $1, R10; \
	LEAQ (WinogradTile_work+63)(DI), R12; \
	ANDQ $-64, R12; \
	MOVQ WinogradTile_Column(DI), DX; \
	SHLQ $2, DX; \
	MOVQ WinogradTile_N(DI), R13; \
	LEAQ (-WIDTH)(DX)(R13*4), R13

// GRID points R8 at the vector.
#define GRID \
	MOVQ WinogradTile_Column(DI), AX; \
	SHLQ $2, AX; \
	MOVQ WinogradTile_Grid(DI), R8; \
	ADDQ DX, R8; \
	SUBQ AX, R8

// NEXT goes on to the next vector. The last one ends where the channels end, and
// so may do some of them twice: no masks, no scalar rest.
#define NEXT(loop, done) \
	CMPQ DX, R13; \
	JGE  done; \
	ADDQ $WIDTH, DX; \
	CMPQ DX, R13; \
	CMOVQGT R13, DX; \
	JMP  loop

// INPUT is B^T d: points 0, 1, -1, 2, -2 and infinity. V12=4 V13=5 V14=2.
//   4 d0 - 5 d2 + d4,  (d4-4d2) +- (d3-4d1),  (d4-d2) +- 2(d3-d1),  4 d1 - 5 d3 + d5
#define INPUT \
	VMOVUPS V4, V6; \
	VFNMADD231PS V13, V2, V6; \
	VFMADD231PS V12, V0, V6; \
	VMOVUPS V5, V11; \
	VFNMADD231PS V13, V3, V11; \
	VFMADD231PS V12, V1, V11; \
	VMOVUPS V4, V7; \
	VFNMADD231PS V12, V2, V7; \
	VMOVUPS V3, V15; \
	VFNMADD231PS V12, V1, V15; \
	VSUBPS V15, V7, V8; \
	VADDPS V15, V7, V7; \
	VSUBPS V2, V4, V9; \
	VSUBPS V1, V3, V15; \
	VMOVUPS V9, V10; \
	VFMADD231PS V14, V15, V9; \
	VFNMADD231PS V14, V15, V10

// OUTPUT is A^T m. V12=4 V13=8 V14=2.
//   m0+s+t,  d+2e,  s+4t,  d+8e+m5  with s,d = m1+-m2 and t,e = m3+-m4
#define OUTPUT \
	VADDPS V2, V1, V15; \
	VSUBPS V2, V1, V1; \
	VADDPS V4, V3, V10; \
	VSUBPS V4, V3, V3; \
	VADDPS V15, V0, V6; \
	VADDPS V10, V6, V6; \
	VMOVUPS V1, V7; \
	VFMADD231PS V14, V3, V7; \
	VFMADD231PS V12, V10, V15; \
	VMOVUPS V15, V8; \
	VADDPS V5, V1, V9; \
	VFMADD231PS V13, V3, V9

// GRADIENT is A y, the transpose of OUTPUT. V12=4 V13=8 V14=2.
//   y0,  (y0+y2) +- (y1+y3),  (y0+4y2) +- (2y1+8y3),  y3
#define GRADIENT \
	VADDPS V2, V0, V15; \
	VADDPS V3, V1, V10; \
	VADDPS V10, V15, V7; \
	VSUBPS V10, V15, V8; \
	VMOVUPS V0, V9; \
	VFMADD231PS V12, V2, V9; \
	VMULPS V14, V1, V15; \
	VFMADD231PS V13, V3, V15; \
	VSUBPS V15, V9, V10; \
	VADDPS V15, V9, V9; \
	VMOVUPS V0, V6; \
	VMOVUPS V3, V11
