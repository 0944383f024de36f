//go:build !purego

// Batch normalisation, ReLU and 2x2 max-pooling of a pair of rows, AVX512.
//
//	 SI   | 0 | 1 | 0 | 1 |      a window is 2x2 pixels; 16 channels of it at a time
//	 DI   | 2 | 3 | 2 | 3 |
//	 DX   |   m   |   m   |      the pooled row, or its gradient
//
//	SI DI  the window in both rows     R8   bytes of a pixel     CX  windows left
//	R9     byte offset of channels     R13  that of the pixel to the right
//	R11 R12  scale and shift           Z30 minus infinity  Z31 zeros
//	Z2 Z3 Z4 Z5  the pixels, normalised and rectified      Z6  the largest

#include "go_asm.h"
#include "textflag.h"

#define START \
	MOVQ p+0(FP), AX; \
	MOVQ NormPool_pixelBytes(AX), R8; \
	MOVQ NormPool_X(AX), SI; \
	MOVQ NormPool_Width(AX), DI; \
	IMULQ R8, DI; \
	ADDQ SI, DI; \
	MOVQ NormPool_windows(AX), CX; \
	MOVQ NormPool_Scale(AX), R11; \
	MOVQ NormPool_Shift(AX), R12; \
	VPXORQ Z31, Z31, Z31; \
	MOVL $0xff800000, R9; \
	VPBROADCASTD R9, Z30

// LARGEST normalises, rectifies and pools 16 channels of a window. Of two operands
// the maximum is the second where one is NaN: the rectified pixel stays one, and the
// largest does not become one.
#define LARGEST \
	VMOVUPS (R11)(R9*1), Z0; \
	VMOVUPS (R12)(R9*1), Z1; \
	VMOVUPS (SI)(R9*1), Z2; \
	VMOVUPS (SI)(R13*1), Z3; \
	VMOVUPS (DI)(R9*1), Z4; \
	VMOVUPS (DI)(R13*1), Z5; \
	VFMADD213PS Z1, Z0, Z2; \
	VFMADD213PS Z1, Z0, Z3; \
	VFMADD213PS Z1, Z0, Z4; \
	VFMADD213PS Z1, Z0, Z5; \
	VMAXPS Z2, Z31, Z2; \
	VMAXPS Z3, Z31, Z3; \
	VMAXPS Z4, Z31, Z4; \
	VMAXPS Z5, Z31, Z5; \
	VMAXPS Z30, Z2, Z6; \
	VMAXPS Z6, Z3, Z6; \
	VMAXPS Z6, Z4, Z6; \
	VMAXPS Z6, Z5, Z6

// NEXT goes on to the next channels, then to the next window.
#define NEXT(channels) \
	ADDQ $64, R9; \
	ADDQ $64, R13; \
	CMPQ R9, R8; \
	JLT  channels; \
	LEAQ (SI)(R8*2), SI; \
	LEAQ (DI)(R8*2), DI; \
	ADDQ R8, DX

// func normPoolApplyAVX512(p *NormPool)
TEXT ·normPoolApplyAVX512(SB), NOSPLIT, $0-8
	START
	MOVQ NormPool_Dst(AX), DX

window:
	XORQ R9, R9
	MOVQ R8, R13

channels:
	LARGEST
	VMOVUPS Z6, (DX)(R9*1)
	NEXT(channels)
	DECQ CX
	JNZ  window
	VZEROUPPER
	RET

// func normPoolDotsAVX512(p *NormPool)
//
// The pixels go into Z7 from the last to the first, each where it is the largest.
TEXT ·normPoolDotsAVX512(SB), NOSPLIT, $0-8
	START
	MOVQ NormPool_DY(AX), DX
	MOVQ NormPool_Mean(AX), R10
	MOVQ NormPool_S1(AX), BX
	MOVQ NormPool_S2(AX), R15

window:
	XORQ R9, R9
	MOVQ R8, R13

channels:
	LARGEST
	VCMPPS $1, Z6, Z31, K1
	VCMPPS $0, Z2, Z6, K2
	VCMPPS $0, Z3, Z6, K3
	VCMPPS $0, Z4, Z6, K4
	VMOVUPS (DI)(R13*1), Z7
	VMOVUPS (DI)(R9*1), K4, Z7
	VMOVUPS (SI)(R13*1), K3, Z7
	VMOVUPS (SI)(R9*1), K2, Z7
	VMOVUPS.Z (DX)(R9*1), K1, Z8
	VSUBPS  (R10)(R9*1), Z7, Z7
	VADDPS  (BX)(R9*1), Z8, Z9
	VMOVUPS Z9, (BX)(R9*1)
	VMOVUPS (R15)(R9*1), Z10
	VFMADD231PS Z8, Z7, Z10
	VMOVUPS Z10, (R15)(R9*1)
	NEXT(channels)
	DECQ CX
	JNZ  window
	VZEROUPPER
	RET

// PIXEL writes the gradient of one pixel, which is the largest where k has a bit.
#define PIXEL(x, k, dst) \
	VMOVUPS x, Z11; \
	VFMADD213PS Z10, Z9, Z11; \
	VFMADD231PS Z8, Z0, k, Z11; \
	VMOVUPS Z11, dst

// func normPoolGradAVX512(p *NormPool)
//
// R10 slope   BX offset   R15 R14 the window in both rows of Dst
TEXT ·normPoolGradAVX512(SB), NOSPLIT, $0-8
	START
	MOVQ NormPool_DY(AX), DX
	MOVQ NormPool_Slope(AX), R10
	MOVQ NormPool_Offset(AX), BX
	MOVQ NormPool_Dst(AX), R15
	MOVQ DI, R14
	SUBQ SI, R14
	ADDQ R15, R14

window:
	XORQ R9, R9
	MOVQ R8, R13

channels:
	LARGEST
	VCMPPS $1, Z6, Z31, K1
	VCMPPS $0, Z2, Z6, K1, K2
	KANDNW K1, K2, K1
	VCMPPS $0, Z3, Z6, K1, K3
	KANDNW K1, K3, K1
	VCMPPS $0, Z4, Z6, K1, K4
	KANDNW K1, K4, K5
	VMOVUPS (DX)(R9*1), Z8
	VMOVUPS (R10)(R9*1), Z9
	VMOVUPS (BX)(R9*1), Z10
	PIXEL((SI)(R9*1), K2, (R15)(R9*1))
	PIXEL((SI)(R13*1), K3, (R15)(R13*1))
	PIXEL((DI)(R9*1), K4, (R14)(R9*1))
	PIXEL((DI)(R13*1), K5, (R14)(R13*1))
	NEXT(channels)
	LEAQ (R15)(R8*2), R15
	LEAQ (R14)(R8*2), R14
	DECQ CX
	JNZ  window
	VZEROUPPER
	RET
