//go:build !purego

// Runs of a depthwise convolution with 16 channels to a register: the text of
// depth_amd64.h. K1 masks the last channels.

#include "go_asm.h"
#include "textflag.h"

#define LANES 16
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

#define FORWARD_FUNC ·depthForwardAVX512
#define FORWARD4_FUNC ·depthForward4AVX512
#define GRADIENT_FUNC ·depthGradientAVX512

#define MASK \
	MOVQ  $-1, AX; \
	SHLXQ BX, AX, AX; \
	NOTQ  AX; \
	KMOVW AX, K1

#define LOADM(m, v) VMOVUPS.Z m, K1, v
#define MADDM(m, v) VFMADD231PS m, V8, K1, v
#define STOREM(v, m) VMOVUPS v, K1, m

#include "depth_amd64.h"
