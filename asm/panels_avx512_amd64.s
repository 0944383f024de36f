//go:build !purego

// Sums of outer products of panels, in tiles of 12, 8, 4 or 1 rows by 32 columns.
//
//	Z0..Z23   sums, two a row           AX  the rows of X in their panel
//	Z24, Z25  a row of DY               BX  the panel of DY
//	Z26..Z31  values of X, broadcast    DI  place in both panels, R8 their end
//	K1, K2    the columns that exist    R9, R10  row of C and the distance of rows
//	SI        rows left in the panel    R11 row of C of the tile after this one
//	R13, R14  what is fetched, and the step

#include "go_asm.h"
#include "textflag.h"

#define ROW(OFF, LO, HI, T) \
	VBROADCASTSS OFF(AX)(DI*1), T; \
	VFMADD231PS  Z24, T, LO; \
	VFMADD231PS  Z25, T, HI

#define ZERO(LO, HI) \
	VPXORQ LO, LO, LO; \
	VPXORQ HI, HI, HI

// ROW16 is ROW for at most 16 columns: half the work.
#define ROW16(OFF, LO) VFMADD231PS.BCST OFF(AX)(DI*1), Z24, LO

// LOAD reads a row of C, STORE writes it; both go on to the next.
#define LOAD(LO, HI) \
	VMOVUPS.Z (R9), K1, LO; \
	VMOVUPS.Z 64(R9), K2, HI; \
	ADDQ      R10, R9

#define STORE(LO, HI) \
	VMOVUPS LO, K1, (R9); \
	VMOVUPS HI, K2, 64(R9); \
	ADDQ    R10, R9

// FETCH asks for a row of C of the next tile.
#define FETCH \
	PREFETCHT0 (R11); \
	PREFETCHT0 64(R11); \
	ADDQ       R10, R11

// STEP is a row of DY, and a cache line of what is fetched.
#define STEP \
	VMOVUPS    (BX)(DI*1), Z24; \
	VMOVUPS    64(BX)(DI*1), Z25; \
	PREFETCHT1 (R13); \
	ADDQ       R14, R13

#define NEXT(LOOP) \
	ADDQ $128, DI; \
	CMPQ DI, R8; \
	JLT  LOOP

// func outerPanelsAVX512(t *OuterPanels, positions int)
//
// On the stack: the place of this position in X, DY and C; the panel of DY, the
// columns left and C there; rows left and the panel of X, and its tile.
TEXT ·outerPanelsAVX512(SB), NOSPLIT, $80-16
	MOVQ t+0(FP), DI
	MOVQ OuterPanels_X(DI), AX
	MOVQ AX, x-8(SP)
	MOVQ OuterPanels_DY(DI), AX
	MOVQ AX, dy-16(SP)
	MOVQ OuterPanels_C(DI), AX
	MOVQ AX, c-24(SP)
	MOVQ OuterPanels_fetch(DI), R13
	MOVQ OuterPanels_stepFetch(DI), R14

position:
	MOVQ t+0(FP), DI
	MOVQ OuterPanels_N(DI), AX
	MOVQ AX, columns-32(SP)
	MOVQ dy-16(SP), BX
	MOVQ c-24(SP), AX
	MOVQ AX, columnC-40(SP)

columns:
	MOVQ t+0(FP), DI
	MOVQ OuterPanels_M(DI), AX
	MOVQ AX, rows-48(SP)
	MOVQ x-8(SP), AX
	MOVQ AX, panelX-56(SP)
	MOVQ columnC-40(SP), R9
	MOVQ OuterPanels_StrideC(DI), R10
	SHLQ $2, R10
	MOVQ columns-32(SP), CX
	MOVQ $32, AX
	CMPQ CX, AX
	CMOVQGT AX, CX
	MOVQ  $-1, AX
	SHLXQ CX, AX, AX
	NOTQ  AX
	KMOVW AX, K1
	SHRQ  $16, AX
	KMOVW AX, K2

