//go:build !purego

// The Winograd transforms for stride 2 with 16 channels to a register: the text of
// winograd_stride2_amd64.h and winograd_stride2_back_amd64.h.

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

#define INPUT_FUNC ·winogradInputS2AVX512
#define KERNEL_FUNC ·winogradKernelS2AVX512
#define OUTPUT_FUNC ·winogradOutputS2AVX512
#define GRADIENT_FUNC ·winogradGradientS2AVX512
#define KERNEL_GRADIENT_FUNC ·winogradKernelGradientS2AVX512
#define INPUT_BACK_FUNC ·winogradInputBackS2AVX512
#define OUTPUT_BACK_FUNC ·winogradOutputBackS2AVX512

DATA two<>+0(SB)/4, $0x40000000
GLOBL two<>(SB), RODATA|NOPTR, $4
DATA three<>+0(SB)/4, $0x40400000
GLOBL three<>(SB), RODATA|NOPTR, $4
DATA four<>+0(SB)/4, $0x40800000
GLOBL four<>(SB), RODATA|NOPTR, $4
DATA eight<>+0(SB)/4, $0x41000000
GLOBL eight<>(SB), RODATA|NOPTR, $4
DATA half<>+0(SB)/4, $0x3f000000
GLOBL half<>(SB), RODATA|NOPTR, $4
DATA third<>+0(SB)/4, $0x3eaaaaab
GLOBL third<>(SB), RODATA|NOPTR, $4
DATA sixth<>+0(SB)/4, $0x3e2aaaab
GLOBL sixth<>(SB), RODATA|NOPTR, $4

#include "winograd_stride2_amd64.h"
#include "winograd_stride2_back_amd64.h"
