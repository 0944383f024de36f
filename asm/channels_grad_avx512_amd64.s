//go:build !purego

// The gradients of batch normalisation, AVX512: registers and loops as in
// channels_avx512_amd64.s.

#include "go_asm.h"
#include "textflag.h"
#include "channels_avx512_amd64.h"

// DOT adds a row to the sums: dy in X, x in Y. CUT clears dy where y is not positive,
// BEHIND where x*p1 + p2 is not.
#define ROWS(off, X, Y) \
	VMOVUPS off(DI), X; \
	VMOVUPS off(SI), Y
#define SUMS(A, D, E, X, Y) \
	VSUBPS A, Y, Y; \
	VADDPS X, D, D; \
	VFMADD231PS X, Y, E
#define DOT(off, A, B, C, D, E, X, Y) \
	ROWS(off, X, Y); \
	SUMS(A, D, E, X, Y)
#define DOT_CUT(off, A, B, C, D, E, X, Y) \
	ROWS(off, X, Y); \
	VMOVUPS off(BX), Z28; \
	VCMPPS $1, Z28, Z30, K2; \
	VMOVAPS.Z X, K2, X; \
	VMOVUPS X, off(DI); \
	SUMS(A, D, E, X, Y)
#define DOT_BEHIND(off, A, B, C, D, E, X, Y) \
	ROWS(off, X, Y); \
	VMOVAPS Y, Z28; \
	VFMADD213PS C, B, Z28; \
	VCMPPS $1, Z28, Z30, K2; \
	VMOVAPS.Z X, K2, X; \
	SUMS(A, D, E, X, Y)

// The sums of a long row: s1 at R12, s2 at R13, the means at R11, p1 and p2 at DX and R15.
#define LONG_SUMS \
	VSUBPS  (R11)(R9*1), Z1, Z1; \
	VADDPS  (R12)(R9*1), Z0, Z2; \
	VMOVUPS Z2, (R12)(R9*1); \
	VMOVUPS (R13)(R9*1), Z3; \
	VFMADD231PS Z0, Z1, Z3; \
	VMOVUPS Z3, (R13)(R9*1)
#define LONG_DOT \
	VMOVUPS (DI)(R9*1), Z0; \
	VMOVUPS (SI)(R9*1), Z1; \
	LONG_SUMS
#define LONG_CUT \
	VMOVUPS (SI)(R9*1), Z1; \
	VMOVUPS (BX)(R9*1), Z4; \
	VCMPPS $1, Z4, Z30, K2; \
	VMOVUPS.Z (DI)(R9*1), K2, Z0; \
	VMOVUPS Z0, (DI)(R9*1); \
	LONG_SUMS
#define LONG_BEHIND \
	VMOVUPS (SI)(R9*1), Z1; \
	VMOVUPS (DX)(R9*1), Z4; \
	VFMADD213PS (R15)(R9*1), Z1, Z4; \
	VCMPPS $1, Z4, Z30, K2; \
	VMOVUPS.Z (DI)(R9*1), K2, Z0; \
	LONG_SUMS

#define DOTS_WIDE(row, behind, rowBehind, cut, rowCut, sum, EACH, n) \
	AT(channelPass_x, SI); \
	AT(channelPass_dy, DI); \
	MOVQ channelPass_y(AX), BX; \
	MOVQ channelPass_rows(AX), CX; \
	PARAMS(channelPass_p0); \
	EACH(ROW_A); \
	EACH(CLEAR_DE); \
	MOVQ channelPass_p1(AX), R12; \
	TESTQ R12, R12; \
	JNE  behind; \
	TESTQ BX, BX; \
	JNE  cut; \
row: \
	EACH(DOT); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	DECQ CX; \
	JNZ  row; \
	JMP  sum; \
behind: \
	ADDQ R9, R12; \
	EACH(ROW_B); \
	PARAMS(channelPass_p2); \
	EACH(ROW_C); \
rowBehind: \
	EACH(DOT_BEHIND); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	DECQ CX; \
	JNZ  rowBehind; \
	JMP  sum; \
cut: \
	ADDQ R9, BX; \
rowCut: \
	EACH(DOT_CUT); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, BX; \
	DECQ CX; \
	JNZ  rowCut; \
sum: \
	PARAMS(channelPass_s1); \
	EACH(ADD_D); \
	PARAMS(channelPass_s2); \
	EACH(ADD_E); \
	NEXT(channels, n)

