//go:build !purego

// Products of rows at equal distances, in tiles of 12, 8, 4 or 1 rows by 32
// columns: the tile of gemm_avx512_amd64.s, with rows that need no table.
//
//	Z0..Z23   sums, two a row           AX BX CX DX R8..R15  the rows of A
//	Z24, Z25  a row of B                SI  the row of B
//	Z26..Z31  values of A, broadcast    DI  position in the rows
//	K1, K2    the columns that exist    BP  K; in a tile of 12 rows what to fetch
//	                                        (of 8 rows: R12) or where the panel goes
//
// In tiles of 12 rows DI counts from -K to 0 and the rows' registers point at
// their ends: that leaves BP free.

#include "go_asm.h"
#include "textflag.h"

#define ROW(A, LO, HI, T) \
	VBROADCASTSS (A)(DI*4), T; \
	VFMADD231PS  Z24, T, LO; \
	VFMADD231PS  Z25, T, HI

// ROW16 is ROW for at most 16 columns: half the work.
#define ROW16(A, LO) VFMADD231PS.BCST (A)(DI*4), Z24, LO

#define ZERO(LO, HI) \
	VPXORQ LO, LO, LO; \
	VPXORQ HI, HI, HI

// STORE writes a row to CX, STORE_SUM adds it there; both go on to the next.
#define STORE(LO, HI) \
	VMOVUPS LO, K1, (CX); \
	VMOVUPS HI, K2, 64(CX); \
	ADDQ    DX, CX

// STREAM is STORE for two whole cache lines, past the caches.
#define STREAM(LO, HI) \
	VMOVNTPS LO, (CX); \
	VMOVNTPS HI, 64(CX); \
	ADDQ     DX, CX

#define STORE_SUM(LO, HI) \
	VMOVUPS.Z (CX), K1, Z24; \
	VMOVUPS.Z 64(CX), K2, Z25; \
	VADDPS    Z24, LO, LO; \
	VADDPS    Z25, HI, HI; \
	STORE(LO, HI)

// START points SI at the first row of B and AX at the tile's first row, whose
// distance to the next goes to R15.
#define START \
	MOVQ t+0(FP), DI; \
	MOVQ MulRows_b(DI), SI; \
	MOVQ MulRows_K(DI), BP; \
	MOVQ MulRows_StrideA(DI), R15; \
	SHLQ $2, R15; \
	MOVQ a-8(SP), AX; \
	CMPQ MulRows_N(DI), $16; \
	MOVQ $0, DI

// FETCH_C asks for a row of results, and goes on to the next. They go to the
// second-level cache: from the first they would be gone by the end of the tile.
#define FETCH_C \
	PREFETCHT1 (CX); \
	PREFETCHT1 64(CX); \
	ADDQ       DX, CX

// START12 is START for 12 rows: it points the registers at the ends of the rows
// and zeroes the sums.
#define START12 \
	START; \
	NEGQ BP; \
	MOVQ BP, DI; \
	SHLQ $2, BP; \
	SUBQ BP, AX; \
	LEAQ (AX)(R15*1), BX; \
	LEAQ (BX)(R15*1), CX; \
	LEAQ (CX)(R15*1), DX; \
	LEAQ (DX)(R15*1), R8; \
	LEAQ (R8)(R15*1), R9; \
	LEAQ (R9)(R15*1), R10; \
	LEAQ (R10)(R15*1), R11; \
	LEAQ (R11)(R15*1), R12; \
	LEAQ (R12)(R15*1), R13; \
	LEAQ (R13)(R15*1), R14; \
	LEAQ (R14)(R15*1), R15; \
	ZERO(Z0, Z1); \
	ZERO(Z2, Z3); \
	ZERO(Z4, Z5); \
	ZERO(Z6, Z7); \
	ZERO(Z8, Z9); \
	ZERO(Z10, Z11); \
	ZERO(Z12, Z13); \
	ZERO(Z14, Z15); \
	ZERO(Z16, Z17); \
	ZERO(Z18, Z19); \
	ZERO(Z20, Z21); \
	ZERO(Z22, Z23)

// ROWS12 multiplies the row of B in Z24 and Z25 by 12 values of A.
#define ROWS12 \
	ROW(AX, Z0, Z1, Z26); \
	ROW(BX, Z2, Z3, Z27); \
	ROW(CX, Z4, Z5, Z28); \
	ROW(DX, Z6, Z7, Z29); \
	ROW(R8, Z8, Z9, Z30); \
	ROW(R9, Z10, Z11, Z31); \
	ROW(R10, Z12, Z13, Z26); \
	ROW(R11, Z14, Z15, Z27); \
	ROW(R12, Z16, Z17, Z28); \
	ROW(R13, Z18, Z19, Z29); \
	ROW(R14, Z20, Z21, Z30); \
	ROW(R15, Z22, Z23, Z31)

// END points CX at the tile's first result, puts their distance into DX, and
// compares Accumulate with zero.
#define END \
	MOVQ t+0(FP), DI; \
	MOVQ MulRows_StrideC(DI), DX; \
	SHLQ $2, DX; \
	MOVQ c-16(SP), CX; \
	CMPB MulRows_Accumulate(DI), $0

