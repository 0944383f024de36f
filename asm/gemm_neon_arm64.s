//go:build !purego

// The NEON tiles of matrix product and weight gradient: 8 rows x 12 columns, and
// the same with 8 and with 4 columns for the right edge.
//
//	        columns 0..3   4..7   8..11
//	row 0       V8         V9     V10     V3..V6  four values of A for each of 4 rows
//	row 1       V11        V12    V13     V0..V2  a row of B
//	 ...
//	row 7       V29        V30    V31
//
// Sums fill 24 registers, so values of A for four steps of k have room for half the
// rows only: the tile goes four steps along its upper half, then again along its
// lower half, and reads B twice. That costs less than loading single values of A:
// 8 loads of A and 8 of B for 96 multiply-adds by element.
//
// The text is in gemm_neon_arm64.h, once for all widths; here is what differs.

#include "go_asm.h"
#include "textflag.h"
#include "neon_arm64.h"

#define CLEAR(v) VEOR v.B16, v.B16, v.B16

// 12 columns.
#define MUL_FUNC ·mulTile12NEON
#define OUTER8_FUNC ·outerTile8x12NEON
#define OUTER4_FUNC ·outerTile4x12NEON
#define OUTER1_FUNC ·outerTile1x12NEON
#define B [V0.S4, V1.S4, V2.S4]
#define SUMS0 [V8.S4, V9.S4, V10.S4]
#define SUMS1 [V11.S4, V12.S4, V13.S4]
#define SUMS2 [V14.S4, V15.S4, V16.S4]
#define SUMS3 [V17.S4, V18.S4, V19.S4]
#define SUMS4 [V20.S4, V21.S4, V22.S4]
#define SUMS5 [V23.S4, V24.S4, V25.S4]
#define SUMS6 [V26.S4, V27.S4, V28.S4]
#define SUMS7 [V29.S4, V30.S4, V31.S4]
#define ROW(i, a, x, y, z) \
	VFMLA_S4_LANE(i, a, 0, x); \
	VFMLA_S4_LANE(i, a, 1, y); \
	VFMLA_S4_LANE(i, a, 2, z)
#define ADD_B(x, y, z) \
	VFADD_S4(0, x, x); \
	VFADD_S4(1, y, y); \
	VFADD_S4(2, z, z)
#include "gemm_neon_arm64.h"
#undef MUL_FUNC
#undef OUTER8_FUNC
#undef OUTER4_FUNC
#undef OUTER1_FUNC
#undef B
#undef SUMS0
#undef SUMS1
#undef SUMS2
#undef SUMS3
#undef SUMS4
#undef SUMS5
#undef SUMS6
#undef SUMS7
#undef ROW
#undef ADD_B

// 8 columns.
#define MUL_FUNC ·mulTile8NEON
#define OUTER8_FUNC ·outerTile8x8NEON
#define OUTER4_FUNC ·outerTile4x8NEON
#define OUTER1_FUNC ·outerTile1x8NEON
#define B [V0.S4, V1.S4]
#define SUMS0 [V8.S4, V9.S4]
#define SUMS1 [V11.S4, V12.S4]
#define SUMS2 [V14.S4, V15.S4]
#define SUMS3 [V17.S4, V18.S4]
#define SUMS4 [V20.S4, V21.S4]
#define SUMS5 [V23.S4, V24.S4]
#define SUMS6 [V26.S4, V27.S4]
#define SUMS7 [V29.S4, V30.S4]
#define ROW(i, a, x, y, z) \
	VFMLA_S4_LANE(i, a, 0, x); \
	VFMLA_S4_LANE(i, a, 1, y)
#define ADD_B(x, y, z) \
	VFADD_S4(0, x, x); \
	VFADD_S4(1, y, y)
#include "gemm_neon_arm64.h"
#undef MUL_FUNC
#undef OUTER8_FUNC
#undef OUTER4_FUNC
#undef OUTER1_FUNC
#undef B
#undef SUMS0
#undef SUMS1
#undef SUMS2
#undef SUMS3
#undef SUMS4
#undef SUMS5
#undef SUMS6
#undef SUMS7
#undef ROW
#undef ADD_B

// 4 columns.
#define MUL_FUNC ·mulTile4NEON
#define OUTER8_FUNC ·outerTile8x4NEON
#define OUTER4_FUNC ·outerTile4x4NEON
#define OUTER1_FUNC ·outerTile1x4NEON
#define B [V0.S4]
#define SUMS0 [V8.S4]
#define SUMS1 [V11.S4]
#define SUMS2 [V14.S4]
#define SUMS3 [V17.S4]
#define SUMS4 [V20.S4]
#define SUMS5 [V23.S4]
#define SUMS6 [V26.S4]
#define SUMS7 [V29.S4]
#define ROW(i, a, x, y, z) \
	VFMLA_S4_LANE(i, a, 0, x)
#define ADD_B(x, y, z) \
	VFADD_S4(0, x, x)
#include "gemm_neon_arm64.h"
