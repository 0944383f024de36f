//go:build !purego

// Between complex numbers and planes, the product of planes with planes, and one
// wave subtracted from an image. Four numbers a register.
//
//	R0, R1   planes, real and imaginary     R2   complex numbers, or cosines
//	R4       registers to do                R3   sines

#include "textflag.h"
#include "go_asm.h"
#include "neon_arm64.h"

// func fftSplitNEON(re, im, src *float32, registers int)
TEXT ·fftSplitNEON(SB), NOSPLIT, $0-32
	MOVD re+0(FP), R0
	MOVD im+8(FP), R1
	MOVD src+16(FP), R2
	MOVD registers+24(FP), R4

split:
	VLD2.P 32(R2), [V0.S4, V1.S4]
	VST1.P [V0.S4], 16(R0)
	VST1.P [V1.S4], 16(R1)
	SUBS   $1, R4, R4
	BNE    split
	RET

// func fftMergeNEON(dst, re, im *float32, registers int)
TEXT ·fftMergeNEON(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R2
	MOVD re+8(FP), R0
	MOVD im+16(FP), R1
	MOVD registers+24(FP), R4

merge:
	VLD1.P 16(R0), [V0.S4]
	VLD1.P 16(R1), [V1.S4]
	VST2.P [V0.S4, V1.S4], 32(R2)
	SUBS   $1, R4, R4
	BNE    merge
	RET

// func fftRotateNEON(re, im, c, s *float32, registers int)
TEXT ·fftRotateNEON(SB), NOSPLIT, $0-40
	MOVD re+0(FP), R0
	MOVD im+8(FP), R1
	MOVD c+16(FP), R2
	MOVD s+24(FP), R3
	MOVD registers+32(FP), R4

rotate:
	VLD1   (R0), [V0.S4]
	VLD1   (R1), [V1.S4]
	VLD1.P 16(R2), [V2.S4]
	VLD1.P 16(R3), [V3.S4]
	VFMUL_S4(2, 0, 4)
	VFMLS  V3.S4, V1.S4, V4.S4
	VFMUL_S4(2, 1, 5)
	VFMLA  V3.S4, V0.S4, V5.S4
	VST1.P [V4.S4], 16(R0)
	VST1.P [V5.S4], 16(R1)
	SUBS   $1, R4, R4
	BNE    rotate
	RET

// func fftWaveNEON(w *FFTWave)
//
//	R0       *FFTWave               R4, R5    cosines and sines of the columns
//	R2, R3   destination, source    R10, R11  of the rows
//	R6, R7   row step, registers    R8, R9    source, destination in a row
//
// V0, V1 hold Re, Im; V2, V3 the row's factors; V4, V6 columns; V8 pixels.
TEXT ·fftWaveNEON(SB), NOSPLIT, $0-8
	MOVD  w+0(FP), R0
	ADD   $FFTWave_Re, R0, R1
	VLD1R (R1), [V0.S4]
	ADD   $FFTWave_Im, R0, R1
	VLD1R (R1), [V1.S4]
	MOVD  FFTWave_Dst(R0), R2
	MOVD  FFTWave_Src(R0), R3
	MOVD  FFTWave_CosCol(R0), R4
	MOVD  FFTWave_SinCol(R0), R5
	MOVD  FFTWave_step(R0), R6
	MOVD  FFTWave_registers(R0), R7

columns:
	VLD1.P 16(R4), [V4.S4]
	VLD1.P 16(R5), [V6.S4]
	MOVD   R3, R8
	MOVD   R2, R9
	MOVD   FFTWave_CosRow(R0), R10
	MOVD   FFTWave_SinRow(R0), R11
	MOVD   FFTWave_CosRow+8(R0), R12

row:
	VLD1R.P 4(R10), [V10.S4]
	VLD1R.P 4(R11), [V11.S4]
	VLD1    (R8), [V8.S4]
	VFMUL_S4(10, 0, 2)
	VFMLS   V11.S4, V1.S4, V2.S4
	VFMUL_S4(11, 0, 3)
	VFMLA   V10.S4, V1.S4, V3.S4
	VFMLS   V4.S4, V2.S4, V8.S4
	VFMLA   V6.S4, V3.S4, V8.S4
	VST1    [V8.S4], (R9)
	ADD     R6, R8
	ADD     R6, R9
	SUBS    $1, R12, R12
	BNE     row
	ADD     $16, R3
	ADD     $16, R2
	SUBS    $1, R7, R7
	BNE     columns
	RET
