//go:build !purego

// Products of windows of images, in tiles of 6, 4 or 1 pixels of a line by 16
// columns: the tile of gemm_avx2_amd64.s, with one list of offsets for all pixels
// instead of a table of pointers for each. It goes as that of AVX-512 does.
//
//	Y0..Y11   sums, two a pixel         AX BX CX DX R8 R9  the pixels of A
//	Y12, Y13  a row of B                SI  the row of B
//	Y14, Y15  values of A, broadcast,   BP  the offset of this value, DI the offset
//	          then the columns          R12 the end of the offsets   R10, R11 C, its step

#include "go_asm.h"
#include "textflag.h"

// windowsMask holds eight ones and eight zeros: a load that starts 8-n values
// before the middle gives n ones.
DATA windowsMask<>+0(SB)/8, $0xffffffffffffffff
DATA windowsMask<>+8(SB)/8, $0xffffffffffffffff
DATA windowsMask<>+16(SB)/8, $0xffffffffffffffff
DATA windowsMask<>+24(SB)/8, $0xffffffffffffffff
DATA windowsMask<>+32(SB)/8, $0
DATA windowsMask<>+40(SB)/8, $0
DATA windowsMask<>+48(SB)/8, $0
DATA windowsMask<>+56(SB)/8, $0
GLOBL windowsMask<>(SB), RODATA|NOPTR, $64

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*1), T; \
	VFMADD231PS  Y12, T, LO; \
	VFMADD231PS  Y13, T, HI

#define ZERO(LO, HI) \
	VXORPS LO, LO, LO; \
	VXORPS HI, HI, HI

// STORE writes a pixel of 16 columns to R10, STORE_MASKED one of fewer; both go
// on to the next.
#define STORE(LO, HI) \
	VMOVUPS LO, (R10); \
	VMOVUPS HI, 32(R10); \
	ADDQ    R11, R10

#define STORE_MASKED(LO, HI) \
	VMASKMOVPS LO, Y14, (R10); \
	VMASKMOVPS HI, Y15, 32(R10); \
	ADDQ       R11, R10

#define FETCH \
	PREFETCHT0 (AX); \
	ADDQ       R11, AX

// START points SI at the panel, AX at the tile's first pixel, whose distance to
// the next goes to R13, R10 at its first result, and BP at the offsets. Where the
// tile after this one of PIXELS will be written, AX points.
#define START(PIXELS) \
	MOVQ   t+0(FP), DI; \
	MOVQ   c-16(SP), R10; \
	MOVQ   MulWindows_StepC(DI), R11; \
	SHLQ   $2, R11; \
	IMUL3Q $PIXELS, R11, AX; \
	ADDQ   R10, AX

#define PANEL \
	MOVQ MulWindows_StepA(DI), R13; \
	SHLQ $2, R13; \
	MOVQ MulWindows_offsets(DI), BP; \
	MOVQ end-40(SP), R12; \
	MOVQ a-8(SP), AX; \
	MOVQ panel-24(SP), SI

#define LOAD \
	MOVLQSX (BP), DI; \
	VMOVUPS (SI), Y12; \
	VMOVUPS 32(SI), Y13

#define STEP(LOOP) \
	ADDQ $64, SI; \
	ADDQ $4, BP; \
	CMPQ BP, R12; \
	JLT  LOOP

// MASKS sets Y14 and Y15 from the number of columns in R12.
#define MASKS \
	LEAQ    windowsMask<>+32(SB), AX; \
	MOVQ    R12, CX; \
	MOVQ    $8, BX; \
	CMPQ    CX, BX; \
	CMOVQLT CX, BX; \
	SUBQ    BX, CX; \
	SHLQ    $2, BX; \
	SHLQ    $2, CX; \
	MOVQ    AX, DX; \
	SUBQ    BX, AX; \
	SUBQ    CX, DX; \
	VMOVUPS (AX), Y14; \
	VMOVUPS (DX), Y15

// NEXT goes on to the next tile of PIXELS; R10 has been left behind the tile.
#define NEXT(PIXELS, LOOP) \
	MOVQ   R10, c-16(SP); \
	MOVQ   t+0(FP), DI; \
	IMUL3Q $(4*PIXELS), MulWindows_StepA(DI), AX; \
	ADDQ   AX, a-8(SP); \
	DECQ   tiles-48(SP); \
	JNZ    LOOP

// func mulWindowsAVX2(t *MulWindows, lines int)
TEXT ·mulWindowsAVX2(SB), NOSPLIT, $88-16
	MOVQ t+0(FP), DI
	MOVQ MulWindows_offsets(DI), AX
	MOVQ (MulWindows_offsets+8)(DI), BX
	LEAQ (AX)(BX*4), AX
	MOVQ AX, end-40(SP)
	SHLQ $6, BX
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
	MOVQ  lineA-64(SP), AX
	MOVQ  AX, a-8(SP)
	MOVQ  panelC-80(SP), AX
	MOVQ  AX, c-16(SP)
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+0)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none6

tile6:
	START(6)
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	PANEL
	LEAQ (AX)(R13*1), BX
	LEAQ (BX)(R13*1), CX
	LEAQ (CX)(R13*1), DX
	LEAQ (DX)(R13*1), R8
	LEAQ (R8)(R13*1), R9
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	ZERO(Y8, Y9)
	ZERO(Y10, Y11)
	PCALIGN $32

step6:
	LOAD
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	ROW(R8, Y8, Y9, Y14)
	ROW(R9, Y10, Y11, Y15)
	STEP(step6)
	MOVQ columns-32(SP), R12
	CMPQ R12, $16
	JLT  narrow6
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	STORE(Y8, Y9)
	STORE(Y10, Y11)
	NEXT(6, tile6)
	JMP  none6

narrow6:
	MASKS
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)
	STORE_MASKED(Y8, Y9)
	STORE_MASKED(Y10, Y11)
	NEXT(6, tile6)

none6:
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+8)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none4

tile4:
	START(4)
	FETCH
	FETCH
	FETCH
	FETCH
	PANEL
	LEAQ (AX)(R13*1), BX
	LEAQ (BX)(R13*1), CX
	LEAQ (CX)(R13*1), DX
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	PCALIGN $32

step4:
	LOAD
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	STEP(step4)
	MOVQ columns-32(SP), R12
	CMPQ R12, $16
	JLT  narrow4
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	NEXT(4, tile4)
	JMP  none4

narrow4:
	MASKS
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)
	NEXT(4, tile4)

none4:
	MOVQ  t+0(FP), DI
	MOVQ  (MulWindows_tiles+16)(DI), AX
	MOVQ  AX, tiles-48(SP)
	TESTQ AX, AX
	JEQ   none1

tile1:
	START(1)
	FETCH
	PANEL
	ZERO(Y0, Y1)

step1:
	LOAD
	ROW(AX, Y0, Y1, Y14)
	STEP(step1)
	MOVQ columns-32(SP), R12
	CMPQ R12, $16
	JLT  narrow1
	STORE(Y0, Y1)
	NEXT(1, tile1)
	JMP  none1

narrow1:
	MASKS
	STORE_MASKED(Y0, Y1)
	NEXT(1, tile1)

none1:
	ADDQ $64, panelC-80(SP)
	MOVQ panelBytes-56(SP), AX
	ADDQ AX, panel-24(SP)
	SUBQ $16, columns-32(SP)
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
