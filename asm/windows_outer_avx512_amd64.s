//go:build !purego

// Sums of outer products of windows of images, in tiles of 12, 9, 8 or 4 values of
// a window by 32 columns: the tile of the weight gradient in gemm_avx512_amd64.s, with
// rows that may lie anywhere in the window.
//
//	Z0..Z23   sums, two a row           AX BX CX DX R8..R15  the rows of A
//	Z24, Z25  a row of B                SI  the row of B     DI  position of the pixel in A
//	Z26..Z31  values of A, broadcast    BP  pixels left
//	K1, K2    the columns that exist

#include "go_asm.h"
#include "textflag.h"

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*1), T; \
	VFMADD231PS  Z24, T, LO; \
	VFMADD231PS  Z25, T, HI

// ROW16 is ROW for at most 16 columns: half the work.
#define ROW16(A, LO) VFMADD231PS.BCST (A)(DI*1), Z24, LO

#define ZERO(LO, HI) \
	VPXORQ LO, LO, LO; \
	VPXORQ HI, HI, HI

// LOAD reads a row of B and asks for what comes soon and for what comes with the
// next band of lines.
#define LOAD \
	VMOVUPS.Z  (SI), K1, Z24; \
	VMOVUPS.Z  64(SI), K2, Z25; \
	PREFETCHT0 2048(SI); \
	PREFETCHT0 (2048+64)(SI); \
	PREFETCHT1 FAR(SI); \
	PREFETCHT1 (FAR+64)(SI)

#define LOAD16 \
	VMOVUPS.Z  (SI), K1, Z24; \
	PREFETCHT1 FAR(SI)

#define FAR 131072

// ADD adds a row to CX and goes on to the next, unless it was the last.
#define ADD(LO, HI) \
	VMOVUPS.Z (CX), K1, Z24; \
	VMOVUPS.Z 64(CX), K2, Z25; \
	VADDPS    Z24, LO, LO; \
	VADDPS    Z25, HI, HI; \
	VMOVUPS   LO, K1, (CX); \
	VMOVUPS   HI, K2, 64(CX); \
	ADDQ      DX, CX; \
	DECQ      AX; \
	JEQ       done

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

// func outerWindowsAVX512(t *OuterWindows, offsets *int32, c *float32, height, rows, column, n int)
TEXT ·outerWindowsAVX512(SB), NOSPLIT, $72-56
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
	MOVQ  n+48(FP), CX
	MOVQ  $-1, AX
	SHLXQ CX, AX, AX
	NOTQ  AX
	KMOVW AX, K1
	SHRQ  $16, AX
	KMOVW AX, K2
	ZERO(Z0, Z1)
	ZERO(Z2, Z3)
	ZERO(Z4, Z5)
	ZERO(Z6, Z7)
	ZERO(Z8, Z9)
	ZERO(Z10, Z11)
	ZERO(Z12, Z13)
	ZERO(Z14, Z15)
	ZERO(Z16, Z17)
	ZERO(Z18, Z19)
	ZERO(Z20, Z21)
	ZERO(Z22, Z23)
	MOVQ height+24(FP), DI
	CMPQ DI, $12
	JEQ  rows12
	CMPQ DI, $9
	JEQ  rows9
	CMPQ DI, $8
	JEQ  rows8
	JMP  rows4

rows12:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)
	AT(16, R8)
	AT(20, R9)
	AT(24, R10)
	AT(28, R11)
	AT(32, R12)
	AT(36, R13)
	AT(40, R14)
	AT(44, R15)
	CMPQ n+48(FP), $16
	JLE  narrow12

line12:
	LINE
	PCALIGN $64

pixel12:
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
	NEXT(line12, pixel12)
	JMP  add12

narrow12:
	LINE

pixelNarrow12:
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
	NEXT(narrow12, pixelNarrow12)

add12:
	END
	ADD(Z0, Z1)
	ADD(Z2, Z3)
	ADD(Z4, Z5)
	ADD(Z6, Z7)
	ADD(Z8, Z9)
	ADD(Z10, Z11)
	ADD(Z12, Z13)
	ADD(Z14, Z15)
	ADD(Z16, Z17)
	ADD(Z18, Z19)
	ADD(Z20, Z21)
	ADD(Z22, Z23)
	JMP  done

rows9:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)
	AT(16, R8)
	AT(20, R9)
	AT(24, R10)
	AT(28, R11)
	AT(32, R12)
	CMPQ n+48(FP), $16
	JLE  narrow9

line9:
	LINE
	PCALIGN $64

pixel9:
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
	NEXT(line9, pixel9)
	JMP  add9

narrow9:
	LINE

pixelNarrow9:
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
	NEXT(narrow9, pixelNarrow9)

add9:
	END
	ADD(Z0, Z1)
	ADD(Z2, Z3)
	ADD(Z4, Z5)
	ADD(Z6, Z7)
	ADD(Z8, Z9)
	ADD(Z10, Z11)
	ADD(Z12, Z13)
	ADD(Z14, Z15)
	ADD(Z16, Z17)
	JMP  done

rows8:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)
	AT(16, R8)
	AT(20, R9)
	AT(24, R10)
	AT(28, R11)
	CMPQ n+48(FP), $16
	JLE  narrow8

line8:
	LINE
	PCALIGN $64

pixel8:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	ROW(R8, Z8, Z9, Z30)
	ROW(R9, Z10, Z11, Z31)
	ROW(R10, Z12, Z13, Z26)
	ROW(R11, Z14, Z15, Z27)
	NEXT(line8, pixel8)
	JMP  add8

narrow8:
	LINE

pixelNarrow8:
	LOAD16
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	ROW16(R8, Z8)
	ROW16(R9, Z10)
	ROW16(R10, Z12)
	ROW16(R11, Z14)
	NEXT(narrow8, pixelNarrow8)

add8:
	END
	ADD(Z0, Z1)
	ADD(Z2, Z3)
	ADD(Z4, Z5)
	ADD(Z6, Z7)
	ADD(Z8, Z9)
	ADD(Z10, Z11)
	ADD(Z12, Z13)
	ADD(Z14, Z15)
	JMP  done

rows4:
	AT(0, AX)
	AT(4, BX)
	AT(8, CX)
	AT(12, DX)
	CMPQ n+48(FP), $16
	JLE  narrow4

line4:
	LINE
	PCALIGN $64

pixel4:
	LOAD
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	NEXT(line4, pixel4)
	JMP  add4

narrow4:
	LINE

pixelNarrow4:
	LOAD16
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	NEXT(narrow4, pixelNarrow4)

add4:
	END
	ADD(Z0, Z1)
	ADD(Z2, Z3)
	ADD(Z4, Z5)
	ADD(Z6, Z7)
	JMP  done

done:
	VZEROUPPER
	RET
