// The transforms of F(2x2,3x3), written once for both register widths: the file
// that includes this one names the registers V0..V15 (ZMM or YMM), their WIDTH in
// bytes and the functions. A transform is a 1-D one of the columns, whose results
// are rows in registers, and one of each row.
//
//	SI  pointers to the points      DX  byte offset of the vector   R13  offset of the last
//	R15 those of the next patch     R8  this vector in the grid     DI   the argument
//	R9  bytes between positions of the grid, R11 3 times that       AX   scratch pointer

// SETUP reads the argument.
#define SETUP \
	MOVQ t+0(FP), DI; \
	MOVQ WinogradTile_Points(DI), SI; \
	MOVQ WinogradTile_Next(DI), R15; \
	MOVQ WinogradTile_Stride(DI), R9; \
	SHLQ $2, R9; \
	LEAQ (R9)(R9*2), R11; \
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

// POINT is the vector at pointer i, OP_POINT works with it, GIVE stores it, FETCH
// asks for the one of the next patch.
#define POINT(i, v) \
	MOVQ    (8*i)(SI), AX; \
	VMOVUPS (AX)(DX*1), v

#define OP_POINT(OP, i, v) \
	MOVQ (8*i)(SI), AX; \
	OP   (AX)(DX*1), v, v

#define GIVE(v, i) \
	MOVQ    (8*i)(SI), AX; \
	VMOVUPS v, (AX)(DX*1)

#define FETCH(i) \
	MOVQ       (8*i)(R15), AX; \
	PREFETCHT0 (AX)(DX*1)

// FOUR writes four positions of the grid and goes on to the next row.
#define FOUR(a, b, c, d) \
	VMOVUPS a, (R8); \
	VMOVUPS b, (R8)(R9*1); \
	VMOVUPS c, (R8)(R9*2); \
	VMOVUPS d, (R8)(R11*1); \
	LEAQ    (R8)(R9*4), R8

// INPUT_ROW is a row of B^T d B: points of two rows i and j, which OP joins to one
// row of B^T d, then d0-d2, d1+d2, d2-d1, d3-d1.
#define INPUT_ROW(OP, i, j) \
	POINT((4*i+0), V0); \
	POINT((4*i+1), V1); \
	POINT((4*i+2), V2); \
	POINT((4*i+3), V3); \
	OP_POINT(OP, (4*j+0), V0); \
	OP_POINT(OP, (4*j+1), V1); \
	OP_POINT(OP, (4*j+2), V2); \
	OP_POINT(OP, (4*j+3), V3); \
	VSUBPS V2, V0, V4; \
	VADDPS V2, V1, V5; \
	VSUBPS V1, V2, V6; \
	VSUBPS V1, V3, V7; \
	FOUR(V4, V5, V6, V7)

