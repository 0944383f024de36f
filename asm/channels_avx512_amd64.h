// What the AVX512 passes over rows of channels share.

// EACH4 and EACH2 do something for the registers of 64 and of 32 channels: their
// offset, five registers of parameters or sums, two for a row.
#define EACH2(DO) \
	DO(0, Z0, Z4, Z8, Z12, Z16, Z20, Z24); \
	DO(64, Z1, Z5, Z9, Z13, Z17, Z21, Z25)
#define EACH4(DO) \
	EACH2(DO); \
	DO(128, Z2, Z6, Z10, Z14, Z18, Z22, Z26); \
	DO(192, Z3, Z7, Z11, Z15, Z19, Z23, Z27)

// WIDTHS goes on with as many channels at a time as are left. A row of more than 64
// in whole registers is long.
#define WIDTHS(long, narrow, wide64, wide32) \
	CMPQ  R10, $64; \
	JLT   narrow; \
	JEQ   wide64; \
	TESTQ R9, R9; \
	JNE   wide64; \
	TESTQ $15, R10; \
	JEQ   long; \
	JMP   wide64; \
narrow: \
	CMPQ R10, $32; \
	JGE  wide32

// LONG does something for every register of every row. SI is x; DI and BX are two
// other operands, if the pass has them.
#define LONG(row, registers, DO) \
	MOVQ channelPass_x(AX), SI; \
	MOVQ channelPass_rows(AX), CX; \
row: \
	XORQ R9, R9; \
registers: \
	DO; \
	ADDQ $64, R9; \
	CMPQ R9, R8; \
	JLT  registers; \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, BX; \
	DECQ CX; \
	JNZ  row; \
	VZEROUPPER; \
	RET

// NEXT goes on to the channels to the right, if there are any.
#define NEXT(channels, n) \
	ADDQ $(4*n), R9; \
	SUBQ $n, R10; \
	JG   channels; \
	VZEROUPPER; \
	RET

// AT points r at the current channels of a field, PARAMS at those of a small one.
#define AT(field, r) \
	MOVQ field(AX), r; \
	ADDQ R9, r
#define PARAMS(field) AT(field, R12)

#define ROW_A(off, A, B, C, D, E, X, Y) VMOVUPS off(R12), A
#define ROW_B(off, A, B, C, D, E, X, Y) VMOVUPS off(R12), B
#define ROW_C(off, A, B, C, D, E, X, Y) VMOVUPS off(R12), C
#define ROW_D(off, A, B, C, D, E, X, Y) VMOVUPS off(R12), D
#define SAVE_A(off, A, B, C, D, E, X, Y) VMOVUPS A, off(R12)
#define ADD_D(off, A, B, C, D, E, X, Y) VADDPS off(R12), D, D; VMOVUPS D, off(R12)
#define ADD_E(off, A, B, C, D, E, X, Y) VADDPS off(R12), E, E; VMOVUPS E, off(R12)
#define CLEAR_DE(off, A, B, C, D, E, X, Y) VPXORQ D, D, D; VPXORQ E, E, E
