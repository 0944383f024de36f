//go:build !purego

// The step between the transform of a real vector and that of the vector taken as
// half as many complex numbers. Frequencies k and m-k are made of each other, so one
// loop goes forwards from 1 and backwards from m-1:
//
//	SI, DI   source and destination, forwards     R10   turns
//	R8, R9   source and destination, backwards    CX    registers to do
//
// Registers 0, 1 hold A and conj B; 2, 3 their sum and difference; 4-6 turn that.

#include "textflag.h"

DATA fftConjugate<>+0(SB)/8, $0x8000000000000000
GLOBL fftConjugate<>(SB), RODATA|NOPTR, $8

DATA fftHalf<>+0(SB)/4, $0x3f000000
GLOBL fftHalf<>(SB), RODATA|NOPTR, $4

DATA fftBackwards<>+0(SB)/8, $7
DATA fftBackwards<>+8(SB)/8, $6
DATA fftBackwards<>+16(SB)/8, $5
DATA fftBackwards<>+24(SB)/8, $4
DATA fftBackwards<>+32(SB)/8, $3
DATA fftBackwards<>+40(SB)/8, $2
DATA fftBackwards<>+48(SB)/8, $1
DATA fftBackwards<>+56(SB)/8, $0
GLOBL fftBackwards<>(SB), RODATA|NOPTR, $64

// func fftPairsAVX512(dst, src, turns *float32, m, blocks int)
TEXT ·fftPairsAVX512(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ turns+16(FP), R10
	MOVQ m+24(FP), AX
	MOVQ blocks+32(FP), CX
	LEAQ -64(SI)(AX*8), R8
	LEAQ -64(DI)(AX*8), R9
	ADDQ $8, SI
	ADDQ $8, DI
	ADDQ $8, R10
	VBROADCASTSD fftConjugate<>(SB), Z17
	VBROADCASTSS fftHalf<>(SB), Z18
	VMOVUPS fftBackwards<>(SB), Z16

	PCALIGN $32
next:
	VPERMPD (R8), Z16, Z1
	VPXORQ Z17, Z1, Z1
	VMOVUPS   (SI), Z0
	VADDPS    Z1, Z0, Z2
	VSUBPS    Z1, Z0, Z3
	VMOVSLDUP (R10), Z4
	VMOVSHDUP (R10), Z5
	VPERMILPS $0xB1, Z3, Z6
	VMULPS    Z5, Z6, Z6
	VFMADDSUB213PS Z6, Z4, Z3
	VMOVAPS   Z2, Z7
	VFMADD213PS Z3, Z18, Z2
	VFMSUB213PS Z3, Z18, Z7
	VPXORQ Z17, Z7, Z7
	VPERMPD Z7, Z16, Z7
	VMOVUPS Z2, (DI)
	VMOVUPS Z7, (R9)
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $64, R10
	SUBQ $64, R8
	SUBQ $64, R9
	DECQ CX
	JNZ  next
	VZEROUPPER
	RET

// func fftPairsAVX2(dst, src, turns *float32, m, blocks int)
TEXT ·fftPairsAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ turns+16(FP), R10
	MOVQ m+24(FP), AX
	MOVQ blocks+32(FP), CX
	LEAQ -32(SI)(AX*8), R8
	LEAQ -32(DI)(AX*8), R9
	ADDQ $8, SI
	ADDQ $8, DI
	ADDQ $8, R10
	VBROADCASTSD fftConjugate<>(SB), Y12
	VBROADCASTSS fftHalf<>(SB), Y13

	PCALIGN $32
next:
	VPERMPD $0x1B, (R8), Y1
	VXORPS Y12, Y1, Y1
	VMOVUPS   (SI), Y0
	VADDPS    Y1, Y0, Y2
	VSUBPS    Y1, Y0, Y3
	VMOVSLDUP (R10), Y4
	VMOVSHDUP (R10), Y5
	VPERMILPS $0xB1, Y3, Y6
	VMULPS    Y5, Y6, Y6
	VFMADDSUB213PS Y6, Y4, Y3
	VMOVAPS   Y2, Y7
	VFMADD213PS Y3, Y13, Y2
	VFMSUB213PS Y3, Y13, Y7
	VXORPS Y12, Y7, Y7
	VPERMPD $0x1B, Y7, Y7
	VMOVUPS Y2, (DI)
	VMOVUPS Y7, (R9)
	ADDQ $32, SI
	ADDQ $32, DI
	ADDQ $32, R10
	SUBQ $32, R8
	SUBQ $32, R9
	DECQ CX
	JNZ  next
	VZEROUPPER
	RET
