// The NEON tiles, written once for all widths: the file that includes this one
// names the functions, the registers B of a row of the right side, the SUMSr of
// row r, and ROW and ADD_B, which work on the three registers of a row as far as
// the width has them. gemm_neon_arm64.s has the register map and the picture.

// func MUL(t *MulTile, out *[96]float32)
//
//	the tile's sums go to C, or if out is not nil to out, row after row, 12 apart
//
//	R0 t    R1 the next run's starts   R2, R14 the row of B for the upper and the lower half
//	R3 runs left   R4 K   R5..R12 the rows of A   R13 steps left in the run   R15 bytes of a row of B
TEXT MUL_FUNC(SB), NOSPLIT, $0-16
	MOVD t+0(FP), R0
	MOVD MulTile_A(R0), R1
	MOVD MulTile_B(R0), R2
	MOVD MulTile_Taps(R0), R3
	MOVD MulTile_K(R0), R4
	MOVD R2, R14
	MOVD $48, R15
	CLEAR(V8); CLEAR(V9); CLEAR(V10); CLEAR(V11); CLEAR(V12); CLEAR(V13)
	CLEAR(V14); CLEAR(V15); CLEAR(V16); CLEAR(V17); CLEAR(V18); CLEAR(V19)
	CLEAR(V20); CLEAR(V21); CLEAR(V22); CLEAR(V23); CLEAR(V24); CLEAR(V25)
	CLEAR(V26); CLEAR(V27); CLEAR(V28); CLEAR(V29); CLEAR(V30); CLEAR(V31)

// UPPER and LOWER are one step of k, lane i, of half the rows.
#ifndef UPPER
#define UPPER(i) \
	VLD1.P (R2)(R15), B; \
	ROW(i, 3, 8, 9, 10); \
	ROW(i, 4, 11, 12, 13); \
	ROW(i, 5, 14, 15, 16); \
	ROW(i, 6, 17, 18, 19)

#define LOWER(i) \
	VLD1.P (R14)(R15), B; \
	ROW(i, 3, 20, 21, 22); \
	ROW(i, 4, 23, 24, 25); \
	ROW(i, 5, 26, 27, 28); \
	ROW(i, 6, 29, 30, 31)
#endif

run:
	LDP.P 16(R1), (R5, R6)
	LDP.P 16(R1), (R7, R8)
	LDP.P 16(R1), (R9, R10)
	LDP.P 16(R1), (R11, R12)
	MOVD  R4, R13
	SUBS  $4, R13, R13
	BLT   rest

four:
	FMOVQ.P 16(R5), F3
	FMOVQ.P 16(R6), F4
	FMOVQ.P 16(R7), F5
	FMOVQ.P 16(R8), F6
	UPPER(0)
	UPPER(1)
	UPPER(2)
	UPPER(3)
	FMOVQ.P 16(R9), F3
	FMOVQ.P 16(R10), F4
	FMOVQ.P 16(R11), F5
	FMOVQ.P 16(R12), F6
	LOWER(0)
	LOWER(1)
	LOWER(2)
	LOWER(3)
	SUBS $4, R13, R13
	BGE  four

rest:
	ADDS $4, R13, R13
	BEQ  next

one:
	FMOVS.P 4(R5), F3
	FMOVS.P 4(R6), F4
	FMOVS.P 4(R7), F5
	FMOVS.P 4(R8), F6
	UPPER(0)
	FMOVS.P 4(R9), F3
	FMOVS.P 4(R10), F4
	FMOVS.P 4(R11), F5
	FMOVS.P 4(R12), F6
	LOWER(0)
	SUBS $1, R13, R13
	BNE  one

next:
	SUBS $1, R3, R3
	BNE  run
	MOVD out+8(FP), R5
	CBNZ R5, buffer
	MOVD  MulTile_C(R0), R1
	MOVD  MulTile_Column(R0), R4
	LSL   $2, R4, R4
	MOVBU MulTile_Accumulate(R0), R3
	CBNZ  R3, accumulate

#ifndef SET
#define SET(sums) \
	MOVD.P 8(R1), R5; \
	ADD    R4, R5, R5; \
	VST1   sums, (R5)

#define INCREASE(sums, x, y, z) \
	MOVD.P 8(R1), R5; \
	ADD    R4, R5, R5; \
	VLD1   (R5), B; \
	ADD_B(x, y, z); \
	VST1   sums, (R5)
#endif

	SET(SUMS0)
	SET(SUMS1)
	SET(SUMS2)
	SET(SUMS3)
	SET(SUMS4)
	SET(SUMS5)
	SET(SUMS6)
	SET(SUMS7)
	RET

accumulate:
	INCREASE(SUMS0, 8, 9, 10)
	INCREASE(SUMS1, 11, 12, 13)
	INCREASE(SUMS2, 14, 15, 16)
	INCREASE(SUMS3, 17, 18, 19)
	INCREASE(SUMS4, 20, 21, 22)
	INCREASE(SUMS5, 23, 24, 25)
	INCREASE(SUMS6, 26, 27, 28)
	INCREASE(SUMS7, 29, 30, 31)
	RET

