//go:build !purego

// Runs of a depthwise convolution with 8 channels to a register: the text of
// depth_amd64.h. Y15 masks the last channels, Y9 holds masked pixels.

#include "go_asm.h"
#include "textflag.h"

#define LANES 8
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

#define FORWARD_FUNC ·depthForwardAVX2
#define FORWARD4_FUNC ·depthForward4AVX2
#define GRADIENT_FUNC ·depthGradientAVX2

DATA depthMask<>+0(SB)/8, $0xffffffffffffffff
DATA depthMask<>+8(SB)/8, $0xffffffffffffffff
DATA depthMask<>+16(SB)/8, $0xffffffffffffffff
DATA depthMask<>+24(SB)/8, $0xffffffffffffffff
DATA depthMask<>+32(SB)/8, $0
DATA depthMask<>+40(SB)/8, $0
DATA depthMask<>+48(SB)/8, $0
DATA depthMask<>+56(SB)/8, $0
GLOBL depthMask<>(SB), RODATA|NOPTR, $64

#define MASK \
	LEAQ depthMask<>+32(SB), AX; \
	MOVQ BX, CX; \
	SHLQ $2, CX; \
	SUBQ CX, AX; \
	VMOVUPS (AX), Y15

#define LOADM(m, v) VMASKMOVPS m, Y15, v
#define MADDM(m, v) VMASKMOVPS m, Y15, V9; VFMADD231PS V9, V8, v
#define STOREM(v, m) VMASKMOVPS v, Y15, m

#include "depth_amd64.h"
