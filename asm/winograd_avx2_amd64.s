//go:build !purego

// The Winograd transforms with 8 channels to a register; winograd_amd64.h has
// the text, the register map and the picture.

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

#define INPUT_FUNC ·winogradInputAVX2
#define GRADIENT_FUNC ·winogradGradientAVX2
#define KERNEL_FUNC ·winogradKernelAVX2
#define OUTPUT_FUNC ·winogradOutputAVX2
#define KERNEL_GRADIENT_FUNC ·winogradKernelGradientAVX2

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
#include "winograd_images_amd64.h"
#include "winograd_gradient_amd64.h"
