//go:build !purego

// The passes of batch normalisation over rows of channels, NEON.
//
// Every kernel takes 16 channels at a time down all rows, so that what belongs to
// a channel stays in registers, then 4, then single ones: a row of c channels is
//
//	|<- 16 ->|<- 16 ->|<-4->|1|1|1|
//	|   .    |   .    |  .  |.|.|.|     down the rows, then to the right
//
// Multiplications and additions are not fused, and sums run down the rows one
// after another: results are those of the Go definition, bit for bit.
//
//	R0 the argument       R1 R2 R3 R6  the operands, at the current row and channels
//	R8 bytes from row to row           R7  rows left
//	R9 byte offset of the channels     R10 channels left
//	V0..V11  what belongs to channels  V12 zeros   V16..V31  rows and sums

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

#define P16 [V0.S4, V1.S4, V2.S4, V3.S4]
#define Q16 [V4.S4, V5.S4, V6.S4, V7.S4]
#define W16 [V8.S4, V9.S4, V10.S4, V11.S4]
#define X16 [V16.S4, V17.S4, V18.S4, V19.S4]
#define D16 [V20.S4, V21.S4, V22.S4, V23.S4]
#define U16 [V24.S4, V25.S4, V26.S4, V27.S4]
#define T16 [V28.S4, V29.S4, V30.S4, V31.S4]

#define P4 [V0.S4]
#define Q4 [V4.S4]
#define W4 [V8.S4]
#define X4 [V16.S4]
#define D4 [V20.S4]
#define U4 [V24.S4]
#define T4 [V28.S4]

#define P1 V0.S[0]
#define Q1 V4.S[0]
#define W1 V8.S[0]
#define X1 V16.S[0]
#define D1 V20.S[0]
#define U1 V24.S[0]
#define T1 V28.S[0]

// EACH4 and EACH1 do something for the registers of 16, and of 4 or 1 channels.
#define EACH4(DO) DO(0); DO(1); DO(2); DO(3)
#define EACH1(DO) DO(0)

// SIZES reads what the passes share.
#define SIZES \
	MOVD p+0(FP), R0; \
	MOVD channelPass_c(R0), R10; \
	LSL  $2, R10, R8; \
	MOVD $0, R9; \
	VEOR V12.B16, V12.B16, V12.B16

// AT points r at the current channels of a field.
#define AT(field, r) \
	MOVD field(R0), r; \
	ADD  R9, r, r

// WIDTHS goes on with as many channels at a time as are left.
#define WIDTHS(sixteen, four, one) \
	MOVD channelPass_rows(R0), R7; \
	CMP  $16, R10; \
	BGE  sixteen; \
	CMP  $4, R10; \
	BGE  four; \
	CBNZ R10, one; \
	RET

// NEXT goes on to the channels to the right.
#define NEXT(channels, n) \
	ADD $(4*n), R9, R9; \
	SUB $n, R10, R10; \
	B   channels

#define SCALE(i) VFMUL_S4(i, 16+i, 16+i); VFADD_S4(4+i, 16+i, 16+i)
#define ADD_RES(i) VFADD_S4(20+i, 16+i, 16+i)
#define FLOOR(i) VFMAX_S4(13, 16+i, 16+i)

#define SCALE_ROWS(row, plain, EACH, listP, listQ, listX, listD) \
	VLD1 (R4), listP; \
	VLD1 (R5), listQ; \
row: \
	VLD1.P (R1)(R8), listX; \
	EACH(SCALE); \
	CBZ    R12, plain; \
	VLD1.P (R3)(R8), listD; \
	EACH(ADD_RES); \
plain: \
	EACH(FLOOR); \
	VST1.P listX, (R2)(R8); \
	SUBS   $1, R7, R7; \
	BNE    row

// func scaleShiftNEON(p *channelPass)
//
//	dst = max(x*p0 + p1 [+ res], floor)
//
//	R1 x   R2 dst   R3 res   R12 whether res exists   V13 floor
TEXT ·scaleShiftNEON(SB), NOSPLIT, $0-8
	SIZES
	ADD   $channelPass_floor, R0, R11
	VLD1R (R11), [V13.S4]
	MOVD  channelPass_res(R0), R12

