// The Winograd transforms for stride 2, written once for both register widths: the
// file that includes this one names the registers V0..V15 (ZMM or YMM), their WIDTH in
// bytes, the broadcast of a constant and the functions. A transform is a 1-D one of
// every column, left in Work, then one of every row of what came out, as the picture
// in winograd_amd64.h shows. Inputs of the 1-D transforms are V0 to V8 in order.
//
//	SI  pointers to the points      R8   this vector in the grid
//	BX  place in Work               R9   bytes between grid positions, R10 9 (6) times that
//	DX  byte offset of the vector   R12  Work, aligned     R13  offset of the last vector
//	CX  columns or rows left        DI   the argument      R11  scratch pointer
//	R14 from the pointers to those of Next

// SETUP reads the argument; a row of the grid has SIDE positions.
#define SETUP(SIDE) \
	MOVQ t+0(FP), DI; \
	MOVQ WinogradTile_Points(DI), SI; \
	MOVQ WinogradTile_Next(DI), R14; \
	SUBQ SI, R14; \
	MOVQ WinogradTile_Stride(DI), R9; \
	SHLQ $2, R9; \
	IMUL3Q $SIDE, R9, R10; \
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

// NEXT goes on to the next vector. The last one ends where the channels end.
#define NEXT(loop, done) \
	CMPQ DX, R13; \
	JGE  done; \
	ADDQ $WIDTH, DX; \
	CMPQ DX, R13; \
	CMOVQGT R13, DX; \
	JMP  loop

// POINT reads the vector at pointer OFF/8, RESULT writes it; both ask for the one
// of Next. GIVE writes a position of the grid and goes on to the one STEP behind it,
// TAKE reads it.
#define FETCH(OFF) \
	MOVQ       OFF(R11)(R14*1), AX; \
	PREFETCHT0 (AX)(DX*1)

#define POINT(OFF, V) \
	MOVQ    OFF(R11), AX; \
	VMOVUPS (AX)(DX*1), V; \
	FETCH(OFF)

#define RESULT(OFF, V) \
	MOVQ    OFF(R11), AX; \
	VMOVUPS V, (AX)(DX*1); \
	FETCH(OFF)

#define GIVE(V) \
	VMOVUPS V, (R8); \
	ADDQ    R9, R8

#define TAKE(V) \
	VMOVUPS (R11), V; \
	ADDQ    R10, R11

// FIVE is B^T of F(4,2) for D0..D4. V14=2 V13=3. It leaves
//   2(d0-d2)+u in V10,  u-d2-d1 in V12,  u+3(d1-d2) in V15,  u in V9,  d4-d2-2u in V11
// with u = d3-d1.
#define FIVE(D0, D1, D2, D3, D4) \
	VSUBPS D1, D3, V9; \
	VSUBPS D2, D0, V11; \
	VMOVUPS V9, V10; \
	VFMADD231PS V14, V11, V10; \
	VSUBPS D2, D4, V11; \
	VFNMADD231PS V14, V9, V11; \
	VSUBPS D2, V9, V12; \
	VSUBPS D1, V12, V12; \
	VMOVUPS V9, V15; \
	VFMADD231PS V13, D1, V15; \
	VFNMADD231PS V13, D2, V15

// FOUR is A^T of F(4,2) for V0..V4. V12=4 V13=8 V14=2. It leaves
//   m0+s+m3 in V9,  d+2 m3 in V10,  s+4 m3 in V11,  d+8 m3+m4 in V15   with s,d = m1+-m2
#define FOUR \
	VADDPS V2, V1, V11; \
	VSUBPS V2, V1, V10; \
	VADDPS V11, V0, V9; \
	VADDPS V3, V9, V9; \
	VADDPS V4, V10, V15; \
	VFMADD231PS V13, V3, V15; \
	VFMADD231PS V14, V3, V10; \
	VFMADD231PS V12, V3, V11