// func columnDotsAVX512(p *channelPass)
//
//	s1 += sum of dy,  s2 += sum of dy*(x-p0)
//	if p1 exists: dy counting only where x*p1 + p2 > 0;  if y exists: dy = 0 first where not y > 0
TEXT ·columnDotsAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VPXORQ Z30, Z30, Z30

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
	MOVQ channelPass_dy(AX), DI
	MOVQ channelPass_y(AX), BX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z0
	VPXORQ Z1, Z1, Z1
	VPXORQ Z2, Z2, Z2
	MOVQ channelPass_p1(AX), R12
	TESTQ R12, R12
	JNE  behind
	TESTQ BX, BX
	JNE  cut

row:
	VMOVUPS.Z (DI), K1, Z4
	VMOVUPS.Z (SI), K1, Z5
	VSUBPS Z0, Z5, Z5
	VADDPS Z4, Z1, Z1
	VFMADD231PS Z4, Z5, Z2
	ADDQ R8, SI
	ADDQ R8, DI
	DECQ CX
	JNZ  row
	JMP  sum

behind:
	VMOVUPS.Z (R12)(R9*1), K1, Z7
	MOVQ channelPass_p2(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z8

rowBehind:
	VMOVUPS.Z (DI), K1, Z4
	VMOVUPS.Z (SI), K1, Z5
	VMOVAPS Z5, Z6
	VFMADD213PS Z8, Z7, Z6
	VCMPPS $1, Z6, Z30, K1, K2
	VMOVAPS.Z Z4, K2, Z4
	VSUBPS Z0, Z5, Z5
	VADDPS Z4, Z1, Z1
	VFMADD231PS Z4, Z5, Z2
	ADDQ R8, SI
	ADDQ R8, DI
	DECQ CX
	JNZ  rowBehind
	JMP  sum

cut:
	ADDQ R9, BX

rowCut:
	VMOVUPS.Z (DI), K1, Z4
	VMOVUPS.Z (SI), K1, Z5
	VMOVUPS.Z (BX), K1, Z6
	VCMPPS $1, Z6, Z30, K1, K2
	VMOVAPS.Z Z4, K2, Z4
	VMOVUPS Z4, K1, (DI)
	VSUBPS Z0, Z5, Z5
	VADDPS Z4, Z1, Z1
	VFMADD231PS Z4, Z5, Z2
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, BX
	DECQ CX
	JNZ  rowCut

sum:
	MOVQ channelPass_s1(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z3
	VADDPS Z3, Z1, Z1
	VMOVUPS Z1, K1, (R12)(R9*1)
	MOVQ channelPass_s2(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z3
	VADDPS Z3, Z2, Z2
	VMOVUPS Z2, K1, (R12)(R9*1)
	ADDQ $64, R9
	SUBQ $16, R10
	JG   channels
	VZEROUPPER
	RET

wide64:
	DOTS_WIDE(row64, behind64, rowBehind64, cut64, rowCut64, sum64, EACH4, 64)

wide32:
	DOTS_WIDE(row32, behind32, rowBehind32, cut32, rowCut32, sum32, EACH2, 32)

long:
	MOVQ channelPass_dy(AX), DI
	MOVQ channelPass_y(AX), BX
	MOVQ channelPass_p0(AX), R11
	MOVQ channelPass_p1(AX), DX
	MOVQ channelPass_p2(AX), R15
	MOVQ channelPass_s1(AX), R12
	MOVQ channelPass_s2(AX), R13
	TESTQ DX, DX
	JNE  longBehind
	TESTQ BX, BX
	JNE  longCut
	LONG(rowLong, registers, LONG_DOT)

longBehind:
	LONG(rowLongBehind, registersBehind, LONG_BEHIND)

longCut:
	LONG(rowLongCut, registersCut, LONG_CUT)

#define GRAD(off, A, B, C, D, E, X, Y) \
	VMOVUPS off(SI), Y; \
	VFMADD213PS C, B, Y; \
	VFMADD231PS off(DX), A, Y; \
	VMOVUPS Y, off(DI)
#define GRAD_BEHIND(off, A, B, C, D, E, X, Y) \
	VMOVUPS off(SI), Y; \
	VMOVAPS Y, X; \
	VFMADD213PS D, A, X; \
	VCMPPS $1, X, Z30, K2; \
	VMOVUPS.Z off(DX), K2, X; \
	VFMADD213PS C, B, Y; \
	VFMADD231PS X, A, Y; \
	VMOVUPS Y, off(DI)

#define LONG_GRAD \
	VMOVUPS (SI)(R9*1), Z0; \
	VMOVUPS (R11)(R9*1), Z1; \
	VMOVUPS (R12)(R9*1), Z2; \
	VFMADD213PS (R13)(R9*1), Z2, Z0; \
	VFMADD231PS (BX)(R9*1), Z1, Z0; \
	VMOVUPS Z0, (DI)(R9*1)
#define LONG_GRAD_BEHIND \
	VMOVUPS (SI)(R9*1), Z0; \
	VMOVUPS (R11)(R9*1), Z1; \
	VMOVUPS (R12)(R9*1), Z2; \
	VMOVAPS Z0, Z3; \
	VFMADD213PS (R15)(R9*1), Z1, Z3; \
	VCMPPS $1, Z3, Z30, K2; \
	VMOVUPS.Z (BX)(R9*1), K2, Z3; \
	VFMADD213PS (R13)(R9*1), Z2, Z0; \
	VFMADD231PS Z3, Z1, Z0; \
	VMOVUPS Z0, (DI)(R9*1)

#define GRAD_WIDE(row, behind, rowBehind, EACH, n) \
	AT(channelPass_x, SI); \
	AT(channelPass_dst, DI); \
	AT(channelPass_dy, DX); \
	MOVQ channelPass_rows(AX), CX; \
	PARAMS(channelPass_p0); \
	EACH(ROW_A); \
	PARAMS(channelPass_p1); \
	EACH(ROW_B); \
	PARAMS(channelPass_p2); \
	EACH(ROW_C); \
	MOVQ channelPass_p3(AX), R12; \
	TESTQ R12, R12; \
	JNE  behind; \
row: \
	EACH(GRAD); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, DX; \
	DECQ CX; \
	JNZ  row; \
	NEXT(channels, n); \
behind: \
	ADDQ R9, R12; \
	EACH(ROW_D); \
rowBehind: \
	EACH(GRAD_BEHIND); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, DX; \
	DECQ CX; \
	JNZ  rowBehind; \
	NEXT(channels, n)

// func bnInputGradAVX512(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where x*p0 + p3 > 0 if p3 exists
TEXT ·bnInputGradAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VPXORQ Z30, Z30, Z30

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
	MOVQ channelPass_dy(AX), DX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ R9, DX
	MOVQ channelPass_p0(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z0
	MOVQ channelPass_p1(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z1
	MOVQ channelPass_p2(AX), R12
	VMOVUPS.Z (R12)(R9*1), K1, Z2
	MOVQ channelPass_p3(AX), R12
	TESTQ R12, R12
	JNE  behind

row:
	VMOVUPS.Z (DX), K1, Z4
	VMOVUPS.Z (SI), K1, Z5
	VFMADD213PS Z2, Z1, Z5
	VFMADD231PS Z4, Z0, Z5
	VMOVUPS Z5, K1, (DI)
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, DX
	DECQ CX
	JNZ  row
	JMP  next

behind:
	VMOVUPS.Z (R12)(R9*1), K1, Z3

rowBehind:
	VMOVUPS.Z (DX), K1, Z4
	VMOVUPS.Z (SI), K1, Z5
	VMOVAPS Z5, Z6
	VFMADD213PS Z3, Z0, Z6
	VCMPPS $1, Z6, Z30, K1, K2
	VMOVAPS.Z Z4, K2, Z4
	VFMADD213PS Z2, Z1, Z5
	VFMADD231PS Z4, Z0, Z5
	VMOVUPS Z5, K1, (DI)
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, DX
	DECQ CX
	JNZ  rowBehind

next:
	ADDQ $64, R9
	SUBQ $16, R10
	JG   channels
	VZEROUPPER
	RET

wide64:
	GRAD_WIDE(row64, behind64, rowBehind64, EACH4, 64)

wide32:
	GRAD_WIDE(row32, behind32, rowBehind32, EACH2, 32)

long:
	MOVQ channelPass_dst(AX), DI
	MOVQ channelPass_dy(AX), BX
	MOVQ channelPass_p0(AX), R11
	MOVQ channelPass_p1(AX), R12
	MOVQ channelPass_p2(AX), R13
	MOVQ channelPass_p3(AX), R15
	TESTQ R15, R15
	JNE  longBehind
	LONG(rowLong, registers, LONG_GRAD)

longBehind:
	LONG(rowLongBehind, registersBehind, LONG_GRAD_BEHIND)
