//go:build !purego

// Sums of outer products of windows of images, in tiles of 6 or 4 values of a window
// by 16 columns: the tile of the weight gradient in gemm_avx2_amd64.s, with rows that
// may lie anywhere in the window. With fewer columns there are 4 rows, and the masks
// of the columns in the registers of the others.
//
//	Y0..Y11   sums, two a row           AX BX CX DX R8 R9  the rows of A
//	Y12, Y13  a row of B                SI  the row of B   DI  position of the pixel in A
//	Y14, Y15  values of A, broadcast    BP  pixels left
//	Y10, Y11  the columns that exist, if they are fewer than 16

#include "go_asm.h"
#include "textflag.h"

// outerMask holds eight ones and eight zeros: a load that starts 8-n values before
// the middle gives n ones.
DATA outerMask<>+0(SB)/8, $0xffffffffffffffff
DATA outerMask<>+8(SB)/8, $0xffffffffffffffff
DATA outerMask<>+16(SB)/8, $0xffffffffffffffff
DATA outerMask<>+24(SB)/8, $0xffffffffffffffff
DATA outerMask<>+32(SB)/8, $0
DATA outerMask<>+40(SB)/8, $0
DATA outerMask<>+48(SB)/8, $0
DATA outerMask<>+56(SB)/8, $0
GLOBL outerMask<>(SB), RODATA|NOPTR, $64

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*1), T; \
	VFMADD231PS  Y12, T, LO; \
	VFMADD231PS  Y13, T, HI

#define ZERO(LO, HI) \
	VXORPS LO, LO, LO; \
	VXORPS HI, HI, HI

// LOAD reads a row of B and asks for what comes with the next band of lines.
#define LOAD \
	VMOVUPS    (SI), Y12; \
	VMOVUPS    32(SI), Y13; \
	PREFETCHT1 131072(SI)

#define LOAD_MASKED \
	VMASKMOVPS (SI), Y10, Y12; \
	VMASKMOVPS 32(SI), Y11, Y13

// ADD adds a row to CX and goes on to the next, unless it was the last.
#define ADD(LO, HI) \
	VADDPS  (CX), LO, LO; \
	VADDPS  32(CX), HI, HI; \
	VMOVUPS LO, (CX); \
	VMOVUPS HI, 32(CX); \
	ADDQ    DX, CX; \
	DECQ    AX; \
	JEQ     done

#define ADD_MASKED(LO, HI) \
	VMASKMOVPS (CX), Y10, Y12; \
	VMASKMOVPS 32(CX), Y11, Y13; \
	VADDPS     Y12, LO, LO; \
	VADDPS     Y13, HI, HI; \
	VMASKMOVPS LO, Y10, (CX); \
	VMASKMOVPS HI, Y11, 32(CX); \
	ADDQ       DX, CX; \
	DECQ       AX; \
	JEQ        done

// AT points A at value OFF/4 of the tile.
#define AT(OFF, A) \
	MOVLQSX OFF(BP), A; \
	ADDQ    SI, A

// LINE begins a line.
#define LINE \
	MOVQ lineA-8(SP), DI; \
	MOVQ lineB-16(SP), SI; \
	MOVQ pixels-24(SP), BP

// NEXT goes on to the next pixel, then to the next line.
#define NEXT(LINE_LOOP, PIXEL_LOOP) \
	ADDQ stepA-32(SP), DI; \
	ADDQ stepB-40(SP), SI; \
	DECQ BP; \
	JNZ  PIXEL_LOOP; \
	MOVQ toA-48(SP), DI; \
	ADDQ DI, lineA-8(SP); \
	MOVQ toB-56(SP), DI; \
	ADDQ DI, lineB-16(SP); \
	DECQ lines-64(SP); \
	JNZ  LINE_LOOP

// END points CX at the tile's first sum, puts the distance of its rows into DX and
// their number into AX.
#define END \
	MOVQ t+0(FP), DI; \
	MOVQ c+16(FP), CX; \
	MOVQ OuterWindows_StrideC(DI), DX; \
	SHLQ $2, DX; \
	MOVQ rows+32(FP), AX

// func outerWindowsAVX2(t *OuterWindows, offsets *int32, c *float32, height, rows, column, n int)
TEXT ·outerWindowsAVX2(SB), NOSPLIT, $72-56
	MOVQ t+0(FP), DI
	MOVQ $0, lineA-8(SP)
	MOVQ OuterWindows_B(DI), SI
	MOVQ column+40(FP), AX
	LEAQ (SI)(AX*4), SI
	MOVQ SI, lineB-16(SP)
	MOVQ OuterWindows_Pixels(DI), AX
	MOVQ AX, pixels-24(SP)
	MOVQ OuterWindows_StepA(DI), AX
	SHLQ $2, AX
	MOVQ AX, stepA-32(SP)
	MOVQ OuterWindows_StepB(DI), AX
	SHLQ $2, AX
	MOVQ AX, stepB-40(SP)
	MOVQ OuterWindows_LineA(DI), AX
	SHLQ $2, AX
	MOVQ AX, toA-48(SP)
	MOVQ OuterWindows_LineB(DI), AX
	SHLQ $2, AX
	MOVQ AX, toB-56(SP)
	MOVQ OuterWindows_Lines(DI), AX
	MOVQ AX, lines-64(SP)
	MOVQ OuterWindows_A(DI), SI
	MOVQ offsets+8(FP), BP
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	ZERO(Y8, Y9)
	ZERO(Y10, Y11)
	MOVQ n+48(FP), CX
	CMPQ CX, $16
	JLT  masked
	CMPQ height+24(FP), $6
	JEQ  rows6
	JMP  rows4

rows6:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)
	AT(16, R8)
	AT(20, R9)

line6:
	LINE
	PCALIGN $32

pixel6:
	LOAD
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	ROW(R8, Y8, Y9, Y14)
	ROW(R9, Y10, Y11, Y15)
	NEXT(line6, pixel6)
	END
	ADD(Y0, Y1)
	ADD(Y2, Y3)
	ADD(Y4, Y5)
	ADD(Y6, Y7)
	ADD(Y8, Y9)
	ADD(Y10, Y11)
	JMP  done

rows4:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)

line4:
	LINE
	PCALIGN $32

pixel4:
	LOAD
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	NEXT(line4, pixel4)
	END
	ADD(Y0, Y1)
	ADD(Y2, Y3)
	ADD(Y4, Y5)
	ADD(Y6, Y7)
	JMP  done

masked:
	LEAQ    outerMask<>+32(SB), AX
	MOVQ    $8, BX
	CMPQ    CX, BX
	CMOVQLT CX, BX
	SUBQ    BX, CX
	SHLQ    $2, BX
	SHLQ    $2, CX
	MOVQ    AX, DX
	SUBQ    BX, AX
	SUBQ    CX, DX
	VMOVUPS (AX), Y10
	VMOVUPS (DX), Y11
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)

lineMasked:
	LINE

pixelMasked:
	LOAD_MASKED
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	NEXT(lineMasked, pixelMasked)
	END
	ADD_MASKED(Y0, Y1)
	ADD_MASKED(Y2, Y3)
	ADD_MASKED(Y4, Y5)
	ADD_MASKED(Y6, Y7)

done:
	VZEROUPPER
	RET
