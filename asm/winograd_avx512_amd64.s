//go:build !purego

// The Winograd transforms with 16 channels to a register; winograd_amd64.h has
// the text, the register map and the picture.

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

#define INPUT_FUNC ·winogradInputAVX512
#define GRADIENT_FUNC ·winogradGradientAVX512
#define KERNEL_FUNC ·winogradKernelAVX512
#define OUTPUT_FUNC ·winogradOutputAVX512
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
