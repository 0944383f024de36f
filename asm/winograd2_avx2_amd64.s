//go:build !purego

// The transforms of F(2x2,3x3) with 8 channels to a register: the text of
// winograd2_amd64.h.

#include "go_asm.h"
#include "textflag.h"

#define WIDTH 32
#define V0 Y0
#define V1 Y1
#define V2 Y2
#define V3 Y3
#define V4 Y4
#define V5 Y5
#define V6 Y6
#define V7 Y7
#define V8 Y8
#define V9 Y9
#define V10 Y10
#define V11 Y11
#define V12 Y12
#define V13 Y13
#define V14 Y14
#define V15 Y15

#define INPUT_FUNC ·winogradInput2AVX2
#define KERNEL_FUNC ·winogradKernel2AVX2
#define OUTPUT_FUNC ·winogradOutput2AVX2
#define GRADIENT_FUNC ·winogradGradient2AVX2
#define KERNEL_GRADIENT_FUNC ·winogradKernelGradient2AVX2

DATA winogradHalf<>+0(SB)/4, $0x3f000000
GLOBL winogradHalf<>(SB), RODATA|NOPTR, $4

#include "winograd2_amd64.h"
