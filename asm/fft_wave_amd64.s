//go:build !purego

// One wave subtracted from an image, sums of amplitudes.
//
//	SI, DI     source, destination     R8, R9    cosines and sines of the columns
//	BX, DX     the same, in a row      R10, R11  of the rows
//	AX         row step, in bytes      R12, CX   registers in a row, rows to do
//	R13        *FFTWave
//
// Registers 0, 1 hold Re, Im; 2, 3 the row's factors Re cos a - Im sin a and
// Re sin a + Im cos a; 4-7 cosines and sines of two registers of columns; 8, 9 pixels.

#include "textflag.h"
#include "go_asm.h"

// func fftWaveAVX512(w *FFTWave)
TEXT ·fftWaveAVX512(SB), NOSPLIT, $0-8
	MOVQ w+0(FP), R13
	VBROADCASTSS FFTWave_Re(R13), Z0
	VBROADCASTSS FFTWave_Im(R13), Z1
	MOVQ FFTWave_Dst(R13), DI
	MOVQ FFTWave_Src(R13), SI
	MOVQ FFTWave_CosCol(R13), R8
	MOVQ FFTWave_SinCol(R13), R9
	MOVQ FFTWave_step(R13), AX
	MOVQ FFTWave_registers(R13), R12

pair:
	CMPQ R12, $2
	JLT  single
	VMOVUPS (R8), Z4
	VMOVUPS (R9), Z6
	VMOVUPS 64(R8), Z5
	VMOVUPS 64(R9), Z7
	MOVQ SI, BX
	MOVQ DI, DX
	MOVQ FFTWave_CosRow(R13), R10
	MOVQ FFTWave_SinRow(R13), R11
	MOVQ FFTWave_CosRow+8(R13), CX

	PCALIGN $64
row2:
	VBROADCASTSS (R10), Z10
	VBROADCASTSS (R11), Z11
	VMULPS       Z11, Z1, Z2
	VFMSUB231PS  Z10, Z0, Z2
	VMULPS       Z10, Z1, Z3
	VFMADD231PS  Z11, Z0, Z3
	VMOVUPS (BX), Z8
	VMOVUPS 64(BX), Z9
	VFNMADD231PS Z4, Z2, Z8
	VFNMADD231PS Z5, Z2, Z9
	VFMADD231PS Z6, Z3, Z8
	VFMADD231PS Z7, Z3, Z9
	VMOVUPS Z8, (DX)
	VMOVUPS Z9, 64(DX)
	ADDQ AX, BX
	ADDQ AX, DX
	ADDQ $4, R10
	ADDQ $4, R11
	DECQ CX
	JNZ  row2
	ADDQ $128, SI
	ADDQ $128, DI
	ADDQ $128, R8
	ADDQ $128, R9
	SUBQ $2, R12
	JMP  pair

single:
	TESTQ R12, R12
	JZ   done
	VMOVUPS (R8), Z4
	VMOVUPS (R9), Z6
	MOVQ SI, BX
	MOVQ DI, DX
	MOVQ FFTWave_CosRow(R13), R10
	MOVQ FFTWave_SinRow(R13), R11
	MOVQ FFTWave_CosRow+8(R13), CX

	PCALIGN $64
row1:
	VBROADCASTSS (R10), Z10
	VBROADCASTSS (R11), Z11
	VMULPS       Z11, Z1, Z2
	VFMSUB231PS  Z10, Z0, Z2
	VMULPS       Z10, Z1, Z3
	VFMADD231PS  Z11, Z0, Z3
	VMOVUPS (BX), Z8
	VFNMADD231PS Z4, Z2, Z8
	VFMADD231PS Z6, Z3, Z8
	VMOVUPS Z8, (DX)
	ADDQ AX, BX
	ADDQ AX, DX
	ADDQ $4, R10
	ADDQ $4, R11
	DECQ CX
	JNZ  row1

done:
	VZEROUPPER
	RET

// func fftAmplitudesAVX512(sum *float64, z *float32, eights int)
TEXT ·fftAmplitudesAVX512(SB), NOSPLIT, $0-24
	MOVQ sum+0(FP), DI
	MOVQ z+8(FP), SI
	MOVQ eights+16(FP), CX

	PCALIGN $32
