//go:build !purego

// Products of windows of images, in tiles of 12, 8, 4 or 1 pixels of a line by 32
// columns: the tile of gemm_avx512_amd64.s, with one list of offsets for all
// pixels instead of a table of pointers for each.
//
//	Z0..Z23   sums, two a pixel         AX BX CX DX R8..R15  the pixels of A
//	Z24, Z25  a row of B                SI  the row of B
//	Z26..Z31  values of A, broadcast    BP  the offset of this value, DI the offset
//	K1, K2    the columns that exist
//
// A line is covered with one panel of B after the other, while its results and the
// image's lines under it are in the first-level cache. When a tile begins, the lines
// are fetched where the next one will be written.

#include "go_asm.h"
#include "textflag.h"

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*1), T; \
	VFMADD231PS  Z24, T, LO; \
	VFMADD231PS  Z25, T, HI

// ROW16 is ROW for at most 16 columns: half the work.
#define ROW16(A, LO) VFMADD231PS.BCST (A)(DI*1), Z24, LO

// FIRST is ROW for the first value of a window, with which the sums begin.
#define FIRST(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*1), T; \
	VMULPS       Z24, T, LO; \
	VMULPS       Z25, T, HI

#define FIRST16(A, LO) VMULPS.BCST (A)(DI*1), Z24, LO

// STORE writes a pixel to CX and goes on to the next.
#define STORE(LO, HI) \
	VMOVUPS LO, K1, (CX); \
	VMOVUPS HI, K2, 64(CX); \
	ADDQ    DX, CX

#define FETCH \
	PREFETCHT0 (CX); \
	PREFETCHT0 64(CX); \
	ADDQ       DX, CX

// AHEAD points CX at where the tile after this one of PIXELS will be written and
// puts the distance of its pixels into DX.
#define AHEAD(PIXELS) \
	MOVQ   t+0(FP), DI; \
	MOVQ   MulWindows_StepC(DI), DX; \
	SHLQ   $2, DX; \
	IMUL3Q $PIXELS, DX, CX; \
	ADDQ   c-16(SP), CX

// START points SI at the panel, AX at the tile's first pixel, whose distance to
// the next goes to R15, and BP at the offsets.
#define START \
	MOVQ t+0(FP), DI; \
	MOVQ MulWindows_StepA(DI), R15; \
	SHLQ $2, R15; \
	MOVQ MulWindows_offsets(DI), BP; \
	MOVQ a-8(SP), AX; \
	MOVQ panel-24(SP), SI; \
	CMPQ columns-32(SP), $16

// LOAD is the beginning of a step: a row of the panel, and the offset.
#define LOAD \
	MOVLQSX (BP), DI; \
	VMOVUPS (SI), Z24; \
	VMOVUPS 64(SI), Z25

#define LOAD16 \
	MOVLQSX (BP), DI; \
	VMOVUPS (SI), Z24

// STEP is its end.
#define STEP(LOOP) \
	ADDQ $128, SI; \
	ADDQ $4, BP; \
	CMPQ BP, end-40(SP); \
	JLT  LOOP

// END points CX at the tile's first result and puts their distance into DX.
#define END \
	MOVQ t+0(FP), DI; \
	MOVQ MulWindows_StepC(DI), DX; \
	SHLQ $2, DX; \
	MOVQ c-16(SP), CX

// NEXT goes on to the next tile of PIXELS; CX has been left behind the tile.
#define NEXT(PIXELS, LOOP) \
	MOVQ   CX, c-16(SP); \
	IMUL3Q $(4*PIXELS), MulWindows_StepA(DI), AX; \
	ADDQ   AX, a-8(SP); \
	DECQ   tiles-48(SP); \
	JNZ    LOOP

// func mulWindowsAVX512(t *MulWindows, lines int)
TEXT ·mulWindowsAVX512(SB), NOSPLIT, $88-16
	MOVQ t+0(FP), DI
	MOVQ MulWindows_offsets(DI), AX
	MOVQ (MulWindows_offsets+8)(DI), BX
	LEAQ (AX)(BX*4), AX
	MOVQ AX, end-40(SP)
	SHLQ $7, BX
	MOVQ BX, panelBytes-56(SP)
	MOVQ MulWindows_A(DI), AX
	MOVQ AX, lineA-64(SP)
	MOVQ MulWindows_C(DI), AX
	MOVQ AX, lineC-72(SP)