// GRADIENT is A of F(4,2) for V0..V3. V12=4 V13=8 V14=2. It leaves, beside V0 first
// and V3 last,
//   (y0+y2) +- (y1+y3) in V9 and V10,  y0+2 y1+4 y2+8 y3 in V11
#define GRADIENT \
	VADDPS V2, V0, V10; \
	VADDPS V3, V1, V15; \
	VADDPS V15, V10, V9; \
	VSUBPS V15, V10, V10; \
	VMOVUPS V0, V11; \
	VFMADD231PS V14, V1, V11; \
	VFMADD231PS V12, V2, V11; \
	VFMADD231PS V13, V3, V11

// KERNEL is G for V0..V2. V12=1/2 V13=1/6 V14=1/3. It leaves, beside w2 and w1 last,
//   w0/2 in V6,  -(w0+w2)/2 in V7,  (w2-w0)/6 in V8,  w0/6+w2/3 in V9
#define KERNEL \
	VMULPS V12, V0, V6; \
	VMULPS V12, V2, V7; \
	VXORPS V8, V8, V8; \
	VSUBPS V7, V8, V7; \
	VSUBPS V6, V7, V7; \
	VSUBPS V0, V2, V8; \
	VMULPS V13, V8, V8; \
	VMULPS V13, V0, V9; \
	VFMADD231PS V14, V2, V9

// KERNEL_GRADIENT is G^T for V0..V5. V12=1/2 V13=1/6 V14=1/3. It leaves
//   (m0-m1)/2+(m3-m2)/6 in V6,  m5 in V5,  (m2)/6+m3/3+m4-m1/2 in V8
#define KERNEL_GRADIENT \
	VSUBPS V1, V0, V6; \
	VMULPS V12, V6, V6; \
	VSUBPS V2, V3, V7; \
	VFMADD231PS V13, V7, V6; \
	VMOVUPS V4, V8; \
	VFMADD231PS V13, V2, V8; \
	VFMADD231PS V14, V3, V8; \
	VFNMADD231PS V12, V1, V8

// func INPUT(t *WinogradTile): Points 9x9 to Grid 9x9
TEXT INPUT_FUNC(SB), NOSPLIT, $0-8
	SETUP(9)
	CONSTANT(two, V14)
	CONSTANT(three, V13)

vector:
	GRID
	MOVQ SI, R11
	MOVQ R12, BX
	MOVQ $9, CX

column:
	POINT(0, V0)
	POINT(72, V1)
	POINT(144, V2)
	POINT(216, V3)
	POINT(288, V4)
	POINT(360, V5)
	POINT(432, V6)
	POINT(504, V7)
	POINT(576, V8)
	FIVE(V0, V2, V4, V6, V8)
	VMOVUPS V10, (0*WIDTH)(BX)
	VMOVUPS V12, (9*WIDTH)(BX)
	VMOVUPS V15, (18*WIDTH)(BX)
	VMOVUPS V9, (27*WIDTH)(BX)
	VMOVUPS V11, (36*WIDTH)(BX)
	VMOVUPS V1, (45*WIDTH)(BX)
	VMOVUPS V3, (54*WIDTH)(BX)
	VMOVUPS V5, (63*WIDTH)(BX)
	VMOVUPS V7, (72*WIDTH)(BX)
	ADDQ $8, R11
	ADDQ $WIDTH, BX
	DECQ CX
	JNZ  column
	MOVQ R12, BX
	MOVQ $9, CX