next:
	VMOVUPS   (SI), Z0
	VMULPS    Z0, Z0, Z0
	VPERMILPS $0xB1, Z0, Z1
	VADDPS    Z1, Z0, Z0
	VPMOVQD   Z0, Y0
	VSQRTPS   Y0, Y0
	VCVTPS2PD Y0, Z0
	VADDPD    (DI), Z0, Z0
	VMOVUPD   Z0, (DI)
	ADDQ      $64, SI
	ADDQ      $64, DI
	DECQ      CX
	JNZ       next
	VZEROUPPER
	RET

// func fftWaveAVX2(w *FFTWave)
TEXT ·fftWaveAVX2(SB), NOSPLIT, $0-8
	MOVQ w+0(FP), R13
	VBROADCASTSS FFTWave_Re(R13), Y0
	VBROADCASTSS FFTWave_Im(R13), Y1
	MOVQ FFTWave_Dst(R13), DI
	MOVQ FFTWave_Src(R13), SI
	MOVQ FFTWave_CosCol(R13), R8
	MOVQ FFTWave_SinCol(R13), R9
	MOVQ FFTWave_step(R13), AX
	MOVQ FFTWave_registers(R13), R12

pair:
	CMPQ R12, $2
	JLT  single
	VMOVUPS (R8), Y4
	VMOVUPS (R9), Y6
	VMOVUPS 32(R8), Y5
	VMOVUPS 32(R9), Y7
	MOVQ SI, BX
	MOVQ DI, DX
	MOVQ FFTWave_CosRow(R13), R10
	MOVQ FFTWave_SinRow(R13), R11
	MOVQ FFTWave_CosRow+8(R13), CX

	PCALIGN $64
row2:
	VBROADCASTSS (R10), Y10
	VBROADCASTSS (R11), Y11
	VMULPS       Y11, Y1, Y2
	VFMSUB231PS  Y10, Y0, Y2
	VMULPS       Y10, Y1, Y3
	VFMADD231PS  Y11, Y0, Y3
	VMOVUPS (BX), Y8
	VMOVUPS 32(BX), Y9
	VFNMADD231PS Y4, Y2, Y8
	VFNMADD231PS Y5, Y2, Y9
	VFMADD231PS Y6, Y3, Y8
	VFMADD231PS Y7, Y3, Y9
	VMOVUPS Y8, (DX)
	VMOVUPS Y9, 32(DX)
	ADDQ AX, BX
	ADDQ AX, DX
	ADDQ $4, R10
	ADDQ $4, R11
	DECQ CX
	JNZ  row2
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $64, R8
	ADDQ $64, R9
	SUBQ $2, R12
	JMP  pair

single:
	TESTQ R12, R12
	JZ   done
	VMOVUPS (R8), Y4
	VMOVUPS (R9), Y6
	MOVQ SI, BX
	MOVQ DI, DX
	MOVQ FFTWave_CosRow(R13), R10
	MOVQ FFTWave_SinRow(R13), R11
	MOVQ FFTWave_CosRow+8(R13), CX

	PCALIGN $64
row1:
	VBROADCASTSS (R10), Y10
	VBROADCASTSS (R11), Y11
	VMULPS       Y11, Y1, Y2
	VFMSUB231PS  Y10, Y0, Y2
	VMULPS       Y10, Y1, Y3
	VFMADD231PS  Y11, Y0, Y3
	VMOVUPS (BX), Y8
	VFNMADD231PS Y4, Y2, Y8
	VFMADD231PS Y6, Y3, Y8
	VMOVUPS Y8, (DX)
	ADDQ AX, BX
	ADDQ AX, DX
	ADDQ $4, R10
	ADDQ $4, R11
	DECQ CX
	JNZ  row1

done:
	VZEROUPPER
	RET

// func fftAmplitudesAVX2(sum *float64, z *float32, fours int)
TEXT ·fftAmplitudesAVX2(SB), NOSPLIT, $0-24
	MOVQ sum+0(FP), DI
	MOVQ z+8(FP), SI
	MOVQ fours+16(FP), CX

	PCALIGN $32
next:
	VMOVUPS      (SI), Y0
	VMULPS       Y0, Y0, Y0
	VPERMILPS    $0xB1, Y0, Y1
	VADDPS       Y1, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VSHUFPS      $0x88, X1, X0, X0
	VSQRTPS      X0, X0
	VCVTPS2PD    X0, Y0
	VADDPD       (DI), Y0, Y0
	VMOVUPD      Y0, (DI)
	ADDQ         $32, SI
	ADDQ         $32, DI
	DECQ         CX
	JNZ          next
	VZEROUPPER
	RET
