//go:build !purego

// The passes of batch normalisation over rows of channels, AVX2.
//
// Every kernel takes 8 channels at a time down all rows, so that what belongs
// to a channel stays in registers; the last channels are masked. Rows of whole
// registers are read from front to back instead.
//
//	SI DI BX DX      the operands, at the current row and channels
//	R8   bytes from row to row     CX   rows left
//	R9   byte offset of channels   R10  channels left
// Y15 masks the channels that exist.

#include "go_asm.h"
#include "textflag.h"
#include "channels_avx2_amd64.h"

#define SCALE_ROW(row, LOAD, STORE) \
row: \
	LOAD((SI), Y2); \
	VFMADD213PS Y1, Y0, Y2; \
	VMAXPS Y2, Y3, Y2; \
	STORE(Y2, (DI)); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	DECQ CX; \
	JNZ  row; \
	JMP  next

#define SCALE_ADD_ROW(row, LOAD, STORE) \
row: \
	LOAD((SI), Y2); \
	LOAD((BX), Y4); \
	VFMADD213PS Y1, Y0, Y2; \
	VADDPS Y4, Y2, Y2; \
	VMAXPS Y2, Y3, Y2; \
	STORE(Y2, (DI)); \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, BX; \
	DECQ CX; \
	JNZ  row; \
	JMP  next

#define LONG_SCALE \
	VMOVUPS (SI)(R9*1), Y0; \
	VMOVUPS (R11)(R9*1), Y1; \
	VFMADD213PS (R12)(R9*1), Y1, Y0; \
	VMAXPS Y0, Y3, Y0; \
	VMOVUPS Y0, (DI)(R9*1)

#define LONG_SCALE_ADD \
	VMOVUPS (SI)(R9*1), Y0; \
	VMOVUPS (R11)(R9*1), Y1; \
	VFMADD213PS (R12)(R9*1), Y1, Y0; \
	VADDPS (BX)(R9*1), Y0, Y0; \
	VMAXPS Y0, Y3, Y0; \
	VMOVUPS Y0, (DI)(R9*1)

// func scaleShiftAVX2(p *channelPass)
//
//	dst = max(x*p0 + p1 [+ res], floor)
TEXT ·scaleShiftAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VBROADCASTSS channelPass_floor(AX), Y3

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
	MOVQ channelPass_res(AX), BX
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y0
	MOVQ channelPass_p1(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y1
	TESTQ BX, BX
	JNE  add
	CMPQ R10, $8
	JLT  masked
	SCALE_ROW(row, LOAD8, STORE8)

masked:
	SCALE_ROW(rowMasked, LOADS, STORES)

add:
	ADDQ R9, BX
	CMPQ R10, $8
	JLT  maskedAdd
	SCALE_ADD_ROW(rowAdd, LOAD8, STORE8)

maskedAdd:
	SCALE_ADD_ROW(rowAddMasked, LOADS, STORES)

next:
	ADDQ $32, R9
	SUBQ $8, R10
	JG   channels
	VZEROUPPER
	RET

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

#define LONG_SUM \
	VMOVUPS (SI)(R9*1), Y0; \
	VADDPS  (R12)(R9*1), Y0, Y0; \
	VMOVUPS Y0, (R12)(R9*1)

// func columnSumsAVX2(p *channelPass)
//
//	s1 += sum of the rows of x
TEXT ·columnSumsAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

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
	MOVQ channelPass_s1(AX), DI
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	SUBQ $4, CX
	JLT  rest

four:
	VMASKMOVPS (SI), Y15, Y5
	VMASKMOVPS (SI)(R8*1), Y15, Y6
	VMASKMOVPS (SI)(R8*2), Y15, Y7
	LEAQ (R8)(R8*2), R13
	VMASKMOVPS (SI)(R13*1), Y15, Y8
	VADDPS Y5, Y1, Y1
	VADDPS Y6, Y2, Y2
	VADDPS Y7, Y3, Y3
	VADDPS Y8, Y4, Y4
	LEAQ (SI)(R8*4), SI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   sum

row:
	VMASKMOVPS (SI), Y15, Y5
	VADDPS Y5, Y1, Y1
	ADDQ R8, SI
	DECQ CX
	JNZ  row

sum:
	VADDPS Y2, Y1, Y1
	VADDPS Y4, Y3, Y3
	VADDPS Y3, Y1, Y1
	VMASKMOVPS (DI), Y15, Y2
	VADDPS Y2, Y1, Y1
	VMASKMOVPS Y1, Y15, (DI)
	ADDQ $32, R9
	SUBQ $8, R10
	JG   channels
	VZEROUPPER
	RET

long:
	MOVQ channelPass_s1(AX), R12
	LONG(rowLong, registers, LONG_SUM)

// func columnSquaresAVX2(p *channelPass)
//
//	s1 += sum of the rows of (x-p0)^2
TEXT ·columnSquaresAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9

channels:
	MOVQ    $8, R11
	CMPQ    R10, R11
	CMOVQLT R10, R11
	SHLQ    $2, R11
	LEAQ    laneMask<>+32(SB), R12
	SUBQ    R11, R12
	VMOVUPS (R12), Y15
	MOVQ channelPass_x(AX), SI
	MOVQ channelPass_s1(AX), DI
	MOVQ channelPass_rows(AX), CX
	ADDQ R9, SI
	ADDQ R9, DI
	MOVQ channelPass_p0(AX), R12
	VMASKMOVPS (R12)(R9*1), Y15, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	SUBQ $4, CX
	JLT  rest

four:
	VMASKMOVPS (SI), Y15, Y5
	VMASKMOVPS (SI)(R8*1), Y15, Y6
	VMASKMOVPS (SI)(R8*2), Y15, Y7
	LEAQ (R8)(R8*2), R13
	VMASKMOVPS (SI)(R13*1), Y15, Y8
	VSUBPS Y0, Y5, Y5
	VFMADD231PS Y5, Y5, Y1
	VSUBPS Y0, Y6, Y6
	VFMADD231PS Y6, Y6, Y2
	VSUBPS Y0, Y7, Y7
	VFMADD231PS Y7, Y7, Y3
	VSUBPS Y0, Y8, Y8
	VFMADD231PS Y8, Y8, Y4
	LEAQ (SI)(R8*4), SI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   sum

row:
	VMASKMOVPS (SI), Y15, Y5
	VSUBPS Y0, Y5, Y5
	VFMADD231PS Y5, Y5, Y1
	ADDQ R8, SI
	DECQ CX
	JNZ  row

sum:
	VADDPS Y2, Y1, Y1
	VADDPS Y4, Y3, Y3
	VADDPS Y3, Y1, Y1
	VMASKMOVPS (DI), Y15, Y2
	VADDPS Y2, Y1, Y1
	VMASKMOVPS Y1, Y15, (DI)
	ADDQ $32, R9
	SUBQ $8, R10
	JG   channels
	VZEROUPPER
	RET
