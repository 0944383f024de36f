//go:build !purego

// Products of rows at equal distances, in tiles of 6, 4 or 1 rows by 16 columns:
// the tile of gemm_avx2_amd64.s, with rows that need no table.
//
//	Y0..Y11   sums, two a row           AX BX CX DX R8 R9  the rows of A
//	Y12, Y13  a row of B                SI, R14  the row of B and the distance to the next
//	Y14, Y15  values of A, broadcast,   DI  position in the rows   R12  K
//	          then the columns that     R10, R11  what to fetch and the distance to the next
//	          exist                     R13  distance of the rows of A; where the panel goes

#include "go_asm.h"
#include "textflag.h"

// rowsMask holds eight ones and eight zeros: a load that starts 8-n values before
// the middle gives n ones.
DATA rowsMask<>+0(SB)/8, $0xffffffffffffffff
DATA rowsMask<>+8(SB)/8, $0xffffffffffffffff
DATA rowsMask<>+16(SB)/8, $0xffffffffffffffff
DATA rowsMask<>+24(SB)/8, $0xffffffffffffffff
DATA rowsMask<>+32(SB)/8, $0
DATA rowsMask<>+40(SB)/8, $0
DATA rowsMask<>+48(SB)/8, $0
DATA rowsMask<>+56(SB)/8, $0
GLOBL rowsMask<>(SB), RODATA|NOPTR, $64

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*4), T; \
	VFMADD231PS  Y12, T, LO; \
	VFMADD231PS  Y13, T, HI

#define ZERO(LO, HI) \
	VXORPS LO, LO, LO; \
	VXORPS HI, HI, HI

// STORE writes a row to R10, STORE_SUM adds it there, both for 16 columns;
// STORE_MASKED and STORE_SUM_MASKED are for fewer. All go on to the next row.
#define STORE(LO, HI) \
	VMOVUPS LO, (R10); \
	VMOVUPS HI, 32(R10); \
	ADDQ    R11, R10

// STREAM is STORE for a whole cache line, past the caches.
#define STREAM(LO, HI) \
	VMOVNTPS LO, (R10); \
	VMOVNTPS HI, 32(R10); \
	ADDQ     R11, R10

#define STORE_SUM(LO, HI) \
	VADDPS (R10), LO, LO; \
	VADDPS 32(R10), HI, HI; \
	STORE(LO, HI)

#define STORE_MASKED(LO, HI) \
	VMASKMOVPS LO, Y14, (R10); \
	VMASKMOVPS HI, Y15, 32(R10); \
	ADDQ       R11, R10

#define STORE_SUM_MASKED(LO, HI) \
	VMASKMOVPS (R10), Y14, Y12; \
	VMASKMOVPS 32(R10), Y15, Y13; \
	VADDPS     Y12, LO, LO; \
	VADDPS     Y13, HI, HI; \
	STORE_MASKED(LO, HI)

// START points SI at the first row of B and AX at the tile's first row, whose distance to
// the next goes to R13.
#define START \
	MOVQ t+0(FP), DI; \
	MOVQ MulRows_b(DI), SI; \
	MOVQ MulRows_stepB(DI), R14; \
	MOVQ MulRows_K(DI), R12; \
	MOVQ MulRows_StrideA(DI), R13; \
	SHLQ $2, R13; \
	MOVQ a-8(SP), AX

// FETCH_C asks for a row of results, and goes on to the next.
#define FETCH_C \
	PREFETCHT0 (R10); \
	ADDQ       R11, R10

// ROWS6 multiplies the row of B in Y12 and Y13 by 6 values of A.
#define ROWS6 \
	ROW(AX, Y0, Y1, Y14); \
	ROW(BX, Y2, Y3, Y15); \
	ROW(CX, Y4, Y5, Y14); \
	ROW(DX, Y6, Y7, Y15); \
	ROW(R8, Y8, Y9, Y14); \
	ROW(R9, Y10, Y11, Y15)

// END points R10 at the tile's first result, puts their distance into R11, sets
// the masks and leaves N in R12 and Accumulate in R13.
#define END \
	MOVQ    t+0(FP), DI; \
	MOVQ    MulRows_StrideC(DI), R11; \
	SHLQ    $2, R11; \
	MOVQ    c-16(SP), R10; \
	MOVBLZX MulRows_Accumulate(DI), R13; \
	MOVQ    MulRows_N(DI), R12; \
	LEAQ    rowsMask<>+32(SB), AX; \
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

