//go:build !purego

// Max-pooling along a row of pixels, AVX2: pixel by pixel, 8 channels at a time,
// the last channels masked by Y15.
//
//	SI   input pixel       R9   bytes to the next input pixel
//	DI   output pixel      R8   bytes of a pixel's channels
//	CX   pixels left       R11  byte offset of channels    R10  channels left

#include "go_asm.h"
#include "textflag.h"

DATA lowest8<>+0(SB)/8, $0xff800000ff800000
DATA lowest8<>+8(SB)/8, $0xff800000ff800000
DATA lowest8<>+16(SB)/8, $0xff800000ff800000
DATA lowest8<>+24(SB)/8, $0xff800000ff800000
GLOBL lowest8<>(SB), RODATA|NOPTR, $32

DATA poolMask<>+0(SB)/8, $0xffffffffffffffff
DATA poolMask<>+8(SB)/8, $0xffffffffffffffff
DATA poolMask<>+16(SB)/8, $0xffffffffffffffff
DATA poolMask<>+24(SB)/8, $0xffffffffffffffff
DATA poolMask<>+32(SB)/8, $0
DATA poolMask<>+40(SB)/8, $0
DATA poolMask<>+48(SB)/8, $0
DATA poolMask<>+56(SB)/8, $0
GLOBL poolMask<>(SB), RODATA|NOPTR, $64

// SIZES loads what the passes share and sets Y15 to the channels behind the last
// full register.
#define SIZES \
	MOVQ    poolPass_n(AX), CX; \
	MOVQ    poolPass_c(AX), R8; \
	MOVQ    R8, R10; \
	ANDQ    $7, R10; \
	SHLQ    $2, R10; \
	LEAQ    poolMask<>+32(SB), R12; \
	SUBQ    R10, R12; \
	VMOVUPS (R12), Y15; \
	SHLQ    $2, R8; \
	MOVQ    poolPass_step(AX), R9; \
	SHLQ    $2, R9; \
	MOVQ    poolPass_src(AX), SI; \
	MOVQ    poolPass_dst(AX), DI

// func maxRowsAVX2(p *poolPass)
//
//	BX  what the input is compared with: the output pixel, or minus infinity
//	R13 32 or 0: whether BX moves along
TEXT ·maxRowsAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	SIZES
	MOVQ $32, R13
	MOVQ DI, BX
	CMPB poolPass_fresh(AX), $0
	JEQ  pixel
	LEAQ lowest8<>(SB), BX
	XORQ R13, R13

pixel:
	XORQ R11, R11
	MOVQ poolPass_c(AX), R10
	SUBQ $8, R10
	JLT  tail

full:
	VMOVUPS (SI)(R11*1), Y0
	VMAXPS  (BX), Y0, Y0
	VMOVUPS Y0, (DI)(R11*1)
	ADDQ    R13, BX
	ADDQ    $32, R11
	SUBQ    $8, R10
	JGE     full

tail:
	ADDQ $8, R10
	JZ   next
	VMASKMOVPS (SI)(R11*1), Y15, Y0
	VMASKMOVPS (BX), Y15, Y1
	VMAXPS     Y1, Y0, Y0
	VMASKMOVPS Y0, Y15, (DI)(R11*1)

next:
	ADDQ R9, SI
	ADDQ R8, DI
	TESTQ R13, R13
	CMOVQNE DI, BX
	DECQ CX
	JNZ  pixel
	VZEROUPPER
	RET

// func maxRowsGradAVX2(p *poolPass)
//
//	BX DX R13  y, dy and taken, which move with the output
TEXT ·maxRowsGradAVX2(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	SIZES
	MOVQ poolPass_y(AX), BX
	MOVQ poolPass_dy(AX), DX
	MOVQ poolPass_taken(AX), R13

pixel:
	XORQ R11, R11
	MOVQ poolPass_c(AX), R10
	SUBQ $8, R10
	JLT  tail

full:
	VMOVUPS (SI)(R11*1), Y0
	VCMPPS  $0, (BX)(R11*1), Y0, Y0
	VMOVUPS (R13)(R11*1), Y1
	VANDNPS Y0, Y1, Y0
	VORPS   Y0, Y1, Y1
	VMOVUPS Y1, (R13)(R11*1)
	VANDPS  (DX)(R11*1), Y0, Y0
	VADDPS  (DI)(R11*1), Y0, Y0
	VMOVUPS Y0, (DI)(R11*1)
	ADDQ    $32, R11
	SUBQ    $8, R10
	JGE     full

tail:
	ADDQ $8, R10
	JZ   next
	VMASKMOVPS (SI)(R11*1), Y15, Y0
	VMASKMOVPS (BX)(R11*1), Y15, Y2
	VCMPPS     $0, Y2, Y0, Y0
	VMASKMOVPS (R13)(R11*1), Y15, Y1
	VANDNPS    Y0, Y1, Y0
	VORPS      Y0, Y1, Y1
	VMASKMOVPS Y1, Y15, (R13)(R11*1)
	VMASKMOVPS (DX)(R11*1), Y15, Y2
	VANDPS     Y2, Y0, Y0
	VMASKMOVPS (DI)(R11*1), Y15, Y2
	VADDPS     Y2, Y0, Y0
	VMASKMOVPS Y0, Y15, (DI)(R11*1)

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
