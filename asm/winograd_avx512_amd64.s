//go:build !purego

// The Winograd transforms with 16 channels to a register. That of products back to
// weights is the text of winograd_amd64.h, which has the picture. The others keep what
// is half done in registers, of which AVX-512 has enough for four rows of six:
//
//	Z0..Z23   half-done rows      SI  pointers to the points   R8   this vector in the grid
//	Z24..Z28  temporaries         DX  offset of the vector     R9   bytes between grid positions,
//	Z29..Z31  constants           R15 the next patch's points  R11 3, BX 5 and R10 6 times that
//
// While a patch is transformed, the points of Next are fetched into the cache:
// patches jump from row to row of the image, which the CPU does not foresee.

#include "go_asm.h"
#include "textflag.h"

#define WIDTH 64
#define V0 Z0
#define V1 Z1
#define V2 Z2
#define V3 Z3
#define V4 Z4
#define V5 Z5
#define V6 Z6
#define V7 Z7
#define V8 Z8
#define V9 Z9
#define V10 Z10
#define V11 Z11
#define V12 Z12
#define V13 Z13
#define V14 Z14
#define V15 Z15

#define CONSTANT(NAME, V) VBROADCASTSS NAME<>(SB), V

#define KERNEL_GRADIENT_FUNC ·winogradKernelGradientAVX512

DATA two<>+0(SB)/4, $0x40000000
GLOBL two<>(SB), RODATA|NOPTR, $4
DATA four<>+0(SB)/4, $0x40800000
GLOBL four<>(SB), RODATA|NOPTR, $4
DATA five<>+0(SB)/4, $0x40a00000
GLOBL five<>(SB), RODATA|NOPTR, $4
DATA eight<>+0(SB)/4, $0x41000000
GLOBL eight<>(SB), RODATA|NOPTR, $4
DATA quarter<>+0(SB)/4, $0x3e800000
GLOBL quarter<>(SB), RODATA|NOPTR, $4
DATA minusSixth<>+0(SB)/4, $0xbe2aaaab
GLOBL minusSixth<>(SB), RODATA|NOPTR, $4
DATA twentyFourth<>+0(SB)/4, $0x3d2aaaab
GLOBL twentyFourth<>(SB), RODATA|NOPTR, $4
DATA twelfth<>+0(SB)/4, $0x3daaaaab
GLOBL twelfth<>(SB), RODATA|NOPTR, $4

#include "winograd_amd64.h"
#include "winograd_gradient_amd64.h"

// BEGIN is SETUP and the multiples of the distance between grid positions.
#define BEGIN \
	SETUP; \
	MOVQ WinogradTile_Next(DI), R15; \
	LEAQ (R9)(R9*2), R11; \
	LEAQ (R9)(R9*4), BX

// PIXEL is the vector at pointer OFF, FETCH asks for the one of the next patch.
#define PIXEL(OFF, V) \
	MOVQ    OFF(SI), AX; \
	VMOVUPS (AX)(DX*1), V

#define FETCH(OFF) \
	MOVQ       OFF(R15), CX; \
	PREFETCHT0 (CX)(DX*1)

// UPPER computes column OFF of the rows 0, 1 and 2 of B^T d, LOWER of 3, 4 and 5:
//   4 d0 - 5 d2 + d4,  (d4-4d2) +- (d3-4d1)   and   (d4-d2) +- 2(d3-d1),  4 d1 - 5 d3 + d5
#define UPPER(OFF, T0, T1, T2) \
	PIXEL((OFF+192), T0); \
	PIXEL((OFF+96), Z24); \
	VMOVAPS T0, Z25; \
	VFNMADD231PS Z29, Z24, Z25; \
	VFNMADD231PS Z30, Z24, T0; \
	PIXEL((OFF+144), Z26); \
	MOVQ (OFF+0)(SI), AX; \
	VFMADD231PS (AX)(DX*1), Z29, T0; \
	MOVQ (OFF+48)(SI), AX; \
	VFNMADD231PS (AX)(DX*1), Z29, Z26; \
	VADDPS Z26, Z25, T1; \
	VSUBPS Z26, Z25, T2; \
	FETCH((OFF+0)); \
	FETCH((OFF+48)); \
	FETCH((OFF+96))

