//go:build !purego

// The passes of batch normalisation over rows of channels, AVX512.
//
// Every kernel takes 64, 32 or 16 channels at a time down all rows, so that what
// belongs to a channel stays in registers; the last channels are masked.
//
//	|<--- 64 --->|<--- 64 --->|<- 32 ->|<-16->|<-masked->|    down the rows, then to the right
//
// As many as possible, because memory is read fastest from front to back: rows of
// 64 channels taken 16 at a time have a quarter of the speed. Rows of more whole
// registers than that are read from front to back too, with what belongs to channels
// in the first-level cache.
//
//	SI DI BX DX      the operands, at the current row and channels
//	R8   bytes from row to row     CX   rows left
//	R9   byte offset of channels   R10  channels left
// K1 masks the channels that exist. In the wide loops Z0 to Z19 hold what belongs to
// channels, the other registers rows, Z31 the floor or Z30 zeros.

#include "go_asm.h"
#include "textflag.h"
#include "channels_avx512_amd64.h"

#define SCALE(off, A, B, C, D, E, X, Y) \
	VMOVUPS off(SI), X; \
	VFMADD213PS B, A, X; \
	VMAXPS X, Z31, X; \
	VMOVUPS X, off(DI)

#define SCALE_ADD(off, A, B, C, D, E, X, Y) \
	VMOVUPS off(SI), X; \
	VFMADD213PS B, A, X; \
	VADDPS off(BX), X, X; \
	VMAXPS X, Z31, X; \
	VMOVUPS X, off(DI)

#define LONG_SCALE \
	VMOVUPS (SI)(R9*1), Z0; \
	VMOVUPS (R11)(R9*1), Z1; \
	VFMADD213PS (R12)(R9*1), Z1, Z0; \
	VMAXPS Z0, Z31, Z0; \
	VMOVUPS Z0, (DI)(R9*1)

#define LONG_SCALE_ADD \
	VMOVUPS (SI)(R9*1), Z0; \
	VMOVUPS (R11)(R9*1), Z1; \
	VFMADD213PS (R12)(R9*1), Z1, Z0; \
	VADDPS (BX)(R9*1), Z0, Z0; \
	VMAXPS Z0, Z31, Z0; \
	VMOVUPS Z0, (DI)(R9*1)

#define SCALE_WIDE(row, add, rowAdd, EACH, n) \
	AT(channelPass_x, SI); \
	AT(channelPass_dst, DI); \
	MOVQ channelPass_res(AX), BX; \
	MOVQ channelPass_rows(AX), CX; \
	PARAMS(channelPass_p0); \
	EACH(ROW_A); \
	PARAMS(channelPass_p1); \
	EACH(ROW_B); \
	TESTQ BX, BX; \
	JNE  add; \
row: \
	EACH(SCALE); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	DECQ CX; \
	JNZ  row; \
	NEXT(channels, n); \
add: \
	ADDQ R9, BX; \
rowAdd: \
	EACH(SCALE_ADD); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, BX; \
	DECQ CX; \
	JNZ  rowAdd; \
	NEXT(channels, n)

// func scaleShiftAVX512(p *channelPass)
//
//	dst = max(x*p0 + p1 [+ res], floor)
TEXT ·scaleShiftAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VBROADCASTSS channelPass_floor(AX), Z31

