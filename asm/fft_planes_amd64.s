//go:build !purego

// Between complex numbers and planes, without transposition, and the product of
// planes with planes.
//
//	SI, DI   planes, real and imaginary     R8   complex numbers, or cosines
//	CX       registers to do                R9   sines

#include "textflag.h"

// The first index picks even numbers out of two registers, the second odd ones;
// the third and fourth pick from real and imaginary parts in turn.
DATA fftSplitIndex<>+0(SB)/8, $0x0000000200000000
DATA fftSplitIndex<>+8(SB)/8, $0x0000000600000004
DATA fftSplitIndex<>+16(SB)/8, $0x0000000a00000008
DATA fftSplitIndex<>+24(SB)/8, $0x0000000e0000000c
DATA fftSplitIndex<>+32(SB)/8, $0x0000001200000010
DATA fftSplitIndex<>+40(SB)/8, $0x0000001600000014
DATA fftSplitIndex<>+48(SB)/8, $0x0000001a00000018
DATA fftSplitIndex<>+56(SB)/8, $0x0000001e0000001c
GLOBL fftSplitIndex<>(SB), RODATA|NOPTR, $64

DATA fftMergeIndex<>+0(SB)/8, $0x0000001000000000
DATA fftMergeIndex<>+8(SB)/8, $0x0000001100000001
DATA fftMergeIndex<>+16(SB)/8, $0x0000001200000002
DATA fftMergeIndex<>+24(SB)/8, $0x0000001300000003
DATA fftMergeIndex<>+32(SB)/8, $0x0000001400000004
DATA fftMergeIndex<>+40(SB)/8, $0x0000001500000005
DATA fftMergeIndex<>+48(SB)/8, $0x0000001600000006
DATA fftMergeIndex<>+56(SB)/8, $0x0000001700000007
GLOBL fftMergeIndex<>(SB), RODATA|NOPTR, $64

DATA fftOnes<>+0(SB)/4, $1
GLOBL fftOnes<>(SB), RODATA|NOPTR, $4

DATA fftEights<>+0(SB)/4, $8
GLOBL fftEights<>(SB), RODATA|NOPTR, $4

// func fftSplitAVX512(re, im, src *float32, registers int)
TEXT ·fftSplitAVX512(SB), NOSPLIT, $0-32
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ src+16(FP), R8
	MOVQ registers+24(FP), CX
	VMOVUPS fftSplitIndex<>(SB), Z8
	VPADDD.BCST fftOnes<>(SB), Z8, Z9

split512:
	VMOVUPS   (R8), Z0
	VMOVUPS   64(R8), Z1
	VMOVAPS   Z0, Z2
	VPERMT2PS Z1, Z8, Z0
	VPERMT2PS Z1, Z9, Z2
	VMOVUPS   Z0, (SI)
	VMOVUPS   Z2, (DI)
	ADDQ      $128, R8
	ADDQ      $64, SI
	ADDQ      $64, DI
	DECQ      CX
	JNZ       split512
	VZEROUPPER
	RET

// func fftMergeAVX512(dst, re, im *float32, registers int)
TEXT ·fftMergeAVX512(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), R8
	MOVQ re+8(FP), SI
	MOVQ im+16(FP), DI
	MOVQ registers+24(FP), CX
	VMOVUPS fftMergeIndex<>(SB), Z8
	VPADDD.BCST fftEights<>(SB), Z8, Z9

merge512:
	VMOVUPS   (SI), Z0
	VMOVUPS   (DI), Z1
	VMOVAPS   Z0, Z2
	VPERMT2PS Z1, Z8, Z0
	VPERMT2PS Z1, Z9, Z2
	VMOVUPS   Z0, (R8)
	VMOVUPS   Z2, 64(R8)
	ADDQ      $128, R8
	ADDQ      $64, SI
	ADDQ      $64, DI
	DECQ      CX
	JNZ       merge512
	VZEROUPPER
	RET

// func fftRotateAVX512(re, im, c, s *float32, registers int)
TEXT ·fftRotateAVX512(SB), NOSPLIT, $0-40
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ c+16(FP), R8
	MOVQ s+24(FP), R9
	MOVQ registers+32(FP), CX

rotate512:
	VMOVUPS     (SI), Z0
	VMOVUPS     (DI), Z1
	VMOVUPS     (R8), Z2
	VMOVUPS     (R9), Z3
	VMULPS      Z1, Z3, Z4
	VMULPS      Z0, Z3, Z5
	VFMSUB231PS Z0, Z2, Z4
	VFMADD231PS Z1, Z2, Z5
	VMOVUPS     Z4, (SI)
	VMOVUPS     Z5, (DI)
	ADDQ        $64, SI
	ADDQ        $64, DI
	ADDQ        $64, R8
	ADDQ        $64, R9
	DECQ        CX
	JNZ         rotate512
	VZEROUPPER
	RET

// func fftSplitAVX2(re, im, src *float32, registers int)
TEXT ·fftSplitAVX2(SB), NOSPLIT, $0-32
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ src+16(FP), R8
	MOVQ registers+24(FP), CX

split256:
	VMOVUPS (R8), Y0
	VMOVUPS 32(R8), Y1
	VSHUFPS $0x88, Y1, Y0, Y2
	VSHUFPS $0xDD, Y1, Y0, Y3
	VPERMPD $0xD8, Y2, Y2
	VPERMPD $0xD8, Y3, Y3
	VMOVUPS Y2, (SI)
	VMOVUPS Y3, (DI)
	ADDQ    $64, R8
	ADDQ    $32, SI
	ADDQ    $32, DI
	DECQ    CX
	JNZ     split256
	VZEROUPPER
	RET

// func fftMergeAVX2(dst, re, im *float32, registers int)
TEXT ·fftMergeAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), R8
	MOVQ re+8(FP), SI
	MOVQ im+16(FP), DI
	MOVQ registers+24(FP), CX

merge256:
	VMOVUPS    (SI), Y0
	VMOVUPS    (DI), Y1
	VUNPCKLPS  Y1, Y0, Y2
	VUNPCKHPS  Y1, Y0, Y3
	VPERM2F128 $0x20, Y3, Y2, Y4
	VPERM2F128 $0x31, Y3, Y2, Y5
	VMOVUPS    Y4, (R8)
	VMOVUPS    Y5, 32(R8)
	ADDQ       $64, R8
	ADDQ       $32, SI
	ADDQ       $32, DI
	DECQ       CX
	JNZ        merge256
	VZEROUPPER
	RET

// func fftRotateAVX2(re, im, c, s *float32, registers int)
TEXT ·fftRotateAVX2(SB), NOSPLIT, $0-40
	MOVQ re+0(FP), SI
	MOVQ im+8(FP), DI
	MOVQ c+16(FP), R8
	MOVQ s+24(FP), R9
	MOVQ registers+32(FP), CX

rotate256:
	VMOVUPS     (SI), Y0
	VMOVUPS     (DI), Y1
	VMOVUPS     (R8), Y2
	VMOVUPS     (R9), Y3
	VMULPS      Y1, Y3, Y4
	VMULPS      Y0, Y3, Y5
	VFMSUB231PS Y0, Y2, Y4
	VFMADD231PS Y1, Y2, Y5
	VMOVUPS     Y4, (SI)
	VMOVUPS     Y5, (DI)
	ADDQ        $32, SI
	ADDQ        $32, DI
	ADDQ        $32, R8
	ADDQ        $32, R9
	DECQ        CX
	JNZ         rotate256
	VZEROUPPER
	RET