row:
	VMOVUPS (0*WIDTH)(BX), V0
	VMOVUPS (1*WIDTH)(BX), V1
	VMOVUPS (2*WIDTH)(BX), V2
	VMOVUPS (3*WIDTH)(BX), V3
	VMOVUPS (4*WIDTH)(BX), V4
	VMOVUPS (5*WIDTH)(BX), V5
	VMOVUPS (6*WIDTH)(BX), V6
	VMOVUPS (7*WIDTH)(BX), V7
	VMOVUPS (8*WIDTH)(BX), V8
	FIVE(V0, V2, V4, V6, V8)
	GIVE(V10)
	GIVE(V12)
	GIVE(V15)
	GIVE(V9)
	GIVE(V11)
	GIVE(V1)
	GIVE(V3)
	GIVE(V5)
	GIVE(V7)
	ADDQ $(9*WIDTH), BX
	DECQ CX
	JNZ  row
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// func GRADIENT(t *WinogradTile): Points 4x4 to Grid 9x9
TEXT GRADIENT_FUNC(SB), NOSPLIT, $0-8
	SETUP(9)
	CONSTANT(four, V12)
	CONSTANT(eight, V13)
	CONSTANT(two, V14)

vector:
	GRID
	MOVQ SI, R11
	MOVQ R12, BX
	MOVQ $4, CX

column:
	POINT(0, V0)
	POINT(32, V1)
	POINT(64, V2)
	POINT(96, V3)
	GRADIENT
	VMOVUPS V0, (0*WIDTH)(BX)
	VMOVUPS V9, (4*WIDTH)(BX)
	VMOVUPS V10, (8*WIDTH)(BX)
	VMOVUPS V11, (12*WIDTH)(BX)
	VMOVUPS V3, (16*WIDTH)(BX)
	VMOVUPS V0, (20*WIDTH)(BX)
	VMOVUPS V1, (24*WIDTH)(BX)
	VMOVUPS V2, (28*WIDTH)(BX)
	VMOVUPS V3, (32*WIDTH)(BX)
	ADDQ $8, R11
	ADDQ $WIDTH, BX
	DECQ CX
	JNZ  column
	MOVQ R12, BX
	MOVQ $9, CX

row:
	VMOVUPS (0*WIDTH)(BX), V0
	VMOVUPS (1*WIDTH)(BX), V1
	VMOVUPS (2*WIDTH)(BX), V2
	VMOVUPS (3*WIDTH)(BX), V3
	GRADIENT
	GIVE(V0)
	GIVE(V9)
	GIVE(V10)
	GIVE(V11)
	GIVE(V3)
	GIVE(V0)
	GIVE(V1)
	GIVE(V2)
	GIVE(V3)
	ADDQ $(4*WIDTH), BX
	DECQ CX
	JNZ  row
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// func OUTPUT(t *WinogradTile): Grid 9x9 to Points 4x4
TEXT OUTPUT_FUNC(SB), NOSPLIT, $0-8
	SETUP(9)
	CONSTANT(four, V12)
	CONSTANT(eight, V13)
	CONSTANT(two, V14)

vector:
	GRID
	MOVQ R12, BX
	MOVQ $9, CX

column:
	MOVQ R8, R11
	TAKE(V0)
	TAKE(V1)
	TAKE(V2)
	TAKE(V3)
	TAKE(V4)
	TAKE(V5)
	TAKE(V6)
	TAKE(V7)
	TAKE(V8)
	ADDQ R9, R8
	FOUR
	VADDPS V5, V9, V9
	VADDPS V6, V10, V10
	VADDPS V7, V11, V11
	VADDPS V8, V15, V15
	VMOVUPS V9, (0*WIDTH)(BX)
	VMOVUPS V10, (9*WIDTH)(BX)
	VMOVUPS V11, (18*WIDTH)(BX)
	VMOVUPS V15, (27*WIDTH)(BX)
	ADDQ $WIDTH, BX
	DECQ CX
	JNZ  column
	MOVQ SI, R11
	MOVQ R12, BX
	MOVQ $4, CX