channels:
	WIDTHS(long, narrow, wide64, wide32)
	MOVQ    $16, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	MOVQ    $-1, R12
	SHLXQ   R11, R12, R12
	NOTQ    R12
	KMOVW   R12, K1
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_dst(AX), DI
	MOVQ channelPass_res(AX), BX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z0
	MOVQ channelPass_p1(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z1
	TESTQ BX, BX
	JNE  add

row:
	VMOVUPS.Z (SI), K1, Z2
	VFMADD213PS Z1, Z0, Z2
	VMAXPS Z2, Z31, Z2
	VMOVUPS Z2, K1, (DI)
	ADDQ R8, SI
	ADDQ R8, DI
	DECQ CX
	JNZ  row
	JMP  next

add:
	ADDQ R9, BX

rowAdd:
	VMOVUPS.Z (SI), K1, Z2
	VMOVUPS.Z (BX), K1, Z4
	VFMADD213PS Z1, Z0, Z2
	VADDPS Z4, Z2, Z2
	VMAXPS Z2, Z31, Z2
	VMOVUPS Z2, K1, (DI)
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, BX
	DECQ CX
	JNZ  rowAdd

next:
	ADDQ $64, R9
	SUBQ $16, R10
	JG   channels
	VZEROUPPER
	RET

wide64:
	SCALE_WIDE(row64, add64, rowAdd64, EACH4, 64)

wide32:
	SCALE_WIDE(row32, add32, rowAdd32, EACH2, 32)

long:
	MOVQ channelPass_dst(AX), DI
	MOVQ channelPass_res(AX), BX
	MOVQ channelPass_p0(AX), R11
	MOVQ channelPass_p1(AX), R12
	TESTQ BX, BX
	JNE  longAdd
	LONG(rowLong, registers, LONG_SCALE)

longAdd:
	LONG(rowLongAdd, registersAdd, LONG_SCALE_ADD)

#define SUM(off, A, B, C, D, E, X, Y) VADDPS off(SI), A, A

#define LONG_SUM \
	VMOVUPS (SI)(R9*1), Z0; \
	VADDPS  (R12)(R9*1), Z0, Z0; \
	VMOVUPS Z0, (R12)(R9*1)

#define SUM_WIDE(row, EACH, n) \
	AT(channelPass_x, SI); \
	MOVQ channelPass_rows(AX), CX; \
	PARAMS(channelPass_s1); \
	EACH(ROW_A); \
row: \
	EACH(SUM); \
	ADDQ R8, SI; \
	DECQ CX; \
	JNZ  row; \
	EACH(SAVE_A); \
	NEXT(channels, n)

// func columnSumsAVX512(p *channelPass)
//
//	s1 += sum of the rows of x
TEXT ·columnSumsAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

channels:
	WIDTHS(long, narrow, wide64, wide32)
	MOVQ    $16, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	MOVQ    $-1, R12
	SHLXQ   R11, R12, R12
	NOTQ    R12
	KMOVW   R12, K1
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_s1(AX), DI
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	SUBQ $4, CX
	JLT  rest

four:
	VMOVUPS.Z (SI), K1, Z5
	VMOVUPS.Z (SI)(R8*1), K1, Z6
	VMOVUPS.Z (SI)(R8*2), K1, Z7
	LEAQ (R8)(R8*2), R13
	VMOVUPS.Z (SI)(R13*1), K1, Z8
	VADDPS Z5, Z1, Z1
	VADDPS Z6, Z2, Z2
	VADDPS Z7, Z3, Z3
	VADDPS Z8, Z4, Z4
	LEAQ (SI)(R8*4), SI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   sum

row:
	VMOVUPS.Z (SI), K1, Z5
	VADDPS Z5, Z1, Z1
	ADDQ R8, SI
	DECQ CX
	JNZ  row

sum:
	VADDPS Z2, Z1, Z1
	VADDPS Z4, Z3, Z3
	VADDPS Z3, Z1, Z1
	VMOVUPS.Z (DI), K1, Z2
	VADDPS Z2, Z1, Z1
	VMOVUPS Z1, K1, (DI)
	ADDQ $64, R9
	SUBQ $16, R10
	JG   channels
	VZEROUPPER
	RET

wide64:
	SUM_WIDE(row64, EACH4, 64)

wide32:
	SUM_WIDE(row32, EACH2, 32)

long:
	MOVQ channelPass_s1(AX), R12
	LONG(rowLong, registers, LONG_SUM)

#define SQUARE(off, A, B, C, D, E, X, Y) \
	VMOVUPS off(SI), X; \
	VSUBPS B, X, X; \
	VFMADD231PS X, X, A

#define SQUARE_WIDE(row, EACH, n) \
	AT(channelPass_x, SI); \
	MOVQ channelPass_rows(AX), CX; \
	PARAMS(channelPass_p0); \
	EACH(ROW_B); \
	PARAMS(channelPass_s1); \
	EACH(ROW_A); \
row: \
	EACH(SQUARE); \
	ADDQ R8, SI; \
	DECQ CX; \
	JNZ  row; \
	EACH(SAVE_A); \
	NEXT(channels, n)

// func columnSquaresAVX512(p *channelPass)
//
//	s1 += sum of the rows of (x-p0)^2
TEXT ·columnSquaresAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

channels:
	CMPQ R10, $64
	JGE  wide64
	CMPQ R10, $32
	JGE  wide32
	MOVQ    $16, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	MOVQ    $-1, R12
	SHLXQ   R11, R12, R12
	NOTQ    R12
	KMOVW   R12, K1
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_s1(AX), DI
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	SUBQ $4, CX
	JLT  rest

four:
	VMOVUPS.Z (SI), K1, Z5
	VMOVUPS.Z (SI)(R8*1), K1, Z6
	VMOVUPS.Z (SI)(R8*2), K1, Z7
	LEAQ (R8)(R8*2), R13
	VMOVUPS.Z (SI)(R13*1), K1, Z8
	VSUBPS Z0, Z5, Z5
	VFMADD231PS Z5, Z5, Z1
	VSUBPS Z0, Z6, Z6
	VFMADD231PS Z6, Z6, Z2
	VSUBPS Z0, Z7, Z7
	VFMADD231PS Z7, Z7, Z3
	VSUBPS Z0, Z8, Z8
	VFMADD231PS Z8, Z8, Z4
	LEAQ (SI)(R8*4), SI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   sum

row:
	VMOVUPS.Z (SI), K1, Z5
	VSUBPS Z0, Z5, Z5
	VFMADD231PS Z5, Z5, Z1
	ADDQ R8, SI
	DECQ CX
	JNZ  row

sum:
	VADDPS Z2, Z1, Z1
	VADDPS Z4, Z3, Z3
	VADDPS Z3, Z1, Z1
	VMOVUPS.Z (DI), K1, Z2
	VADDPS Z2, Z1, Z1
	VMOVUPS Z1, K1, (DI)
	ADDQ $64, R9
	SUBQ $16, R10
	JG   channels
	VZEROUPPER
	RET

wide64:
	SQUARE_WIDE(row64, EACH4, 64)

wide32:
	SQUARE_WIDE(row32, EACH2, 32)