#define LOWER(OFF, T3, T4, T5) \
	PIXEL((OFF+144), Z24); \
	PIXEL((OFF+48), Z25); \
	PIXEL((OFF+240), T5); \
	VFNMADD231PS Z30, Z24, T5; \
	VFMADD231PS Z29, Z25, T5; \
	VSUBPS Z25, Z24, Z24; \
	PIXEL((OFF+192), T3); \
	MOVQ (OFF+96)(SI), AX; \
	VSUBPS (AX)(DX*1), T3, T3; \
	VMOVAPS T3, T4; \
	VFMADD231PS Z31, Z24, T3; \
	VFNMADD231PS Z31, Z24, T4; \
	FETCH((OFF+144)); \
	FETCH((OFF+192)); \
	FETCH((OFF+240))

// SIX writes six positions of the grid and goes on to the next row.
#define SIX(O0, O1, O2, O3, O4, O5) \
	VMOVUPS O0, (R8); \
	VMOVUPS O1, (R8)(R9*1); \
	VMOVUPS O2, (R8)(R9*2); \
	VMOVUPS O3, (R8)(R11*1); \
	VMOVUPS O4, (R8)(R9*4); \
	VMOVUPS O5, (R8)(BX*1); \
	ADDQ    R10, R8

// INPUT_ROW is the same transform of a row in registers, which it overwrites.
#define INPUT_ROW(A0, A1, A2, A3, A4, A5) \
	VMOVAPS A4, Z24; \
	VFNMADD231PS Z29, A2, Z24; \
	VMOVAPS A3, Z25; \
	VFNMADD231PS Z29, A1, Z25; \
	VSUBPS Z25, Z24, Z26; \
	VADDPS Z25, Z24, Z24; \
	VSUBPS A1, A3, Z27; \
	VSUBPS A2, A4, Z28; \
	VFNMADD231PS Z30, A2, A4; \
	VFMADD231PS Z29, A0, A4; \
	VFNMADD231PS Z30, A3, A5; \
	VFMADD231PS Z29, A1, A5; \
	VMOVAPS Z28, A1; \
	VFMADD231PS Z31, Z27, Z28; \
	VFNMADD231PS Z31, Z27, A1; \
	SIX(A4, Z24, Z26, Z28, A1, A5)

// func winogradInputAVX512(t *WinogradTile): Points 6x6 to Grid 6x6
TEXT ·winogradInputAVX512(SB), NOSPLIT, $0-8
	BEGIN
	CONSTANT(four, Z29)
	CONSTANT(five, Z30)
	CONSTANT(two, Z31)

vector:
	GRID
	UPPER(0, Z0, Z6, Z12)
	UPPER(8, Z1, Z7, Z13)
	UPPER(16, Z2, Z8, Z14)
	UPPER(24, Z3, Z9, Z15)
	UPPER(32, Z4, Z10, Z16)
	UPPER(40, Z5, Z11, Z17)
	INPUT_ROW(Z0, Z1, Z2, Z3, Z4, Z5)
	INPUT_ROW(Z6, Z7, Z8, Z9, Z10, Z11)
	INPUT_ROW(Z12, Z13, Z14, Z15, Z16, Z17)
	LOWER(0, Z0, Z6, Z12)
	LOWER(8, Z1, Z7, Z13)
	LOWER(16, Z2, Z8, Z14)
	LOWER(24, Z3, Z9, Z15)
	LOWER(32, Z4, Z10, Z16)
	LOWER(40, Z5, Z11, Z17)
	INPUT_ROW(Z0, Z1, Z2, Z3, Z4, Z5)
	INPUT_ROW(Z6, Z7, Z8, Z9, Z10, Z11)
	INPUT_ROW(Z12, Z13, Z14, Z15, Z16, Z17)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// GRADIENT_COLUMN computes column OFF of A y:
//   y0,  (y0+y2) +- (y1+y3),  (y0+4y2) +- (2y1+8y3),  y3
#define GRADIENT_COLUMN(OFF, T0, T1, T2, T3, T4, T5) \
	PIXEL((OFF+0), T0); \
	PIXEL((OFF+64), Z24); \
	PIXEL((OFF+32), Z25); \
	PIXEL((OFF+96), T5); \
	VADDPS Z24, T0, Z26; \
	VADDPS T5, Z25, Z27; \
	VADDPS Z27, Z26, T1; \
	VSUBPS Z27, Z26, T2; \
	VMOVAPS T0, T3; \
	VFMADD231PS Z29, Z24, T3; \
	VMULPS Z31, Z25, Z25; \
	VFMADD231PS Z30, T5, Z25; \
	VSUBPS Z25, T3, T4; \
	VADDPS Z25, T3, T3; \
	FETCH((OFF+0)); \
	FETCH((OFF+32)); \
	FETCH((OFF+64)); \
	FETCH((OFF+96))