// func INPUT(t *WinogradTile): Points 4x4 to Grid 4x4
TEXT INPUT_FUNC(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	INPUT_ROW(VSUBPS, 0, 2)
	FETCH(0)
	FETCH(1)
	FETCH(2)
	FETCH(3)
	INPUT_ROW(VADDPS, 1, 2)
	FETCH(4)
	FETCH(5)
	FETCH(6)
	FETCH(7)
	INPUT_ROW(VSUBPS, 2, 1)
	FETCH(8)
	FETCH(9)
	FETCH(10)
	FETCH(11)
	INPUT_ROW(VSUBPS, 3, 1)
	FETCH(12)
	FETCH(13)
	FETCH(14)
	FETCH(15)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// GRADIENT_ROW is y0, y0+y1, y0-y1, y1.
#define GRADIENT_ROW(a, b) \
	VADDPS b, a, V8; \
	VSUBPS b, a, V9; \
	FOUR(a, V8, V9, b)

// func GRADIENT(t *WinogradTile): Points 2x2 to Grid 4x4
TEXT GRADIENT_FUNC(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	POINT(0, V0)
	POINT(1, V1)
	POINT(2, V2)
	POINT(3, V3)
	VADDPS V2, V0, V4
	VADDPS V3, V1, V5
	VSUBPS V2, V0, V6
	VSUBPS V3, V1, V7
	GRADIENT_ROW(V0, V1)
	GRADIENT_ROW(V4, V5)
	GRADIENT_ROW(V6, V7)
	GRADIENT_ROW(V2, V3)
	FETCH(0)
	FETCH(1)
	FETCH(2)
	FETCH(3)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// OUTPUT_COLUMN computes a column of A^T m from the grid at R8 and goes on to the
// next: m0+m1+m2, m1-m2+m3.
#define OUTPUT_COLUMN(a, b) \
	LEAQ    (R8)(R9*8), AX; \
	VMOVUPS (R8)(R9*4), b; \
	VMOVUPS (AX), V8; \
	VADDPS  V8, b, a; \
	VSUBPS  V8, b, b; \
	VADDPS  (R8), a, a; \
	VADDPS  (AX)(R9*4), b, b; \
	ADDQ    R9, R8

// OUTPUT_ROW transforms a row and writes pixels i and i+1.
#define OUTPUT_ROW(i, a, b, c, d) \
	VADDPS c, b, V8; \
	VSUBPS c, b, V9; \
	VADDPS a, V8, V8; \
	VADDPS d, V9, V9; \
	GIVE(V8, i); \
	GIVE(V9, (i+1)); \
	FETCH(i); \
	FETCH((i+1))

// func OUTPUT(t *WinogradTile): Grid 4x4 to Points 2x2
TEXT OUTPUT_FUNC(SB), NOSPLIT, $0-8
	SETUP

vector:
	GRID
	OUTPUT_COLUMN(V0, V4)
	OUTPUT_COLUMN(V1, V5)
	OUTPUT_COLUMN(V2, V6)
	OUTPUT_COLUMN(V3, V7)
	OUTPUT_ROW(0, V0, V1, V2, V3)
	OUTPUT_ROW(2, V4, V5, V6, V7)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// KERNEL_ROW is w0, (w0+w2)/2 +- w1/2, w2.
#define KERNEL_ROW(a, b, c) \
	VADDPS c, a, V12; \
	VMULPS V15, V12, V12; \
	VMULPS V15, b, V13; \
	VSUBPS V13, V12, V14; \
	VADDPS V13, V12, V12; \
	FOUR(a, V12, V14, c)

// KERNEL_COLUMN leaves the same of a column in a, d, b and c.
#define KERNEL_COLUMN(a, b, c, d) \
	VADDPS c, a, d; \
	VMULPS V15, d, d; \
	VMULPS V15, b, V12; \
	VSUBPS V12, d, b; \
	VADDPS V12, d, d

// func KERNEL(t *WinogradTile): Points 3x3 to Grid 4x4
TEXT KERNEL_FUNC(SB), NOSPLIT, $0-8
	SETUP
	VBROADCASTSS winogradHalf<>(SB), V15

vector:
	GRID
	POINT(0, V0)
	POINT(1, V1)
	POINT(2, V2)
	POINT(3, V3)
	POINT(4, V4)
	POINT(5, V5)
	POINT(6, V6)
	POINT(7, V7)
	POINT(8, V8)
	KERNEL_COLUMN(V0, V3, V6, V9)
	KERNEL_COLUMN(V1, V4, V7, V10)
	KERNEL_COLUMN(V2, V5, V8, V11)
	KERNEL_ROW(V0, V1, V2)
	KERNEL_ROW(V9, V10, V11)
	KERNEL_ROW(V3, V4, V5)
	KERNEL_ROW(V6, V7, V8)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// KERNEL_GRADIENT_COLUMN computes a column of G^T m from the grid at R8 and goes
// on to the next: m0+(m1+m2)/2, (m1-m2)/2, (m1+m2)/2+m3.
#define KERNEL_GRADIENT_COLUMN(a, b, c) \
	LEAQ    (R8)(R9*8), AX; \
	VMOVUPS (R8)(R9*4), b; \
	VMOVUPS (AX), V12; \
	VADDPS  V12, b, c; \
	VMULPS  V15, c, c; \
	VSUBPS  V12, b, b; \
	VMULPS  V15, b, b; \
	VADDPS  (R8), c, a; \
	VADDPS  (AX)(R9*4), c, c; \
	ADDQ    R9, R8

// KERNEL_GRADIENT_ROW transforms a row and writes weights i to i+2.
#define KERNEL_GRADIENT_ROW(i, a, b, c, d) \
	VADDPS c, b, V12; \
	VMULPS V15, V12, V12; \
	VSUBPS c, b, V13; \
	VMULPS V15, V13, V13; \
	VADDPS a, V12, V14; \
	VADDPS d, V12, V12; \
	GIVE(V14, i); \
	GIVE(V13, (i+1)); \
	GIVE(V12, (i+2))

// func KERNEL_GRADIENT(t *WinogradTile): Grid 4x4 to Points 3x3
TEXT KERNEL_GRADIENT_FUNC(SB), NOSPLIT, $0-8
	SETUP
	VBROADCASTSS winogradHalf<>(SB), V15

vector:
	GRID
	KERNEL_GRADIENT_COLUMN(V0, V4, V8)
	KERNEL_GRADIENT_COLUMN(V1, V5, V9)
	KERNEL_GRADIENT_COLUMN(V2, V6, V10)
	KERNEL_GRADIENT_COLUMN(V3, V7, V11)
	KERNEL_GRADIENT_ROW(0, V0, V1, V2, V3)
	KERNEL_GRADIENT_ROW(3, V4, V5, V6, V7)
	KERNEL_GRADIENT_ROW(6, V8, V9, V10, V11)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET
