//go:build !purego

// The Winograd transforms for stride 2 with 8 channels to a register: the text of
// winograd_stride2_amd64.h and winograd_stride2_back_amd64.h.

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

#define CONSTANT(NAME, V) VBROADCASTSS NAME<>(SB), V

#define INPUT_FUNC ·winogradInputS2AVX2
#define KERNEL_FUNC ·winogradKernelS2AVX2
#define OUTPUT_FUNC ·winogradOutputS2AVX2
#define GRADIENT_FUNC ·winogradGradientS2AVX2
#define KERNEL_GRADIENT_FUNC ·winogradKernelGradientS2AVX2
#define INPUT_BACK_FUNC ·winogradInputBackS2AVX2
#define OUTPUT_BACK_FUNC ·winogradOutputBackS2AVX2

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