channels:
	AT(channelPass_x, R1)
	AT(channelPass_dst, R2)
	AT(channelPass_res, R3)
	AT(channelPass_p0, R4)
	AT(channelPass_p1, R5)
	WIDTHS(sixteen, four, one)

sixteen:
	SCALE_ROWS(row16, plain16, EACH4, P16, Q16, X16, D16)
	NEXT(channels, 16)

four:
	SCALE_ROWS(row4, plain4, EACH1, P4, Q4, X4, D4)
	NEXT(channels, 4)

one:
	SCALE_ROWS(row1, plain1, EACH1, P1, Q1, X1, D1)
	NEXT(channels, 1)

#define SUM(i) VFADD_S4(16+i, 24+i, 24+i)

#define SUM_ROWS(row, EACH, listX, listS) \
	VLD1 (R2), listS; \
row: \
	VLD1.P (R1)(R8), listX; \
	EACH(SUM); \
	SUBS   $1, R7, R7; \
	BNE    row; \
	VST1   listS, (R2)

// func columnSumsNEON(p *channelPass)
//
//	s1 += sum of the rows of x
//
//	R1 x   R2 s1
TEXT ·columnSumsNEON(SB), NOSPLIT, $0-8
	SIZES

channels:
	AT(channelPass_x, R1)
	AT(channelPass_s1, R2)
	WIDTHS(sixteen, four, one)

sixteen:
	SUM_ROWS(row16, EACH4, X16, U16)
	NEXT(channels, 16)

four:
	SUM_ROWS(row4, EACH1, X4, U4)
	NEXT(channels, 4)

one:
	SUM_ROWS(row1, EACH1, X1, U1)
	NEXT(channels, 1)

#define SQUARE(i) VFSUB_S4(i, 16+i, 16+i); VFMUL_S4(16+i, 16+i, 16+i); VFADD_S4(16+i, 24+i, 24+i)

#define SQUARE_ROWS(row, EACH, listP, listX, listS) \
	VLD1 (R2), listS; \
	VLD1 (R4), listP; \
row: \
	VLD1.P (R1)(R8), listX; \
	EACH(SQUARE); \
	SUBS   $1, R7, R7; \
	BNE    row; \
	VST1   listS, (R2)

// func columnSquaresNEON(p *channelPass)
//
//	s1 += sum of the rows of (x-p0)^2
//
//	R1 x   R2 s1   R4 p0
TEXT ·columnSquaresNEON(SB), NOSPLIT, $0-8
	SIZES

channels:
	AT(channelPass_x, R1)
	AT(channelPass_s1, R2)
	AT(channelPass_p0, R4)
	WIDTHS(sixteen, four, one)

sixteen:
	SQUARE_ROWS(row16, EACH4, P16, X16, U16)
	NEXT(channels, 16)

four:
	SQUARE_ROWS(row4, EACH1, P4, X4, U4)
	NEXT(channels, 4)

one:
	SQUARE_ROWS(row1, EACH1, P1, X1, U1)
	NEXT(channels, 1)

// DOT turns x into dy*(x-p0). BEHIND clears dy where x*p1 + p2 is not positive, CUT
// where y is not.
#define DOT(i) VFSUB_S4(i, 16+i, 16+i); VFMUL_S4(20+i, 16+i, 16+i)
#define BEHIND(i) VFMUL_S4(4+i, 16+i, 13); VFADD_S4(8+i, 13, 13); VFCMGT_S4(12, 13, 13); VAND_B16(13, 20+i, 20+i)
#define CUT(i) VFCMGT_S4(12, 4+i, 4+i); VAND_B16(4+i, 20+i, 20+i)
#define DOT_SUMS(i) VFADD_S4(20+i, 24+i, 24+i); VFADD_S4(16+i, 28+i, 28+i)

// The rows of columnDots: plain ones, those behind a ReLU of x, and those cut by y,
// of which dy is written back.
#define DOT_ROWS(row, behind, cut, last, EACH, listP, listQ, listW, listX, listD, listS, listT) \
	VLD1 (R4), listP; \
	VLD1 (R5), listS; \
	VLD1 (R6), listT; \
	CBZ  R12, row; \
	VLD1 (R11), listQ; \
	VLD1 (R14), listW; \
row: \
	VLD1.P (R1)(R8), listX; \
	VLD1   (R2), listD; \
	CBNZ   R12, behind; \
	CBZ    R13, last; \
