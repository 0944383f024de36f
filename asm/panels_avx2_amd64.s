//go:build !purego

// Sums of outer products of panels, in tiles of 6, 4 or 1 rows by 16 columns. It goes
// as that of AVX-512 does.
//
//	Y0..Y11   sums, two a row           AX  the rows of X in their panel
//	Y12, Y13  a row of DY               BX  the panel of DY
//	Y14, Y15  values of X, broadcast,   DI  place in both panels, R8 their end
//	          then the columns          R9, R10  row of C and the distance of rows
//	SI        rows left in the panel    R11 row of C of the tile after this one
//	R13, R14  what is fetched, and the step

#include "go_asm.h"
#include "textflag.h"

#define ROW(OFF, LO, HI, T) \
	VBROADCASTSS OFF(AX)(DI*1), T; \
	VFMADD231PS  Y12, T, LO; \
	VFMADD231PS  Y13, T, HI

#define ZERO(LO, HI) \
	VXORPS LO, LO, LO; \
	VXORPS HI, HI, HI

// LOAD reads a row of C, STORE writes it; both go on to the next.
#define LOAD(LO, HI) \
	VMOVUPS (R9), LO; \
	VMOVUPS 32(R9), HI; \
	ADDQ    R10, R9

#define STORE(LO, HI) \
	VMOVUPS LO, (R9); \
	VMOVUPS HI, 32(R9); \
	ADDQ    R10, R9

#define LOAD_MASKED(LO, HI) \
	VMASKMOVPS (R9), Y14, LO; \
	VMASKMOVPS 32(R9), Y15, HI; \
	ADDQ       R10, R9

#define STORE_MASKED(LO, HI) \
	VMASKMOVPS LO, Y14, (R9); \
	VMASKMOVPS HI, Y15, 32(R9); \
	ADDQ       R10, R9

// MASKS sets Y14 and Y15 from the number of columns in CX. Clobbers DX, DI and CX.
#define MASKS \
	MOVQ    $8, DX; \
	CMPQ    CX, DX; \
	CMOVQLT CX, DX; \
	SUBQ    DX, CX; \
	SHLQ    $2, DX; \
	SHLQ    $2, CX; \
	LEAQ    panelsMask<>+32(SB), DI; \
	SUBQ    DX, DI; \
	VMOVUPS (DI), Y14; \
	LEAQ    panelsMask<>+32(SB), DI; \
	SUBQ    CX, DI; \
	VMOVUPS (DI), Y15

// FETCH asks for a row of C of the next tile.
#define FETCH \
	PREFETCHT0 (R11); \
	ADDQ       R10, R11

// panelsMask holds eight ones and eight zeros: a load that starts 8-n values before
// the middle gives n ones.
DATA panelsMask<>+0(SB)/8, $0xffffffffffffffff
DATA panelsMask<>+8(SB)/8, $0xffffffffffffffff
DATA panelsMask<>+16(SB)/8, $0xffffffffffffffff
DATA panelsMask<>+24(SB)/8, $0xffffffffffffffff
DATA panelsMask<>+32(SB)/8, $0
DATA panelsMask<>+40(SB)/8, $0
DATA panelsMask<>+48(SB)/8, $0
DATA panelsMask<>+56(SB)/8, $0
GLOBL panelsMask<>(SB), RODATA|NOPTR, $64

// STEP is a row of DY, and a cache line of what is fetched.
#define STEP \
	VMOVUPS    (BX)(DI*1), Y12; \
	VMOVUPS    32(BX)(DI*1), Y13; \
	PREFETCHT1 (R13); \
	ADDQ       R14, R13

#define NEXT(LOOP) \
	ADDQ $64, DI; \
	CMPQ DI, R8; \
	JLT  LOOP

// func outerPanelsAVX2(t *OuterPanels, positions int)
//
// On the stack: the place of this position in X, DY and C; the panel of DY, the
// columns left and C there; rows left and the panel of X, and its tile.
TEXT ·outerPanelsAVX2(SB), NOSPLIT, $80-16
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

panel:
	MOVQ    t+0(FP), DI
	MOVQ    OuterPanels_Len(DI), R8
	SHLQ    $6, R8
	MOVQ    panelX-56(SP), AX
	MOVQ    rows-48(SP), SI
	MOVQ    $16, CX
	CMPQ    SI, CX
	CMOVQGT CX, SI