panel:
	MOVQ    t+0(FP), DI
	MOVQ    OuterPanels_Len(DI), R8
	SHLQ    $7, R8
	MOVQ    panelX-56(SP), AX
	MOVQ    rows-48(SP), SI
	MOVQ    $32, CX
	CMPQ    SI, CX
	CMOVQGT CX, SI

tile:
	MOVQ t+0(FP), DI
	MOVQ R9, R12

	CMPQ SI, $16
	JEQ  rows8
	CMPQ SI, $12
	JGE  rows12
	CMPQ SI, $8
	JGE  rows8
	CMPQ SI, $4
	JGE  rows4
	JMP  rows1

rows12:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load12
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
	JMP  step12

load12:
	LOAD(Z0, Z1)
	LOAD(Z2, Z3)
	LOAD(Z4, Z5)
	LOAD(Z6, Z7)
	LOAD(Z8, Z9)
	LOAD(Z10, Z11)
	LOAD(Z12, Z13)
	LOAD(Z14, Z15)
	LOAD(Z16, Z17)
	LOAD(Z18, Z19)
	LOAD(Z20, Z21)
	LOAD(Z22, Z23)
	MOVQ R9, R11
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

step12:
	CMPQ columns-32(SP), $16
	JLE  narrow12
	PCALIGN $64

wide12:
	STEP
	ROW(0, Z0, Z1, Z26)
	ROW(4, Z2, Z3, Z27)
	ROW(8, Z4, Z5, Z28)
	ROW(12, Z6, Z7, Z29)
	ROW(16, Z8, Z9, Z30)
	ROW(20, Z10, Z11, Z31)
	ROW(24, Z12, Z13, Z26)
	ROW(28, Z14, Z15, Z27)
	ROW(32, Z16, Z17, Z28)
	ROW(36, Z18, Z19, Z29)
	ROW(40, Z20, Z21, Z30)
	ROW(44, Z22, Z23, Z31)
	NEXT(wide12)
	JMP  store12

narrow12:
	VMOVUPS (BX)(DI*1), Z24
	PREFETCHT1 (R13)
	ADDQ R14, R13
	ROW16(0, Z0)
	ROW16(4, Z2)
	ROW16(8, Z4)
	ROW16(12, Z6)
	ROW16(16, Z8)
	ROW16(20, Z10)
	ROW16(24, Z12)
	ROW16(28, Z14)
	ROW16(32, Z16)
	ROW16(36, Z18)
	ROW16(40, Z20)
	ROW16(44, Z22)
	NEXT(narrow12)

store12:
	MOVQ R12, R9
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
	ADDQ $48, AX
	SUBQ $12, SI
	JGT  tile
	JMP  panelDone

rows8:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load8
	ZERO(Z0, Z1)
	ZERO(Z2, Z3)
	ZERO(Z4, Z5)
	ZERO(Z6, Z7)
	ZERO(Z8, Z9)
	ZERO(Z10, Z11)
	ZERO(Z12, Z13)
	ZERO(Z14, Z15)
	JMP  step8

load8:
	LOAD(Z0, Z1)
	LOAD(Z2, Z3)
	LOAD(Z4, Z5)
	LOAD(Z6, Z7)
	LOAD(Z8, Z9)
	LOAD(Z10, Z11)
	LOAD(Z12, Z13)
	LOAD(Z14, Z15)
	MOVQ R9, R11
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH

step8:
	CMPQ columns-32(SP), $16
	JLE  narrow8
	PCALIGN $64

wide8:
	STEP
	ROW(0, Z0, Z1, Z26)
	ROW(4, Z2, Z3, Z27)
	ROW(8, Z4, Z5, Z28)
	ROW(12, Z6, Z7, Z29)
	ROW(16, Z8, Z9, Z30)
	ROW(20, Z10, Z11, Z31)
	ROW(24, Z12, Z13, Z26)
	ROW(28, Z14, Z15, Z27)
	NEXT(wide8)
	JMP  store8