// NEXT goes on to the next tile of ROWS rows and to what that fetches; C has been
// left behind the tile.
#define NEXT(ROWS, LOOP) \
	MOVQ   R10, c-16(SP); \
	MOVQ   t+0(FP), DI; \
	MOVQ   MulRows_nextFetch(DI), AX; \
	ADDQ   AX, fetch-24(SP); \
	IMUL3Q $(4*ROWS), MulRows_StrideA(DI), AX; \
	ADDQ   AX, a-8(SP); \
	DECQ   tiles+16(FP); \
	JNZ    LOOP

// func mulRowsAVX2(t *MulRows, first, tiles, rows int)
TEXT ·mulRowsAVX2(SB), NOSPLIT, $24-32
	MOVQ  t+0(FP), DI
	MOVQ  MulRows_fetch(DI), AX
	MOVQ  AX, fetch-24(SP)
	MOVQ  first+8(FP), DX
	MOVQ  MulRows_StrideA(DI), AX
	IMULQ DX, AX
	MOVQ  MulRows_A(DI), BX
	LEAQ  (BX)(AX*4), BX
	MOVQ  BX, a-8(SP)
	MOVQ  MulRows_StrideC(DI), AX
	IMULQ DX, AX
	MOVQ  MulRows_C(DI), BX
	LEAQ  (BX)(AX*4), BX
	MOVQ  BX, c-16(SP)
	MOVQ  rows+24(FP), CX
	CMPQ  CX, $6
	JEQ   tile6
	CMPQ  CX, $4
	JEQ   tile4
	JMP   tile1

tile6:
	START
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
	CMPQ MulRows_stream(DI), $0
	JNE  start6
	MOVQ MulRows_StrideC(DI), R11
	SHLQ $2, R11
	MOVQ c-16(SP), R10
	FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C

start6:
	MOVQ fetch-24(SP), R10
	MOVQ MulRows_stepFetch(DI), R11
	MOVQ MulRows_pack(DI), R13
	MOVQ $0, DI
	TESTQ R13, R13
	JNE  pack6
	PCALIGN $32

step6:
	VMOVUPS (SI), Y12
	VMOVUPS 32(SI), Y13
	ROWS6
	PREFETCHT1 (R10)
	ADDQ R11, R10
	ADDQ R14, SI
	INCQ DI
	CMPQ DI, R12
	JLT  step6
	JMP  done6
	PCALIGN $32

pack6:
	VMOVUPS (SI), Y12
	VMOVUPS 32(SI), Y13
	ADDQ R14, SI
	VMOVUPS Y12, (R13)
	VMOVUPS Y13, 32(R13)
	ROWS6
	ADDQ $64, R13
	INCQ DI
	CMPQ DI, R12
	JLT  pack6

done6:
	END
	CMPQ R12, $16
	JNE  narrow6
	TESTQ R13, R13
	JNE  sum6
	CMPQ MulRows_stream(DI), $0
	JNE  stream6
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	STORE(Y8, Y9)
	STORE(Y10, Y11)
	NEXT(6, tile6)
	VZEROUPPER
	RET

stream6:
	STREAM(Y0, Y1)
	STREAM(Y2, Y3)
	STREAM(Y4, Y5)
	STREAM(Y6, Y7)
	STREAM(Y8, Y9)
	STREAM(Y10, Y11)
	NEXT(6, tile6)
	VZEROUPPER
	RET

sum6:
	STORE_SUM(Y0, Y1)
	STORE_SUM(Y2, Y3)
	STORE_SUM(Y4, Y5)
	STORE_SUM(Y6, Y7)
	STORE_SUM(Y8, Y9)
	STORE_SUM(Y10, Y11)
	NEXT(6, tile6)
	VZEROUPPER
	RET

narrow6:
	TESTQ R13, R13
	JNE  narrowSum6
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)
	STORE_MASKED(Y8, Y9)
	STORE_MASKED(Y10, Y11)
	NEXT(6, tile6)
	VZEROUPPER
	RET

