//go:build !purego

// The passes of batch normalisation over rows of channels, AVX512.
//
// Every kernel takes 16 channels at a time down all rows, so that what belongs
// to a channel stays in registers; the last channels are masked.
//
//	SI DI BX DX      the operands, at the current row and channels
//	R8   bytes from row to row     CX   rows left
//	R9   byte offset of channels   R10  channels left
// K1 masks the channels that exist.

#include "go_asm.h"
#include "textflag.h"

// func scaleShiftAVX512(p *channelPass)
//
//	dst = max(x*p0 + p1 [+ res], floor)
TEXT ·scaleShiftAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VBROADCASTSS channelPass_floor(AX), Z3

channels:
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
	VMAXPS Z2, Z3, Z2
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
	VMAXPS Z2, Z3, Z2
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

// func columnSumsAVX512(p *channelPass)
//
//	s1 += sum of the rows of x
TEXT ·columnSumsAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

channels:
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

// func columnSquaresAVX512(p *channelPass)
//
//	s1 += sum of the rows of (x-p0)^2
TEXT ·columnSquaresAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

channels:
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

// func columnDotsAVX512(p *channelPass)
//
//	s1 += sum of dy,  s2 += sum of dy*(x-p0)
//	if p1 exists: dy counting only where x*p1 + p2 > 0;  if y exists: dy = 0 first where not y > 0
TEXT ·columnDotsAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VPXORQ Z14, Z14, Z14

channels:
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
	VCMPPS $1, Z6, Z14, K1, K2
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
	VCMPPS $1, Z6, Z14, K1, K2
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

// func bnInputGradAVX512(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where x*p0 + p3 > 0 if p3 exists
TEXT ·bnInputGradAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VPXORQ Z14, Z14, Z14

channels:
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
	VCMPPS $1, Z6, Z14, K1, K2
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