narrow8:
	VMOVUPS (BX)(DI*1), Z24
	PREFETCHT1 (R13)
	ADDQ R14, R13
	ROW16(0, Z0)
	ROW16(4, Z2)
	ROW16(8, Z4)
	ROW16(12, Z6)
	ROW16(16, Z8)
	ROW16(20, Z10)
	ROW16(24, Z12)
	ROW16(28, Z14)
	NEXT(narrow8)

store8:
	MOVQ R12, R9
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	STORE(Z8, Z9)
	STORE(Z10, Z11)
	STORE(Z12, Z13)
	STORE(Z14, Z15)
	ADDQ $32, AX
	SUBQ $8, SI
	JGT  tile
	JMP  panelDone

rows4:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load4
	ZERO(Z0, Z1)
	ZERO(Z2, Z3)
	ZERO(Z4, Z5)
	ZERO(Z6, Z7)
	JMP  step4

load4:
	LOAD(Z0, Z1)
	LOAD(Z2, Z3)
	LOAD(Z4, Z5)
	LOAD(Z6, Z7)
	MOVQ R9, R11
	FETCH
	FETCH
	FETCH
	FETCH

step4:
	CMPQ columns-32(SP), $16
	JLE  narrow4
	PCALIGN $64

wide4:
	STEP
	ROW(0, Z0, Z1, Z26)
	ROW(4, Z2, Z3, Z27)
	ROW(8, Z4, Z5, Z28)
	ROW(12, Z6, Z7, Z29)
	NEXT(wide4)
	JMP  store4

narrow4:
	VMOVUPS (BX)(DI*1), Z24
	PREFETCHT1 (R13)
	ADDQ R14, R13
	ROW16(0, Z0)
	ROW16(4, Z2)
	ROW16(8, Z4)
	ROW16(12, Z6)
	NEXT(narrow4)

store4:
	MOVQ R12, R9
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	ADDQ $16, AX
	SUBQ $4, SI
	JGT  tile
	JMP  panelDone

rows1:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load1
	ZERO(Z0, Z1)
	JMP  step1

load1:
	LOAD(Z0, Z1)
	MOVQ R9, R11
	FETCH

step1:
	CMPQ columns-32(SP), $16
	JLE  narrow1
	PCALIGN $64

wide1:
	STEP
	ROW(0, Z0, Z1, Z26)
	NEXT(wide1)
	JMP  store1

narrow1:
	VMOVUPS (BX)(DI*1), Z24
	PREFETCHT1 (R13)
	ADDQ R14, R13
	ROW16(0, Z0)
	NEXT(narrow1)

store1:
	MOVQ R12, R9
	STORE(Z0, Z1)
	ADDQ $4, AX
	SUBQ $1, SI
	JGT  tile

panelDone:
	MOVQ t+0(FP), DI
	MOVQ OuterPanels_PanelX(DI), AX
	SHLQ $2, AX
	ADDQ AX, panelX-56(SP)
	SUBQ $32, rows-48(SP)
	JGT  panel
	MOVQ OuterPanels_PanelDY(DI), AX
	LEAQ (BX)(AX*4), BX
	ADDQ $128, columnC-40(SP)
	SUBQ $32, columns-32(SP)
	JGT  columns
	MOVQ OuterPanels_StepX(DI), AX
	SHLQ $2, AX
	ADDQ AX, x-8(SP)
	MOVQ OuterPanels_StepDY(DI), AX
	SHLQ $2, AX
	ADDQ AX, dy-16(SP)
	MOVQ OuterPanels_StepC(DI), AX
	SHLQ $2, AX
	ADDQ AX, c-24(SP)
	DECQ positions+8(FP)
	JNZ  position
	VZEROUPPER
	RET