line:
	MOVQ t+0(FP), DI
	MOVQ MulWindows_N(DI), AX
	MOVQ AX, columns-32(SP)
	MOVQ MulWindows_B(DI), AX
	MOVQ AX, panel-24(SP)
	MOVQ lineC-72(SP), AX
	MOVQ AX, panelC-80(SP)

columns:
	MOVQ    columns-32(SP), CX
	MOVQ    $32, AX
	CMPQ    CX, AX
	CMOVQGT AX, CX
	MOVQ    $-1, AX
	SHLXQ   CX, AX, AX
	NOTQ    AX
	KMOVW   AX, K1
	SHRQ    $16, AX
	KMOVW   AX, K2
	MOVQ    lineA-64(SP), AX
	MOVQ    AX, a-8(SP)
	MOVQ    panelC-80(SP), AX
	MOVQ    AX, c-16(SP)
	MOVQ    t+0(FP), DI
	MOVQ    (MulWindows_tiles+0)(DI), AX
	MOVQ    AX, tiles-48(SP)
	TESTQ   AX, AX
	JEQ     none12

tile12:
	AHEAD(12)
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	START
	LEAQ (AX)(R15*1), BX
	LEAQ (BX)(R15*1), CX
	LEAQ (CX)(R15*1), DX
	LEAQ (DX)(R15*1), R8
	LEAQ (R8)(R15*1), R9
	LEAQ (R9)(R15*1), R10
	LEAQ (R10)(R15*1), R11
	LEAQ (R11)(R15*1), R12
	LEAQ (R12)(R15*1), R13
	LEAQ (R13)(R15*1), R14
	LEAQ (R14)(R15*1), R15
	JLE  narrow12
	LOAD
	FIRST(AX, Z0, Z1, Z26)
	FIRST(BX, Z2, Z3, Z27)
	FIRST(CX, Z4, Z5, Z28)
	FIRST(DX, Z6, Z7, Z29)
	FIRST(R8, Z8, Z9, Z30)
	FIRST(R9, Z10, Z11, Z31)
	FIRST(R10, Z12, Z13, Z26)
	FIRST(R11, Z14, Z15, Z27)
	FIRST(R12, Z16, Z17, Z28)
	FIRST(R13, Z18, Z19, Z29)
	FIRST(R14, Z20, Z21, Z30)
	FIRST(R15, Z22, Z23, Z31)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done12
	PCALIGN $64

step12:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	ROW(R8, Z8, Z9, Z30)
	ROW(R9, Z10, Z11, Z31)
	ROW(R10, Z12, Z13, Z26)
	ROW(R11, Z14, Z15, Z27)
	ROW(R12, Z16, Z17, Z28)
	ROW(R13, Z18, Z19, Z29)
	ROW(R14, Z20, Z21, Z30)
	ROW(R15, Z22, Z23, Z31)
	STEP(step12)
	JMP  done12

narrow12:
	LOAD16
	FIRST16(AX, Z0)
	FIRST16(BX, Z2)
	FIRST16(CX, Z4)
	FIRST16(DX, Z6)
	FIRST16(R8, Z8)
	FIRST16(R9, Z10)
	FIRST16(R10, Z12)
	FIRST16(R11, Z14)
	FIRST16(R12, Z16)
	FIRST16(R13, Z18)
	FIRST16(R14, Z20)
	FIRST16(R15, Z22)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done12

stepNarrow12:
	LOAD16
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	ROW16(R8, Z8)
	ROW16(R9, Z10)
	ROW16(R10, Z12)
	ROW16(R11, Z14)
	ROW16(R12, Z16)
	ROW16(R13, Z18)
	ROW16(R14, Z20)
	ROW16(R15, Z22)
	STEP(stepNarrow12)

done12:
	END
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	STORE(Z8, Z9)
	STORE(Z10, Z11)
	STORE(Z12, Z13)
	STORE(Z14, Z15)
	STORE(Z16, Z17)
	STORE(Z18, Z19)
	STORE(Z20, Z21)
	STORE(Z22, Z23)
	NEXT(12, tile12)

