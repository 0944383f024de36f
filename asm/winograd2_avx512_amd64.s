//go:build !purego

// The transforms of F(2x2,3x3) with 16 channels to a register: the text of
// winograd2_amd64.h.

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

#define INPUT_FUNC ·winogradInput2AVX512
#define KERNEL_FUNC ·winogradKernel2AVX512
#define OUTPUT_FUNC ·winogradOutput2AVX512
#define GRADIENT_FUNC ·winogradGradient2AVX512
#define KERNEL_GRADIENT_FUNC ·winogradKernelGradient2AVX512

DATA winogradHalf<>+0(SB)/4, $0x3f000000
GLOBL winogradHalf<>(SB), RODATA|NOPTR, $4

#include "winograd2_amd64.h"