#define GRADIENT_ROW(A0, A1, A2, A3) \
	VADDPS A2, A0, Z24; \
	VADDPS A3, A1, Z25; \
	VSUBPS Z25, Z24, Z26; \
	VADDPS Z25, Z24, Z24; \
	VMOVAPS A0, Z27; \
	VFMADD231PS Z29, A2, Z27; \
	VMULPS Z31, A1, A1; \
	VFMADD231PS Z30, A3, A1; \
	VSUBPS A1, Z27, A2; \
	VADDPS A1, Z27, Z27; \
	SIX(A0, Z24, Z26, Z27, A2, A3)

// func winogradGradientAVX512(t *WinogradTile): Points 4x4 to Grid 6x6
TEXT ·winogradGradientAVX512(SB), NOSPLIT, $0-8
	BEGIN
	CONSTANT(four, Z29)
	CONSTANT(eight, Z30)
	CONSTANT(two, Z31)

vector:
	GRID
	GRADIENT_COLUMN(0, Z0, Z4, Z8, Z12, Z16, Z20)
	GRADIENT_COLUMN(8, Z1, Z5, Z9, Z13, Z17, Z21)
	GRADIENT_COLUMN(16, Z2, Z6, Z10, Z14, Z18, Z22)
	GRADIENT_COLUMN(24, Z3, Z7, Z11, Z15, Z19, Z23)
	GRADIENT_ROW(Z0, Z1, Z2, Z3)
	GRADIENT_ROW(Z4, Z5, Z6, Z7)
	GRADIENT_ROW(Z8, Z9, Z10, Z11)
	GRADIENT_ROW(Z12, Z13, Z14, Z15)
	GRADIENT_ROW(Z16, Z17, Z18, Z19)
	GRADIENT_ROW(Z20, Z21, Z22, Z23)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// OUTPUT_COLUMN computes a column of A^T m from the grid at R8 and goes on to the
// next.
//   m0+s+t,  d+2e,  s+4t,  d+8e+m5  with s,d = m1+-m2 and t,e = m3+-m4
#define OUTPUT_COLUMN(T0, T1, T2, T3) \
	LEAQ (R8)(R10*1), AX; \
	VMOVUPS (AX), Z24; \
	VMOVUPS (AX)(R10*1), Z25; \
	VADDPS Z25, Z24, T2; \
	VSUBPS Z25, Z24, T1; \
	VMOVUPS (AX)(R10*2), Z24; \
	LEAQ (AX)(R10*2), CX; \
	VMOVUPS (CX)(R10*1), Z25; \
	VADDPS Z25, Z24, Z26; \
	VSUBPS Z25, Z24, Z27; \
	VADDPS (R8), T2, T0; \
	VADDPS Z26, T0, T0; \
	VFMADD231PS Z29, Z26, T2; \
	VADDPS (CX)(R10*2), T1, T3; \
	VFMADD231PS Z30, Z27, T3; \
	VFMADD231PS Z31, Z27, T1; \
	ADDQ R9, R8

// OUTPUT_ROW transforms a row in registers and writes the pixels from OFF on.
#define OUTPUT_ROW(OFF, A0, A1, A2, A3, A4, A5) \
	VADDPS A2, A1, Z24; \
	VSUBPS A2, A1, Z25; \
	VADDPS A4, A3, Z26; \
	VSUBPS A4, A3, Z27; \
	VADDPS Z24, A0, A0; \
	VADDPS Z26, A0, A0; \
	VMOVAPS Z25, Z28; \
	VFMADD231PS Z31, Z27, Z28; \
	VFMADD231PS Z29, Z26, Z24; \
	VADDPS A5, Z25, Z25; \
	VFMADD231PS Z30, Z27, Z25; \
	MOVQ (OFF+0)(SI), AX; \
	VMOVUPS A0, (AX)(DX*1); \
	MOVQ (OFF+8)(SI), AX; \
	VMOVUPS Z28, (AX)(DX*1); \
	MOVQ (OFF+16)(SI), AX; \
	VMOVUPS Z24, (AX)(DX*1); \
	MOVQ (OFF+24)(SI), AX; \
	VMOVUPS Z25, (AX)(DX*1); \
	FETCH((OFF+0)); \
	FETCH((OFF+8)); \
	FETCH((OFF+16)); \
	FETCH((OFF+24))

