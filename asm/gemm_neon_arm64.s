//go:build !purego

// The NEON tiles of matrix product and weight gradient.
//
// A tile is 8 rows x 8 columns, two registers of four lanes a row:
//
//	        columns 0..3   4..7
//	row 0       V16        V17       V0..V7  four values of A for each of the 8 rows
//	row 1       V18        V19       V8, V9  a row of B (or of DY)
//	 ...
//	row 7       V30        V31
//
// Four steps of k load eight registers of A and eight of B for 64 multiply-adds
// by element: 80 instructions and the loop's two, 1.3 for each multiply-add.

#include "textflag.h"
#include "neon_arm64.h"

#define CLEAR(v) VEOR v.B16, v.B16, v.B16

#define CLEAR_SUMS \
	CLEAR(V16); CLEAR(V17); CLEAR(V18); CLEAR(V19); \
	CLEAR(V20); CLEAR(V21); CLEAR(V22); CLEAR(V23); \
	CLEAR(V24); CLEAR(V25); CLEAR(V26); CLEAR(V27); \
	CLEAR(V28); CLEAR(V29); CLEAR(V30); CLEAR(V31)

// ROW adds lane i of register a times the row of B to the sums of a row.
#define ROW(i, a, lo, hi) \
	VFMLA_S4_LANE(i, a, 8, lo); \
	VFMLA_S4_LANE(i, a, 9, hi)

// STEP is one step of k: lane i of all eight rows.
#define STEP(i) \
	VLD1.P 32(R2), [V8.S4, V9.S4]; \
	ROW(i, 0, 16, 17); \
	ROW(i, 1, 18, 19); \
	ROW(i, 2, 20, 21); \
	ROW(i, 3, 22, 23); \
	ROW(i, 4, 24, 25); \
	ROW(i, 5, 26, 27); \
	ROW(i, 6, 28, 29); \
	ROW(i, 7, 30, 31)

// func mulTileNEON(out *[64]float32, a **float32, b *float32, taps, k int)
//
//	out = the sums of the tile, row after row
//
//	R0 out   R1 the next run's starts   R2 the row of B   R3 runs left
//	R4 K     R5..R12 the rows of A      R13 steps left in the run
TEXT ·mulTileNEON(SB), NOSPLIT, $0-40
	MOVD out+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	MOVD taps+24(FP), R3
	MOVD k+32(FP), R4
	CLEAR_SUMS

run:
	LDP.P 16(R1), (R5, R6)
	LDP.P 16(R1), (R7, R8)
	LDP.P 16(R1), (R9, R10)
	LDP.P 16(R1), (R11, R12)
	MOVD  R4, R13
	SUBS  $4, R13, R13
	BLT   rest

four:
	FMOVQ.P 16(R5), F0
	FMOVQ.P 16(R6), F1
	FMOVQ.P 16(R7), F2
	FMOVQ.P 16(R8), F3
	FMOVQ.P 16(R9), F4
	FMOVQ.P 16(R10), F5
	FMOVQ.P 16(R11), F6
	FMOVQ.P 16(R12), F7
	STEP(0)
	STEP(1)
	STEP(2)
	STEP(3)
	SUBS $4, R13, R13
	BGE  four

rest:
	ADDS $4, R13, R13
	BEQ  next

one:
	FMOVS.P 4(R5), F0
	FMOVS.P 4(R6), F1
	FMOVS.P 4(R7), F2
	FMOVS.P 4(R8), F3
	FMOVS.P 4(R9), F4
	FMOVS.P 4(R10), F5
	FMOVS.P 4(R11), F6
	FMOVS.P 4(R12), F7
	STEP(0)
	SUBS $1, R13, R13
	BNE  one

next:
	SUBS $1, R3, R3
	BNE  run
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R0)
	VST1.P [V24.S4, V25.S4, V26.S4, V27.S4], 64(R0)
	VST1.P [V28.S4, V29.S4, V30.S4, V31.S4], 64(R0)
	RET

// func outerRows8NEON(out *[64]float32, x, dy *float32, strideX, strideDY, pixels int)
//
//	out[i*8+j] += sum over pixels of x[i]*dy[j], 8 rows and 8 columns
//
//	R0 out   R1, R2 the pixel in x and dy   R3, R4 bytes to the next   R5 pixels left
TEXT ·outerRows8NEON(SB), NOSPLIT, $0-48
	MOVD out+0(FP), R0
	MOVD x+8(FP), R1
	MOVD dy+16(FP), R2
	MOVD strideX+24(FP), R3
	MOVD strideDY+32(FP), R4
	MOVD pixels+40(FP), R5
	LSL  $2, R3, R3
	LSL  $2, R4, R4
	MOVD R0, R6
	VLD1.P 64(R6), [V16.S4, V17.S4, V18.S4, V19.S4]
	VLD1.P 64(R6), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD1.P 64(R6), [V24.S4, V25.S4, V26.S4, V27.S4]
	VLD1.P 64(R6), [V28.S4, V29.S4, V30.S4, V31.S4]

pixel:
	VLD1 (R1), [V0.S4, V1.S4]
	VLD1 (R2), [V8.S4, V9.S4]
	ADD  R3, R1, R1
	ADD  R4, R2, R2
	ROW(0, 0, 16, 17)
	ROW(1, 0, 18, 19)
	ROW(2, 0, 20, 21)
	ROW(3, 0, 22, 23)
	ROW(0, 1, 24, 25)
	ROW(1, 1, 26, 27)
	ROW(2, 1, 28, 29)
	ROW(3, 1, 30, 31)
	SUBS $1, R5, R5
	BNE  pixel
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R0)
	VST1.P [V24.S4, V25.S4, V26.S4, V27.S4], 64(R0)
	VST1.P [V28.S4, V29.S4, V30.S4, V31.S4], 64(R0)
	RET

// func outerRow1NEON(out *[64]float32, x, dy *float32, strideX, strideDY, pixels int)
//
// outerRows8NEON for a single row.
TEXT ·outerRow1NEON(SB), NOSPLIT, $0-48
	MOVD out+0(FP), R0
	MOVD x+8(FP), R1
	MOVD dy+16(FP), R2
	MOVD strideX+24(FP), R3
	MOVD strideDY+32(FP), R4
	MOVD pixels+40(FP), R5
	LSL  $2, R3, R3
	LSL  $2, R4, R4
	VLD1 (R0), [V16.S4, V17.S4]

pixel1:
	FMOVS (R1), F0
	VLD1 (R2), [V8.S4, V9.S4]
	ADD  R3, R1, R1
	ADD  R4, R2, R2
	ROW(0, 0, 16, 17)
	SUBS $1, R5, R5
	BNE  pixel1
	VST1 [V16.S4, V17.S4], (R0)
	RET
