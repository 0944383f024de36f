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

// DOT turns x into dy*(x-p0). BEHIND clears that and dy where y is not positive.
#define DOT(i) VFSUB_S4(i, 16+i, 16+i); VFMUL_S4(20+i, 16+i, 16+i)
#define BEHIND(i) VFCMGT_S4(12, 4+i, 4+i); VAND_B16(4+i, 16+i, 16+i); VAND_B16(4+i, 20+i, 20+i)
#define DOT_SUMS(i) VFADD_S4(20+i, 24+i, 24+i); VFADD_S4(16+i, 28+i, 28+i)

#define DOT_ROWS(row, plain, EACH, listP, listX, listD, listY, listS, listT) \
	VLD1 (R4), listP; \
	VLD1 (R5), listS; \
	VLD1 (R6), listT; \
row: \
	VLD1.P (R1)(R8), listX; \
	VLD1.P (R2)(R8), listD; \
	EACH(DOT); \
	CBZ    R12, plain; \
	VLD1.P (R3)(R8), listY; \
	EACH(BEHIND); \
plain: \
	EACH(DOT_SUMS); \
	SUBS   $1, R7, R7; \
	BNE    row; \
	VST1   listS, (R5); \
	VST1   listT, (R6)

// func columnDotsNEON(p *channelPass)
//
//	s1 += sum of dy,  s2 += sum of dy*(x-p0),  dy counting only where y > 0 if y exists
//
//	R1 x   R2 dy   R3 y   R4 p0   R5 s1   R6 s2   R12 whether y exists
TEXT ·columnDotsNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVD channelPass_y(R0), R12

channels:
	AT(channelPass_x, R1)
	AT(channelPass_dy, R2)
	AT(channelPass_y, R3)
	AT(channelPass_p0, R4)
	AT(channelPass_s1, R5)
	AT(channelPass_s2, R6)
	WIDTHS(sixteen, four, one)

sixteen:
	DOT_ROWS(row16, plain16, EACH4, P16, X16, D16, Q16, U16, T16)
	NEXT(channels, 16)

four:
	DOT_ROWS(row4, plain4, EACH1, P4, X4, D4, Q4, U4, T4)
	NEXT(channels, 4)

one:
	DOT_ROWS(row1, plain1, EACH1, P1, X1, D1, Q1, U1, T1)
	NEXT(channels, 1)

#define MASK(i) VFCMGT_S4(12, 24+i, 24+i); VAND_B16(24+i, 20+i, 20+i)
#define INPUT_GRAD(i) \
	VFMUL_S4(i, 20+i, 20+i); \
	VFMUL_S4(4+i, 16+i, 16+i); \
	VFADD_S4(16+i, 20+i, 20+i); \
	VFADD_S4(8+i, 20+i, 20+i)

#define INPUT_GRAD_ROWS(row, plain, last, EACH, listP, listQ, listR, listX, listD, listY) \
	VLD1 (R4), listP; \
	VLD1 (R5), listQ; \
	VLD1 (R11), listR; \
row: \
	VLD1.P (R1)(R8), listX; \
	VLD1.P (R2)(R8), listD; \
	CBZ    R12, plain; \
	VLD1.P (R3)(R8), listY; \
	EACH(MASK); \
plain: \
	CBZ    R13, last; \
	VST1.P listD, (R6)(R8); \
last: \
	EACH(INPUT_GRAD); \
	VST1.P listD, (R14)(R8); \
	SUBS   $1, R7, R7; \
	BNE    row

// func bnInputGradNEON(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where y > 0 if y exists;  res = that dy, if res exists
//
//	R1 x   R2 dy   R3 y   R6 res   R14 dst   R4 R5 R11 p0 p1 p2   R12 R13 whether y, res exist
TEXT ·bnInputGradNEON(SB), NOSPLIT, $0-8
	SIZES
	MOVD channelPass_y(R0), R12
	MOVD channelPass_res(R0), R13

channels:
	AT(channelPass_x, R1)
	AT(channelPass_dy, R2)
	AT(channelPass_y, R3)
	AT(channelPass_res, R6)
	AT(channelPass_dst, R14)
	AT(channelPass_p0, R4)
	AT(channelPass_p1, R5)
	AT(channelPass_p2, R11)
	WIDTHS(sixteen, four, one)

sixteen:
	INPUT_GRAD_ROWS(row16, plain16, last16, EACH4, P16, Q16, W16, X16, D16, U16)
	NEXT(channels, 16)

four:
	INPUT_GRAD_ROWS(row4, plain4, last4, EACH1, P4, Q4, W4, X4, D4, U4)
	NEXT(channels, 4)

one:
	INPUT_GRAD_ROWS(row1, plain1, last1, EACH1, P1, Q1, W1, X1, D1, U1)
	NEXT(channels, 1)
