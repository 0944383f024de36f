//go:build !purego

// The gradients of batch normalisation, AVX2: registers and loops as in
// channels_avx2_amd64.s.

#include "go_asm.h"
#include "textflag.h"
#include "channels_avx2_amd64.h"

// The sums of a long row: s1 at R12, s2 at R13, the means at R11, p1 and p2 at DX and R15.
#define LONG_SUMS \
	VSUBPS  (R11)(R9*1), Y1, Y1; \
	VADDPS  (R12)(R9*1), Y0, Y2; \
	VMOVUPS Y2, (R12)(R9*1); \
	VMOVUPS (R13)(R9*1), Y3; \
	VFMADD231PS Y0, Y1, Y3; \
	VMOVUPS Y3, (R13)(R9*1)
#define LONG_DOT \
	VMOVUPS (DI)(R9*1), Y0; \
	VMOVUPS (SI)(R9*1), Y1; \
	LONG_SUMS
#define LONG_CUT \
	VMOVUPS (SI)(R9*1), Y1; \
	VMOVUPS (BX)(R9*1), Y4; \
	VCMPPS $1, Y4, Y14, Y5; \
	VANDPS (DI)(R9*1), Y5, Y0; \
	VMOVUPS Y0, (DI)(R9*1); \
	LONG_SUMS
#define LONG_BEHIND \
	VMOVUPS (SI)(R9*1), Y1; \
	VMOVUPS (DX)(R9*1), Y4; \
	VFMADD213PS (R15)(R9*1), Y1, Y4; \
	VCMPPS $1, Y4, Y14, Y5; \
	VANDPS (DI)(R9*1), Y5, Y0; \
	LONG_SUMS

// func columnDotsAVX2(p *channelPass)
//
//	s1 += sum of dy,  s2 += sum of dy*(x-p0)
//	if p1 exists: dy counting only where x*p1 + p2 > 0;  if y exists: dy = 0 first where not y > 0
TEXT ·columnDotsAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VXORPS Y14, Y14, Y14

	IF_LONG(32, long, channels0)

channels:
	MOVQ    $8, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	SHLQ    $2, R11
	LEAQ    laneMask<>+32(SB), R12
	SUBQ    R11, R12
	VMOVUPS (R12), Y15
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_dy(AX), DI
	MOVQ channelPass_y(AX), BX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	MOVQ channelPass_p1(AX), R12
	TESTQ R12, R12
	JNE  behind
	TESTQ BX, BX
	JNE  cut

row:
	VMASKMOVPS (DI), Y15, Y4
	VMASKMOVPS (SI), Y15, Y5
	VSUBPS Y0, Y5, Y5
	VADDPS Y4, Y1, Y1
	VFMADD231PS Y4, Y5, Y2
	ADDQ R8, SI
	ADDQ R8, DI
	DECQ CX
	JNZ  row
	JMP  sum