// NEXT goes on to the next tile of ROWS rows and to what that fetches; C has been
// left behind the tile.
#define NEXT(ROWS, LOOP) \
	MOVQ  CX, c-16(SP); \
	MOVQ  t+0(FP), DI; \
	MOVQ  MulRows_nextFetch(DI), AX; \
	ADDQ  AX, fetch-32(SP); \
	IMUL3Q $(4*ROWS), MulRows_StrideA(DI), AX; \
	ADDQ  AX, a-8(SP); \
	DECQ  tiles+16(FP); \
	JNZ   LOOP

// func mulRowsAVX512(t *MulRows, first, tiles, rows int)
TEXT ·mulRowsAVX512(SB), NOSPLIT, $40-32
	MOVQ  t+0(FP), DI
	MOVQ  MulRows_stepB(DI), AX
	MOVQ  AX, stepB-24(SP)
	MOVQ  MulRows_fetch(DI), AX
	MOVQ  AX, fetch-32(SP)
	MOVQ  MulRows_stepFetch(DI), AX
	MOVQ  AX, stepFetch-40(SP)
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
	MOVQ  MulRows_N(DI), CX
	MOVQ  $-1, AX
	SHLXQ CX, AX, AX
	NOTQ  AX
	KMOVW AX, K1
	SHRQ  $16, AX
	KMOVW AX, K2
	MOVQ  rows+24(FP), CX
	CMPQ  CX, $12
	JEQ   tile12
	CMPQ  CX, $8
	JEQ   tile8
	CMPQ  CX, $4
	JEQ   tile4
	JMP   tile1

tile12:
	MOVQ t+0(FP), DI
	CMPQ MulRows_stream(DI), $0
	JNE  start12
	MOVQ MulRows_StrideC(DI), DX
	SHLQ $2, DX
	MOVQ c-16(SP), CX
	FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C
	FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C; FETCH_C

start12:
	START12
	MOVQ fetch-32(SP), BP
	MOVQ t+0(FP), SI
	CMPQ MulRows_pack(SI), $0
	JNE  pack12
	CMPQ MulRows_N(SI), $16
	MOVQ MulRows_b(SI), SI
	JLE  narrow12
	PCALIGN $64

step12:
	VMOVUPS (SI), Z24
	VMOVUPS 64(SI), Z25
	ROWS12
	PREFETCHT1 (BP)
	ADDQ stepFetch-40(SP), BP
	ADDQ stepB-24(SP), SI
	INCQ DI
	JNE  step12
	JMP  done12

pack12:
	MOVQ MulRows_pack(SI), BP
	MOVQ MulRows_b(SI), SI
	PCALIGN $64

packed12:
	VMOVUPS (SI), Z24
	VMOVUPS 64(SI), Z25
	ADDQ stepB-24(SP), SI
	VMOVUPS Z24, (BP)
	VMOVUPS Z25, 64(BP)
	ROWS12
	ADDQ $128, BP
	INCQ DI
	JNE  packed12
	JMP  done12

narrow12:
	VMOVUPS (SI), Z24
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
	ADDQ $128, SI
	INCQ DI
	JNE  narrow12

done12:
	END
	JNE  sum12
	CMPQ MulRows_stream(DI), $0
	JNE  stream12
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
	VZEROUPPER
	RET

stream12:
	STREAM(Z0, Z1)
	STREAM(Z2, Z3)
	STREAM(Z4, Z5)
	STREAM(Z6, Z7)
	STREAM(Z8, Z9)
	STREAM(Z10, Z11)
	STREAM(Z12, Z13)
	STREAM(Z14, Z15)
	STREAM(Z16, Z17)
	STREAM(Z18, Z19)
	STREAM(Z20, Z21)
	STREAM(Z22, Z23)
	NEXT(12, tile12)
	VZEROUPPER
	RET

sum12:
	STORE_SUM(Z0, Z1)
	STORE_SUM(Z2, Z3)
	STORE_SUM(Z4, Z5)
	STORE_SUM(Z6, Z7)
	STORE_SUM(Z8, Z9)
	STORE_SUM(Z10, Z11)
	STORE_SUM(Z12, Z13)
	STORE_SUM(Z14, Z15)
	STORE_SUM(Z16, Z17)
	STORE_SUM(Z18, Z19)
	STORE_SUM(Z20, Z21)
	STORE_SUM(Z22, Z23)
	NEXT(12, tile12)
	VZEROUPPER
	RET

tile8:
	START
	LEAQ (AX)(R15*1), BX
	LEAQ (BX)(R15*1), CX
	LEAQ (CX)(R15*1), DX
	LEAQ (DX)(R15*1), R8
	LEAQ (R8)(R15*1), R9
	LEAQ (R9)(R15*1), R10
	LEAQ (R10)(R15*1), R11
	MOVQ fetch-32(SP), R12
	ZERO(Z0, Z1)
	ZERO(Z2, Z3)
	ZERO(Z4, Z5)
	ZERO(Z6, Z7)
	ZERO(Z8, Z9)
	ZERO(Z10, Z11)
	ZERO(Z12, Z13)
	ZERO(Z14, Z15)
	JLE  narrow8
	PCALIGN $64