// func winogradOutputAVX512(t *WinogradTile): Grid 6x6 to Points 4x4
TEXT ·winogradOutputAVX512(SB), NOSPLIT, $0-8
	BEGIN
	CONSTANT(four, Z29)
	CONSTANT(eight, Z30)
	CONSTANT(two, Z31)

vector:
	GRID
	OUTPUT_COLUMN(Z0, Z6, Z12, Z18)
	OUTPUT_COLUMN(Z1, Z7, Z13, Z19)
	OUTPUT_COLUMN(Z2, Z8, Z14, Z20)
	OUTPUT_COLUMN(Z3, Z9, Z15, Z21)
	OUTPUT_COLUMN(Z4, Z10, Z16, Z22)
	OUTPUT_COLUMN(Z5, Z11, Z17, Z23)
	OUTPUT_ROW(0, Z0, Z1, Z2, Z3, Z4, Z5)
	OUTPUT_ROW(32, Z6, Z7, Z8, Z9, Z10, Z11)
	OUTPUT_ROW(64, Z12, Z13, Z14, Z15, Z16, Z17)
	OUTPUT_ROW(96, Z18, Z19, Z20, Z21, Z22, Z23)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET

// KERNEL_COLUMN computes column OFF of G w:
//   w0/4,  -(w0+w2)/6 -+ w1/6,  (w0/24+w2/6) +- w1/12,  w2
#define KERNEL_COLUMN(OFF, T0, T1, T2, T3, T4, T5) \
	PIXEL((OFF+0), Z24); \
	PIXEL((OFF+24), Z25); \
	PIXEL((OFF+48), T5); \
	KERNEL_LINE(Z24, Z25, T5, T0, T1, T2, T3, T4); \
	FETCH((OFF+0)); \
	FETCH((OFF+24)); \
	FETCH((OFF+48))

// KERNEL_LINE is this transform in registers, without its last value, which is W2.
#define KERNEL_LINE(W0, W1, W2, T0, T1, T2, T3, T4) \
	VADDPS W2, W0, Z26; \
	VMULPS Z29, W1, T2; \
	VMULPS Z29, Z26, Z26; \
	VADDPS T2, Z26, T1; \
	VSUBPS T2, Z26, T2; \
	VMULPS Z30, W0, T3; \
	VFNMADD231PS Z29, W2, T3; \
	VMULPS Z31, W1, Z27; \
	VMULPS Z28, W0, T0; \
	VSUBPS Z27, T3, T4; \
	VADDPS Z27, T3, T3

#define KERNEL_ROW(A0, A1, A2) \
	KERNEL_LINE(A0, A1, A2, Z18, Z19, Z20, Z21, Z22); \
	SIX(Z18, Z19, Z20, Z21, Z22, A2)

// func winogradKernelAVX512(t *WinogradTile): Points 3x3 to Grid 6x6
TEXT ·winogradKernelAVX512(SB), NOSPLIT, $0-8
	BEGIN
	CONSTANT(quarter, Z28)
	CONSTANT(minusSixth, Z29)
	CONSTANT(twentyFourth, Z30)
	CONSTANT(twelfth, Z31)

vector:
	GRID
	KERNEL_COLUMN(0, Z0, Z3, Z6, Z9, Z12, Z15)
	KERNEL_COLUMN(8, Z1, Z4, Z7, Z10, Z13, Z16)
	KERNEL_COLUMN(16, Z2, Z5, Z8, Z11, Z14, Z17)
	KERNEL_ROW(Z0, Z1, Z2)
	KERNEL_ROW(Z3, Z4, Z5)
	KERNEL_ROW(Z6, Z7, Z8)
	KERNEL_ROW(Z9, Z10, Z11)
	KERNEL_ROW(Z12, Z13, Z14)
	KERNEL_ROW(Z15, Z16, Z17)
	NEXT(vector, done)

done:
	VZEROUPPER
	RET