narrowSum6:
	STORE_SUM_MASKED(Y0, Y1)
	STORE_SUM_MASKED(Y2, Y3)
	STORE_SUM_MASKED(Y4, Y5)
	STORE_SUM_MASKED(Y6, Y7)
	STORE_SUM_MASKED(Y8, Y9)
	STORE_SUM_MASKED(Y10, Y11)
	NEXT(6, tile6)
	VZEROUPPER
	RET

tile4:
	START
	LEAQ (AX)(R13*1), BX
	LEAQ (BX)(R13*1), CX
	LEAQ (CX)(R13*1), DX
	ZERO(Y0, Y1)
	ZERO(Y2, Y3)
	ZERO(Y4, Y5)
	ZERO(Y6, Y7)
	MOVQ fetch-24(SP), R10
	MOVQ MulRows_stepFetch(DI), R11
	MOVQ $0, DI
	PCALIGN $32

step4:
	VMOVUPS (SI), Y12
	VMOVUPS 32(SI), Y13
	ROW(AX, Y0, Y1, Y14)
	ROW(BX, Y2, Y3, Y15)
	ROW(CX, Y4, Y5, Y14)
	ROW(DX, Y6, Y7, Y15)
	PREFETCHT1 (R10)
	ADDQ R11, R10
	ADDQ R14, SI
	INCQ DI
	CMPQ DI, R12
	JLT  step4
	END
	CMPQ R12, $16
	JNE  narrow4
	TESTQ R13, R13
	JNE  sum4
	STORE(Y0, Y1)
	STORE(Y2, Y3)
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

sum4:
	STORE_SUM(Y0, Y1)
	STORE_SUM(Y2, Y3)
	STORE_SUM(Y4, Y5)
	STORE_SUM(Y6, Y7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

narrow4:
	TESTQ R13, R13
	JNE  narrowSum4
	STORE_MASKED(Y0, Y1)
	STORE_MASKED(Y2, Y3)
	STORE_MASKED(Y4, Y5)
	STORE_MASKED(Y6, Y7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

narrowSum4:
	STORE_SUM_MASKED(Y0, Y1)
	STORE_SUM_MASKED(Y2, Y3)
	STORE_SUM_MASKED(Y4, Y5)
	STORE_SUM_MASKED(Y6, Y7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

tile1:
	START
	MOVQ $0, DI
	ZERO(Y0, Y1)
step1:
	VMOVUPS (SI), Y12
	VMOVUPS 32(SI), Y13
	ROW(AX, Y0, Y1, Y14)
	ADDQ R14, SI
	INCQ DI
	CMPQ DI, R12
	JLT  step1
	END
	CMPQ R12, $16
	JNE  narrow1
	TESTQ R13, R13
	JNE  sum1
	STORE(Y0, Y1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

sum1:
	STORE_SUM(Y0, Y1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

narrow1:
	TESTQ R13, R13
	JNE  narrowSum1
	STORE_MASKED(Y0, Y1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

narrowSum1:
	STORE_SUM_MASKED(Y0, Y1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

// func locateAVX2(points **float32, base *float32, offsets *int32, outside *float32, n int)
TEXT ·locateAVX2(SB), NOSPLIT, $0-40
	MOVQ points+0(FP), DI
	VPBROADCASTQ base+8(FP), Y0
	MOVQ offsets+16(FP), SI
	VPBROADCASTQ outside+24(FP), Y1
	MOVQ n+32(FP), CX
	SUBQ $4, CX
	JLT  rest

four:
	VPMOVSXDQ (SI), Y2
	VPADDQ    Y0, Y2, Y3
	VBLENDVPD Y2, Y1, Y3, Y3
	VMOVDQU   Y3, (DI)
	ADDQ $16, SI
	ADDQ $32, DI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   done
	MOVQ base+8(FP), BX
	MOVQ outside+24(FP), DX

one:
	MOVLQSX (SI), AX
	LEAQ    (BX)(AX*1), R8
	TESTQ   AX, AX
	CMOVQLT DX, R8
	MOVQ    R8, (DI)
	ADDQ $4, SI
	ADDQ $8, DI
	DECQ CX
	JNZ  one

done:
	VZEROUPPER
	RET