cut: \
	VLD1.P (R3)(R8), listQ; \
	EACH(CUT); \
	VST1   listD, (R2); \
	B      last; \
behind: \
	EACH(BEHIND); \
last: \
	EACH(DOT); \
	EACH(DOT_SUMS); \
	ADD    R8, R2, R2; \
	SUBS   $1, R7, R7; \
	BNE    row; \
	VST1   listS, (R5); \
	VST1   listT, (R6)

// func columnDotsNEON(p *channelPass)
//
//	s1 += sum of dy,  s2 += sum of dy*(x-p0)
//	if p1 exists: dy counting only where x*p1 + p2 > 0;  if y exists: dy = 0 first where not y > 0
//
//	R1 x   R2 dy   R3 y   R4 R11 R14 p0 p1 p2   R5 s1   R6 s2   R12 R13 whether p1, y exist
TEXT ·columnDotsNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVD channelPass_p1(R0), R12
	MOVD channelPass_y(R0), R13

channels:
	AT(channelPass_x, R1)
	AT(channelPass_dy, R2)
	AT(channelPass_y, R3)
	AT(channelPass_p0, R4)
	AT(channelPass_p1, R11)
	AT(channelPass_p2, R14)
	AT(channelPass_s1, R5)
	AT(channelPass_s2, R6)
	WIDTHS(sixteen, four, one)

sixteen:
	DOT_ROWS(row16, behind16, cut16, last16, EACH4, P16, Q16, W16, X16, D16, U16, T16)
	NEXT(channels, 16)

four:
	DOT_ROWS(row4, behind4, cut4, last4, EACH1, P4, Q4, W4, X4, D4, U4, T4)
	NEXT(channels, 4)

one:
	DOT_ROWS(row1, behind1, cut1, last1, EACH1, P1, Q1, W1, X1, D1, U1, T1)
	NEXT(channels, 1)

// MASK clears dy where x*p0 + p3 is not positive.
#define MASK(i) VFMUL_S4(i, 16+i, 28+i); VFADD_S4(24+i, 28+i, 28+i); VFCMGT_S4(12, 28+i, 28+i); VAND_B16(28+i, 20+i, 20+i)
#define INPUT_GRAD(i) \
	VFMUL_S4(i, 20+i, 20+i); \
	VFMUL_S4(4+i, 16+i, 16+i); \
	VFADD_S4(16+i, 20+i, 20+i); \
	VFADD_S4(8+i, 20+i, 20+i)

#define INPUT_GRAD_ROWS(row, last, EACH, listP, listQ, listR, listS, listX, listD) \
	VLD1 (R4), listP; \
	VLD1 (R5), listQ; \
	VLD1 (R11), listR; \
	CBZ  R12, row; \
	VLD1 (R3), listS; \
row: \
	VLD1.P (R1)(R8), listX; \
	VLD1.P (R2)(R8), listD; \
	CBZ    R12, last; \
	EACH(MASK); \
last: \
	EACH(INPUT_GRAD); \
	VST1.P listD, (R14)(R8); \
	SUBS   $1, R7, R7; \
	BNE    row

// func bnInputGradNEON(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where x*p0 + p3 > 0 if p3 exists
//
//	R1 x   R2 dy   R14 dst   R4 R5 R11 R3 p0 p1 p2 p3   R12 whether p3 exists
TEXT ·bnInputGradNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVD channelPass_p3(R0), R12

channels:
	AT(channelPass_x, R1)
	AT(channelPass_dy, R2)
	AT(channelPass_dst, R14)
	AT(channelPass_p0, R4)
	AT(channelPass_p1, R5)
	AT(channelPass_p2, R11)
	AT(channelPass_p3, R3)
	WIDTHS(sixteen, four, one)

sixteen:
	INPUT_GRAD_ROWS(row16, last16, EACH4, P16, Q16, W16, U16, X16, D16)
	NEXT(channels, 16)

four:
	INPUT_GRAD_ROWS(row4, last4, EACH1, P4, Q4, W4, U4, X4, D4)
	NEXT(channels, 4)

one:
	INPUT_GRAD_ROWS(row1, last1, EACH1, P1, Q1, W1, U1, X1, D1)
	NEXT(channels, 1)