step8:
	VMOVUPS (SI), Z24
	VMOVUPS 64(SI), Z25
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	ROW(R8, Z8, Z9, Z30)
	ROW(R9, Z10, Z11, Z31)
	ROW(R10, Z12, Z13, Z26)
	ROW(R11, Z14, Z15, Z27)
	PREFETCHT1 (R12)
	ADDQ stepFetch-40(SP), R12
	ADDQ stepB-24(SP), SI
	INCQ DI
	CMPQ DI, BP
	JLT  step8
	JMP  done8

narrow8:
	VMOVUPS (SI), Z24
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	ROW16(R8, Z8)
	ROW16(R9, Z10)
	ROW16(R10, Z12)
	ROW16(R11, Z14)
	ADDQ $128, SI
	INCQ DI
	CMPQ DI, BP
	JLT  narrow8

done8:
	END
	JNE  sum8
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	STORE(Z8, Z9)
	STORE(Z10, Z11)
	STORE(Z12, Z13)
	STORE(Z14, Z15)
	NEXT(8, tile8)
	VZEROUPPER
	RET

sum8:
	STORE_SUM(Z0, Z1)
	STORE_SUM(Z2, Z3)
	STORE_SUM(Z4, Z5)
	STORE_SUM(Z6, Z7)
	STORE_SUM(Z8, Z9)
	STORE_SUM(Z10, Z11)
	STORE_SUM(Z12, Z13)
	STORE_SUM(Z14, Z15)
	NEXT(8, tile8)
	VZEROUPPER
	RET

tile4:
	START
	LEAQ (AX)(R15*1), BX
	LEAQ (BX)(R15*1), CX
	LEAQ (CX)(R15*1), DX
	ZERO(Z0, Z1)
	ZERO(Z2, Z3)
	ZERO(Z4, Z5)
	ZERO(Z6, Z7)
	JLE  narrow4
	PCALIGN $64

step4:
	VMOVUPS (SI), Z24
	VMOVUPS 64(SI), Z25
	ROW(AX, Z0, Z1, Z26)
	ROW(BX, Z2, Z3, Z27)
	ROW(CX, Z4, Z5, Z28)
	ROW(DX, Z6, Z7, Z29)
	ADDQ stepB-24(SP), SI
	INCQ DI
	CMPQ DI, BP
	JLT  step4
	JMP  done4

narrow4:
	VMOVUPS (SI), Z24
	ROW16(AX, Z0)
	ROW16(BX, Z2)
	ROW16(CX, Z4)
	ROW16(DX, Z6)
	ADDQ $128, SI
	INCQ DI
	CMPQ DI, BP
	JLT  narrow4

done4:
	END
	JNE  sum4
	STORE(Z0, Z1)
	STORE(Z2, Z3)
	STORE(Z4, Z5)
	STORE(Z6, Z7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

sum4:
	STORE_SUM(Z0, Z1)
	STORE_SUM(Z2, Z3)
	STORE_SUM(Z4, Z5)
	STORE_SUM(Z6, Z7)
	NEXT(4, tile4)
	VZEROUPPER
	RET

tile1:
	START
	ZERO(Z0, Z1)
	JLE  narrow1
step1:
	VMOVUPS (SI), Z24
	VMOVUPS 64(SI), Z25
	ROW(AX, Z0, Z1, Z26)
	ADDQ stepB-24(SP), SI
	INCQ DI
	CMPQ DI, BP
	JLT  step1
	JMP  done1

narrow1:
	VMOVUPS (SI), Z24
	ROW16(AX, Z0)
	ADDQ $128, SI
	INCQ DI
	CMPQ DI, BP
	JLT  narrow1

done1:
	END
	JNE  sum1
	STORE(Z0, Z1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

sum1:
	STORE_SUM(Z0, Z1)
	NEXT(1, tile1)
	VZEROUPPER
	RET

// func locateAVX512(points **float32, base *float32, offsets *int32, outside *float32, n int)
TEXT ·locateAVX512(SB), NOSPLIT, $0-40
	MOVQ points+0(FP), DI
	VPBROADCASTQ base+8(FP), Z0
	MOVQ offsets+16(FP), SI
	VPBROADCASTQ outside+24(FP), Z1
	MOVQ n+32(FP), CX

eight:
	MOVQ    $8, BX
	CMPQ    CX, BX
	CMOVQLT CX, BX
	MOVQ    $-1, AX
	SHLXQ   BX, AX, AX
	NOTQ    AX
	KMOVW   AX, K1
	VPMOVSXDQ.Z (SI), K1, Z2
	VPMOVQ2M Z2, K2
	VPADDQ   Z0, Z2, Z2
	VPBLENDMQ Z1, Z2, K2, Z2
	VMOVDQU64 Z2, K1, (DI)
	ADDQ $32, SI
	ADDQ $64, DI
	SUBQ $8, CX
	JGT  eight
	VZEROUPPER
	RET