row:
	VMOVUPS (0*WIDTH)(BX), V0
	VMOVUPS (1*WIDTH)(BX), V1
	VMOVUPS (2*WIDTH)(BX), V2
	VMOVUPS (3*WIDTH)(BX), V3
	VMOVUPS (4*WIDTH)(BX), V4
	VMOVUPS (5*WIDTH)(BX), V5
	VMOVUPS (6*WIDTH)(BX), V6
	VMOVUPS (7*WIDTH)(BX), V7
	VMOVUPS (8*WIDTH)(BX), V8
	FOUR
	VADDPS V5, V9, V9
	VADDPS V6, V10, V10
	VADDPS V7, V11, V11
	VADDPS V8, V15, V15
	RESULT(0, V9)
	RESULT(8, V10)
	RESULT(16, V11)
	RESULT(24, V15)
	ADDQ $(9*WIDTH), BX
	ADDQ $32, R11
	DECQ CX
	JNZ  row
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// func KERNEL(t *WinogradTile): Points 3x3 to Grid 6x6
TEXT KERNEL_FUNC(SB), NOSPLIT, $0-8
	SETUP(6)
	CONSTANT(half, V12)
	CONSTANT(sixth, V13)
	CONSTANT(third, V14)

vector:
	GRID
	MOVQ SI, R11
	MOVQ R12, BX
	MOVQ $3, CX

column:
	POINT(0, V0)
	POINT(24, V1)
	POINT(48, V2)
	KERNEL
	VMOVUPS V6, (0*WIDTH)(BX)
	VMOVUPS V7, (3*WIDTH)(BX)
	VMOVUPS V8, (6*WIDTH)(BX)
	VMOVUPS V9, (9*WIDTH)(BX)
	VMOVUPS V2, (12*WIDTH)(BX)
	VMOVUPS V1, (15*WIDTH)(BX)
	ADDQ $8, R11
	ADDQ $WIDTH, BX
	DECQ CX
	JNZ  column
	MOVQ R12, BX
	MOVQ $6, CX

row:
	VMOVUPS (0*WIDTH)(BX), V0
	VMOVUPS (1*WIDTH)(BX), V1
	VMOVUPS (2*WIDTH)(BX), V2
	KERNEL
	GIVE(V6)
	GIVE(V7)
	GIVE(V8)
	GIVE(V9)
	GIVE(V2)
	GIVE(V1)
	ADDQ $(3*WIDTH), BX
	DECQ CX
	JNZ  row
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// func KERNEL_GRADIENT(t *WinogradTile): Grid 6x6 to Points 3x3
TEXT KERNEL_GRADIENT_FUNC(SB), NOSPLIT, $0-8
	SETUP(6)
	CONSTANT(half, V12)
	CONSTANT(sixth, V13)
	CONSTANT(third, V14)

vector:
	GRID
	MOVQ R12, BX
	MOVQ $6, CX

column:
	MOVQ R8, R11
	TAKE(V0)
	TAKE(V1)
	TAKE(V2)
	TAKE(V3)
	TAKE(V4)
	TAKE(V5)
	ADDQ R9, R8
	KERNEL_GRADIENT
	VMOVUPS V6, (0*WIDTH)(BX)
	VMOVUPS V5, (6*WIDTH)(BX)
	VMOVUPS V8, (12*WIDTH)(BX)
	ADDQ $WIDTH, BX
	DECQ CX
	JNZ  column
	MOVQ SI, R11
	MOVQ R12, BX
	MOVQ $3, CX

row:
	VMOVUPS (0*WIDTH)(BX), V0
	VMOVUPS (1*WIDTH)(BX), V1
	VMOVUPS (2*WIDTH)(BX), V2
	VMOVUPS (3*WIDTH)(BX), V3
	VMOVUPS (4*WIDTH)(BX), V4
	VMOVUPS (5*WIDTH)(BX), V5
	KERNEL_GRADIENT
	RESULT(0, V6)
	RESULT(8, V5)
	RESULT(16, V8)
	ADDQ $(6*WIDTH), BX
	ADDQ $24, R11
	DECQ CX
	JNZ  row
	NEXT(vector, done)

done:
	VZEROUPPER
	RET