tile:
	MOVQ t+0(FP), DI
	MOVQ R9, R12

	CMPQ SI, $8
	JEQ  rows4
	CMPQ SI, $6
	JGE  rows6
	CMPQ SI, $4
	JGE  rows4
	JMP  rows1

rows6:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load6
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	ZERO(Y8, Y9)
	ZERO(Y10, Y11)
	JMP  step6

load6:
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  loadMasked6
	LOAD(Y0, Y1)
	LOAD(Y2, Y3)
	LOAD(Y4, Y5)
	LOAD(Y6, Y7)
	LOAD(Y8, Y9)
	LOAD(Y10, Y11)
	MOVQ R9, R11
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	FETCH
	JMP  step6

loadMasked6:
	MASKS
	MOVQ $0, DI
	LOAD_MASKED(Y0, Y1)
	LOAD_MASKED(Y2, Y3)
	LOAD_MASKED(Y4, Y5)
	LOAD_MASKED(Y6, Y7)
	LOAD_MASKED(Y8, Y9)
	LOAD_MASKED(Y10, Y11)
	PCALIGN $32

step6:
	STEP
	ROW(0, Y0, Y1, Y14)
	ROW(4, Y2, Y3, Y15)
	ROW(8, Y4, Y5, Y14)
	ROW(12, Y6, Y7, Y15)
	ROW(16, Y8, Y9, Y14)
	ROW(20, Y10, Y11, Y15)
	NEXT(step6)
	MOVQ R12, R9
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  storeMasked6
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	STORE(Y8, Y9)
	STORE(Y10, Y11)
	JMP  stored6

storeMasked6:
	MASKS
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)
	STORE_MASKED(Y8, Y9)
	STORE_MASKED(Y10, Y11)

stored6:
	ADDQ $24, AX
	SUBQ $6, SI
	JGT  tile
	JMP  panelDone

rows4:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load4
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	JMP  step4

load4:
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  loadMasked4
	LOAD(Y0, Y1)
	LOAD(Y2, Y3)
	LOAD(Y4, Y5)
	LOAD(Y6, Y7)
	MOVQ R9, R11
	FETCH
	FETCH
	FETCH
	FETCH
	JMP  step4

loadMasked4:
	MASKS
	MOVQ $0, DI
	LOAD_MASKED(Y0, Y1)
	LOAD_MASKED(Y2, Y3)
	LOAD_MASKED(Y4, Y5)
	LOAD_MASKED(Y6, Y7)
	PCALIGN $32

step4:
	STEP
	ROW(0, Y0, Y1, Y14)
	ROW(4, Y2, Y3, Y15)
	ROW(8, Y4, Y5, Y14)
	ROW(12, Y6, Y7, Y15)
	NEXT(step4)
	MOVQ R12, R9
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  storeMasked4
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	JMP  stored4

storeMasked4:
	MASKS
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)

stored4:
	ADDQ $16, AX
	SUBQ $4, SI
	JGT  tile
	JMP  panelDone

rows1:
	CMPB OuterPanels_Set(DI), $0
	MOVQ $0, DI
	JEQ  load1
	ZERO(Y0, Y1)
	JMP  step1

load1:
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  loadMasked1
	LOAD(Y0, Y1)
	MOVQ R9, R11
	FETCH
	JMP  step1

loadMasked1:
	MASKS
	MOVQ $0, DI
	LOAD_MASKED(Y0, Y1)
	PCALIGN $32

step1:
	STEP
	ROW(0, Y0, Y1, Y14)
	NEXT(step1)
	MOVQ R12, R9
	MOVQ columns-32(SP), CX
	CMPQ CX, $16
	JLT  storeMasked1
	STORE(Y0, Y1)
	JMP  stored1

storeMasked1:
	MASKS
	STORE_MASKED(Y0, Y1)

stored1:
	ADDQ $4, AX
	SUBQ $1, SI
	JGT  tile

panelDone:
	MOVQ t+0(FP), DI
	MOVQ OuterPanels_PanelX(DI), AX
	SHLQ $2, AX
	ADDQ AX, panelX-56(SP)
	SUBQ $16, rows-48(SP)
	JGT  panel
	MOVQ OuterPanels_PanelDY(DI), AX
	LEAQ (BX)(AX*4), BX
	ADDQ $64, columnC-40(SP)
	SUBQ $16, columns-32(SP)
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
