//go:build !purego

// Rows copied together, or apart: DI and SI are the rows, R8 and R9 their distances,
// R11 and R10 the rows eight further on, AX the place in the rows and BX their end.

#include "textflag.h"

// func copyRowsAVX2(dst, src *float32, dstStep, srcStep, rows, n int)
TEXT ·copyRowsAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ dstStep+16(FP), R8
	MOVQ srcStep+24(FP), R9
	SHLQ $2, R8
	SHLQ $2, R9
	MOVQ rows+32(FP), CX
	MOVQ n+40(FP), BX
	SHLQ $2, BX
	LEAQ (SI)(R9*8), R10
	LEAQ (DI)(R8*8), R11

row:
	XORQ AX, AX

vector:
	PREFETCHT0 (R10)(AX*1)
	PREFETCHT0 (R11)(AX*1)
	VMOVUPS (SI)(AX*1), Y0
	VMOVUPS Y0, (DI)(AX*1)
	ADDQ    $32, AX
	CMPQ    AX, BX
	JLT     vector
	ADDQ    R8, DI
	ADDQ    R9, SI
	ADDQ    R9, R10
	ADDQ    R8, R11
	DECQ    CX
	JNZ     row
	VZEROUPPER
	RET
