//go:build !purego

// Max-pooling along a row of pixels, AVX-512: pixel by pixel, 16 channels at a
// time, the last channels masked by K1.
//
//	SI   input pixel       R9   bytes to the next input pixel
//	DI   output pixel      R8   bytes of a pixel's channels
//	CX   pixels left       R11  byte offset of channels    R10  channels left

#include "go_asm.h"
#include "textflag.h"

DATA lowest<>+0(SB)/8, $0xff800000ff800000
DATA lowest<>+8(SB)/8, $0xff800000ff800000
DATA lowest<>+16(SB)/8, $0xff800000ff800000
DATA lowest<>+24(SB)/8, $0xff800000ff800000
DATA lowest<>+32(SB)/8, $0xff800000ff800000
DATA lowest<>+40(SB)/8, $0xff800000ff800000
DATA lowest<>+48(SB)/8, $0xff800000ff800000
DATA lowest<>+56(SB)/8, $0xff800000ff800000
GLOBL lowest<>(SB), RODATA|NOPTR, $64

// SIZES loads what the passes share and sets K1 to the channels behind the last
// full register.
#define SIZES \
	MOVQ  poolPass_n(AX), CX; \
	MOVQ  poolPass_c(AX), R8; \
	MOVQ  R8, R10; \
	ANDQ  $15, R10; \
	MOVQ  $-1, R12; \
	SHLXQ R10, R12, R12; \
	NOTQ  R12; \
	KMOVW R12, K1; \
	SHLQ  $2, R8; \
	MOVQ  poolPass_step(AX), R9; \
	SHLQ  $2, R9; \
	MOVQ  poolPass_src(AX), SI; \
	MOVQ  poolPass_dst(AX), DI

// func maxRowsAVX512(p *poolPass)
//
//	BX  what the input is compared with: the output pixel, or minus infinity
//	R13 64 or 0: whether BX moves along
TEXT ·maxRowsAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	SIZES
	MOVQ $64, R13
	MOVQ DI, BX
	CMPB poolPass_fresh(AX), $0
	JEQ  pixel
	LEAQ lowest<>(SB), BX
	XORQ R13, R13

pixel:
	XORQ R11, R11
	MOVQ poolPass_c(AX), R10
	SUBQ $16, R10
	JLT  tail

full:
	VMOVUPS (SI)(R11*1), Z0
	VMAXPS  (BX), Z0, Z0
	VMOVUPS Z0, (DI)(R11*1)
	ADDQ    R13, BX
	ADDQ    $64, R11
	SUBQ    $16, R10
	JGE     full

tail:
	ADDQ $16, R10
	JZ   next
	VMOVUPS.Z (SI)(R11*1), K1, Z0
	VMOVUPS.Z (BX), K1, Z1
	VMAXPS    Z1, Z0, Z0
	VMOVUPS   Z0, K1, (DI)(R11*1)

next:
	ADDQ R9, SI
	ADDQ R8, DI
	TESTQ R13, R13
	CMOVQNE DI, BX
	DECQ CX
	JNZ  pixel
	VZEROUPPER
	RET

// func maxRowsGradAVX512(p *poolPass)
//
//	BX DX R13  y, dy and taken, which move with the output    Z3  all bits set
TEXT ·maxRowsGradAVX512(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	SIZES
	MOVQ poolPass_y(AX), BX
	MOVQ poolPass_dy(AX), DX
	MOVQ poolPass_taken(AX), R13
	VPTERNLOGD $0xff, Z3, Z3, Z3

pixel:
	XORQ R11, R11
	MOVQ poolPass_c(AX), R10
	SUBQ $16, R10
	JLT  tail

full:
	VMOVUPS   (SI)(R11*1), Z0
	VCMPPS    $0, (BX)(R11*1), Z0, K2
	VMOVDQU32 (R13)(R11*1), Z1
	VPTESTNMD Z1, Z1, K2, K3
	VMOVUPS   (DI)(R11*1), Z2
	VADDPS    (DX)(R11*1), Z2, Z2
	VMOVUPS   Z2, K3, (DI)(R11*1)
	VMOVDQU32 Z3, K3, (R13)(R11*1)
	ADDQ      $64, R11
	SUBQ      $16, R10
	JGE       full

tail:
	ADDQ $16, R10
	JZ   next
	VMOVUPS.Z   (SI)(R11*1), K1, Z0
	VMOVUPS.Z   (BX)(R11*1), K1, Z1
	VCMPPS      $0, Z1, Z0, K1, K2
	VMOVDQU32.Z (R13)(R11*1), K1, Z1
	VPTESTNMD   Z1, Z1, K2, K3
	VMOVUPS.Z   (DI)(R11*1), K3, Z2
	VMOVUPS.Z   (DX)(R11*1), K3, Z1
	VADDPS      Z1, Z2, Z2
	VMOVUPS     Z2, K3, (DI)(R11*1)
	VMOVDQU32   Z3, K3, (R13)(R11*1)

next:
	ADDQ R9, SI
	ADDQ R9, DI
	ADDQ R8, BX
	ADDQ R8, DX
	ADDQ R8, R13
	DECQ CX
	JNZ  pixel
	VZEROUPPER
	RET