none12:
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+8)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none8

tile8:
	AHEAD(8)
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	START
	LEAQ (AX)(R15*1), BX
	LEAQ (BX)(R15*1), CX
	LEAQ (CX)(R15*1), DX
	LEAQ (DX)(R15*1), R8
	LEAQ (R8)(R15*1), R9
	LEAQ (R9)(R15*1), R10
	LEAQ (R10)(R15*1), R11
	JLE  narrow8
	LOAD
	FIRST(AX, Z0, Z1, Z26)
	FIRST(BX, Z2, Z3, Z27)
	FIRST(CX, Z4, Z5, Z28)
	FIRST(DX, Z6, Z7, Z29)
	FIRST(R8, Z8, Z9, Z30)
	FIRST(R9, Z10, Z11, Z31)
	FIRST(R10, Z12, Z13, Z26)
	FIRST(R11, Z14, Z15, Z27)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done8
	PCALIGN $64

step8:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	ROW(R8, Z8, Z9, Z30)
	ROW(R9, Z10, Z11, Z31)
	ROW(R10, Z12, Z13, Z26)
	ROW(R11, Z14, Z15, Z27)
	STEP(step8)
	JMP  done8

narrow8:
	LOAD16
	FIRST16(AX, Z0)
	FIRST16(BX, Z2)
	FIRST16(CX, Z4)
	FIRST16(DX, Z6)
	FIRST16(R8, Z8)
	FIRST16(R9, Z10)
	FIRST16(R10, Z12)
	FIRST16(R11, Z14)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done8

stepNarrow8:
	LOAD16
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	ROW16(R8, Z8)
	ROW16(R9, Z10)
	ROW16(R10, Z12)
	ROW16(R11, Z14)
	STEP(stepNarrow8)

done8:
	END
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	STORE(Z8, Z9)
	STORE(Z10, Z11)
	STORE(Z12, Z13)
	STORE(Z14, Z15)
	NEXT(8, tile8)

none8:
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+16)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none4

tile4:
	AHEAD(4)
	FETCH
	FETCH
	FETCH
	FETCH
	START
	LEAQ (AX)(R15*1), BX
	LEAQ (BX)(R15*1), CX
	LEAQ (CX)(R15*1), DX
	JLE  narrow4
	LOAD
	FIRST(AX, Z0, Z1, Z26)
	FIRST(BX, Z2, Z3, Z27)
	FIRST(CX, Z4, Z5, Z28)
	FIRST(DX, Z6, Z7, Z29)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done4
	PCALIGN $64

step4:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	STEP(step4)
	JMP  done4

narrow4:
	LOAD16
	FIRST16(AX, Z0)
	FIRST16(BX, Z2)
	FIRST16(CX, Z4)
	FIRST16(DX, Z6)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done4

stepNarrow4:
	LOAD16
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	STEP(stepNarrow4)

done4:
	END
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	NEXT(4, tile4)

none4:
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+24)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none1

tile1:
	AHEAD(1)
	FETCH
	START
	JLE  narrow1
	LOAD
	FIRST(AX, Z0, Z1, Z26)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done1

step1:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	STEP(step1)
	JMP  done1

narrow1:
	LOAD16
	FIRST16(AX, Z0)
	ADDQ $128, SI
	ADDQ $4, BP
	CMPQ BP, end-40(SP)
	JGE  done1

stepNarrow1:
	LOAD16
	ROW16(AX, Z0)
	STEP(stepNarrow1)

done1:
	END
	STORE(Z0, Z1)
	NEXT(1, tile1)

none1:
	ADDQ $128, panelC-80(SP)
	MOVQ panelBytes-56(SP), AX
	ADDQ AX, panel-24(SP)
	SUBQ $32, columns-32(SP)
	JGT  columns
	MOVQ t+0(FP), DI
	MOVQ MulWindows_LineA(DI), AX
	SHLQ $2, AX
	ADDQ AX, lineA-64(SP)
	MOVQ MulWindows_LineC(DI), AX
	SHLQ $2, AX
	ADDQ AX, lineC-72(SP)
	DECQ lines+8(FP)
	JNZ  line
	VZEROUPPER
	RET
