//go:build !purego

// The passes of batch normalisation over rows of channels, AVX2.
//
// Every kernel takes 8 channels at a time down all rows, so that what belongs
// to a channel stays in registers; the last channels are masked.
//
//	SI DI BX DX      the operands, at the current row and channels
//	R8   bytes from row to row     CX   rows left
//	R9   byte offset of channels   R10  channels left
// Y15 masks the channels that exist.

#include "go_asm.h"
#include "textflag.h"

DATA laneMask<>+0(SB)/8, $0xffffffffffffffff
DATA laneMask<>+8(SB)/8, $0xffffffffffffffff
DATA laneMask<>+16(SB)/8, $0xffffffffffffffff
DATA laneMask<>+24(SB)/8, $0xffffffffffffffff
DATA laneMask<>+32(SB)/8, $0
DATA laneMask<>+40(SB)/8, $0
DATA laneMask<>+48(SB)/8, $0
DATA laneMask<>+56(SB)/8, $0
GLOBL laneMask<>(SB), RODATA|NOPTR, $64

// LOAD8 and STORE8 move 8 channels, LOADS and STORES those that Y15 has. Only the
// last channels pay for a mask: masked stores take some processors a dozen cycles.
#define LOAD8(m, y) VMOVUPS m, y
#define STORE8(y, m) VMOVUPS y, m
#define LOADS(m, y) VMASKMOVPS m, Y15, y
#define STORES(y, m) VMASKMOVPS y, Y15, m

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

// func scaleShiftAVX2(p *channelPass)
//
//	dst = max(x*p0 + p1 [+ res], floor)
TEXT ·scaleShiftAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VBROADCASTSS channelPass_floor(AX), Y3

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

// func columnSumsAVX2(p *channelPass)
//
//	s1 += sum of the rows of x
TEXT ·columnSumsAVX2(SB), NOSPLIT, $0-8
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

// func bnInputGradAVX2(p *channelPass)
//
//	dst = p0*dy + p1*x + p2,  dy counting only where x*p0 + p3 > 0 if p3 exists
TEXT ·bnInputGradAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	MOVQ channelPass_c(AX), R10
	LEAQ (R10*4), R8
	XORQ R9, R9
	VXORPS Y14, Y14, Y14

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