buffer:
	VST1.P SUMS0, (R5)(R15)
	VST1.P SUMS1, (R5)(R15)
	VST1.P SUMS2, (R5)(R15)
	VST1.P SUMS3, (R5)(R15)
	VST1.P SUMS4, (R5)(R15)
	VST1.P SUMS5, (R5)(R15)
	VST1.P SUMS6, (R5)(R15)
	VST1.P SUMS7, (R5)(R15)
	RET

// OUTER reads the arguments of a weight gradient: out is R0.
//
//	R1, R2 the pixel in X and DY   R3, R4 bytes to the next   R5 pixels left in the strip
//	R6 the next strip   R7 strips left   R8, R9 X and DY   R15 bytes of a row of out
#ifndef OUTER
#define OUTER \
	MOVD t+0(FP), R10; \
	MOVD out+8(FP), R0; \
	MOVD OuterTile_X(R10), R8; \
	MOVD OuterTile_DY(R10), R9; \
	MOVD OuterTile_StrideX(R10), R3; \
	MOVD OuterTile_StrideDY(R10), R4; \
	MOVD OuterTile_Strips(R10), R6; \
	MOVD (OuterTile_Strips+8)(R10), R7; \
	LSL  $2, R3, R3; \
	LSL  $2, R4, R4; \
	MOVD $48, R15; \
	MOVD R0, R11

#define STRIP \
	LDP.P  16(R6), (R1, R2); \
	MOVD.P 8(R6), R5; \
	ADD    R1<<2, R8, R1; \
	ADD    R2<<2, R9, R2
#endif

// func OUTER8(t *OuterTile, out *[96]float32)
//
//	out[i*12+j] += sum over pixels of X[i]*DY[j], 8 rows
TEXT OUTER8_FUNC(SB), NOSPLIT, $0-16
	OUTER
	VLD1.P (R11)(R15), SUMS0
	VLD1.P (R11)(R15), SUMS1
	VLD1.P (R11)(R15), SUMS2
	VLD1.P (R11)(R15), SUMS3
	VLD1.P (R11)(R15), SUMS4
	VLD1.P (R11)(R15), SUMS5
	VLD1.P (R11)(R15), SUMS6
	VLD1.P (R11)(R15), SUMS7

strip:
	STRIP

pixel:
	VLD1.P (R1)(R3), [V3.S4, V4.S4]
	VLD1.P (R2)(R4), B
	ROW(0, 3, 8, 9, 10)
	ROW(1, 3, 11, 12, 13)
	ROW(2, 3, 14, 15, 16)
	ROW(3, 3, 17, 18, 19)
	ROW(0, 4, 20, 21, 22)
	ROW(1, 4, 23, 24, 25)
	ROW(2, 4, 26, 27, 28)
	ROW(3, 4, 29, 30, 31)
	SUBS $1, R5, R5
	BNE  pixel
	SUBS $1, R7, R7
	BNE  strip
	VST1.P SUMS0, (R0)(R15)
	VST1.P SUMS1, (R0)(R15)
	VST1.P SUMS2, (R0)(R15)
	VST1.P SUMS3, (R0)(R15)
	VST1.P SUMS4, (R0)(R15)
	VST1.P SUMS5, (R0)(R15)
	VST1.P SUMS6, (R0)(R15)
	VST1.P SUMS7, (R0)(R15)
	RET

// func OUTER4(t *OuterTile, out *[96]float32)
//
//	OUTER8 for 4 rows
TEXT OUTER4_FUNC(SB), NOSPLIT, $0-16
	OUTER
	VLD1.P (R11)(R15), SUMS0
	VLD1.P (R11)(R15), SUMS1
	VLD1.P (R11)(R15), SUMS2
	VLD1.P (R11)(R15), SUMS3

strip4:
	STRIP

pixel4:
	VLD1.P (R1)(R3), [V3.S4]
	VLD1.P (R2)(R4), B
	ROW(0, 3, 8, 9, 10)
	ROW(1, 3, 11, 12, 13)
	ROW(2, 3, 14, 15, 16)
	ROW(3, 3, 17, 18, 19)
	SUBS $1, R5, R5
	BNE  pixel4
	SUBS $1, R7, R7
	BNE  strip4
	VST1.P SUMS0, (R0)(R15)
	VST1.P SUMS1, (R0)(R15)
	VST1.P SUMS2, (R0)(R15)
	VST1.P SUMS3, (R0)(R15)
	RET

// func OUTER1(t *OuterTile, out *[96]float32)
//
//	OUTER8 for a single row
TEXT OUTER1_FUNC(SB), NOSPLIT, $0-16
	OUTER
	VLD1 (R11), SUMS0

strip1:
	STRIP

pixel1:
	VLD1.P (R1)(R3), V3.S[0]
	VLD1.P (R2)(R4), B
	ROW(0, 3, 8, 9, 10)
	SUBS $1, R5, R5
	BNE  pixel1
	SUBS $1, R7, R7
	BNE  strip1
	VST1 SUMS0, (R0)
	RET