behind:
	VMASKMOVPS (R12)(R9*1), Y15, Y8
	MOVQ channelPass_p2(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y9

rowBehind:
	VMASKMOVPS (DI), Y15, Y4
	VMASKMOVPS (SI), Y15, Y5
	VMOVAPS Y5, Y6
	VFMADD213PS Y9, Y8, Y6
	VCMPPS $1, Y6, Y14, Y7
	VANDPS Y7, Y4, Y4
	VSUBPS Y0, Y5, Y5
	VADDPS Y4, Y1, Y1
	VFMADD231PS Y4, Y5, Y2
	ADDQ R8, SI
	ADDQ R8, DI
	DECQ CX
	JNZ  rowBehind
	JMP  sum

cut:
	ADDQ R9, BX
	CMPQ R10, $8
	JLT  rowCutMasked

rowCut:
	VMASKMOVPS (DI), Y15, Y4
	VMASKMOVPS (SI), Y15, Y5
	VMOVUPS (BX), Y6
	VCMPPS $1, Y6, Y14, Y7
	VANDPS Y7, Y4, Y4
	VMOVUPS Y4, (DI)
	VSUBPS Y0, Y5, Y5
	VADDPS Y4, Y1, Y1
	VFMADD231PS Y4, Y5, Y2
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, BX
	DECQ CX
	JNZ  rowCut
	JMP  sum

rowCutMasked:
	VMASKMOVPS (DI), Y15, Y4
	VMASKMOVPS (SI), Y15, Y5
	VMASKMOVPS (BX), Y15, Y6
	VCMPPS $1, Y6, Y14, Y7
	VANDPS Y7, Y4, Y4
	VMASKMOVPS Y4, Y15, (DI)
	VSUBPS Y0, Y5, Y5
	VADDPS Y4, Y1, Y1
	VFMADD231PS Y4, Y5, Y2
	ADDQ R8, SI
	ADDQ R8, DI
	ADDQ R8, BX
	DECQ CX
	JNZ  rowCutMasked

sum:
	MOVQ channelPass_s1(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y3
	VADDPS Y3, Y1, Y1
	VMASKMOVPS Y1, Y15, (R12)(R9*1)
	MOVQ channelPass_s2(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y3
	VADDPS Y3, Y2, Y2
	VMASKMOVPS Y2, Y15, (R12)(R9*1)
	ADDQ $32, R9
	SUBQ $8, R10
	JG   channels
	VZEROUPPER
	RET

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

#define GRAD_REST(row, STORE) \
	VFMADD213PS Y2, Y1, Y5; \
	VFMADD231PS Y4, Y0, Y5; \
	STORE(Y5, (DI)); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, DX; \
	DECQ CX; \
	JNZ  row; \
	JMP  next

#define GRAD_ROW(row, LOAD, STORE) \
row: \
	LOAD((DX), Y4); \
	LOAD((SI), Y5); \
	GRAD_REST(row, STORE)

#define GRAD_BEHIND_ROW(row, LOAD, STORE) \
row: \
	LOAD((DX), Y4); \
	LOAD((SI), Y5); \
	VMOVAPS Y5, Y6; \
	VFMADD213PS Y3, Y0, Y6; \
	VCMPPS $1, Y6, Y14, Y7; \
	VANDPS Y7, Y4, Y4; \
	GRAD_REST(row, STORE)

#define LONG_GRAD \
	VMOVUPS (SI)(R9*1), Y0; \
	VMOVUPS (R11)(R9*1), Y1; \
	VMOVUPS (R12)(R9*1), Y2; \
	VFMADD213PS (R13)(R9*1), Y2, Y0; \
	VFMADD231PS (BX)(R9*1), Y1, Y0; \
	VMOVUPS Y0, (DI)(R9*1)
#define LONG_GRAD_BEHIND \
	VMOVUPS (SI)(R9*1), Y0; \
	VMOVUPS (R11)(R9*1), Y1; \
	VMOVUPS (R12)(R9*1), Y2; \
	VMOVAPS Y0, Y3; \
	VFMADD213PS (R15)(R9*1), Y1, Y3; \
	VCMPPS $1, Y3, Y14, Y3; \
	VANDPS (BX)(R9*1), Y3, Y3; \
	VFMADD213PS (R13)(R9*1), Y2, Y0; \
	VFMADD231PS Y3, Y1, Y0; \
	VMOVUPS Y0, (DI)(R9*1)

// func bnInputGradAVX2(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where x*p0 + p3 > 0 if p3 exists
TEXT ·bnInputGradAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VXORPS Y14, Y14, Y14

	IF_LONG(16, long, channels0)

channels:
	MOVQ    $8, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	SHLQ    $2, R11
	LEAQ    laneMask<>+32(SB), R12
	SUBQ    R11, R12
	VMOVUPS (R12), Y15
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_dst(AX), DI
	MOVQ channelPass_dy(AX), DX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ R9, DX
	MOVQ channelPass_p0(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y0
	MOVQ channelPass_p1(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y1
	MOVQ channelPass_p2(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y2
	MOVQ channelPass_p3(AX), R12
	TESTQ R12, R12
	JNE  behind
	CMPQ R10, $8
	JLT  masked
	GRAD_ROW(row, LOAD8, STORE8)

masked:
	GRAD_ROW(rowMasked, LOADS, STORES)

behind:
	VMASKMOVPS (R12)(R9*1), Y15, Y3
	CMPQ R10, $8
	JLT  maskedBehind
	GRAD_BEHIND_ROW(rowBehind, LOAD8, STORE8)

maskedBehind:
	GRAD_BEHIND_ROW(rowBehindMasked, LOADS, STORES)

next:
	ADDQ $32, R9
	SUBQ $8, R10
	JG   channels
	VZEROUPPER
	RET

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
