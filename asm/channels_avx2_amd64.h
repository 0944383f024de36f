// What the AVX2 passes over rows of channels share.

DATA laneMask<>+0(SB)/8, $0xffffffffffffffff
DATA laneMask<>+8(SB)/8, $0xffffffffffffffff
DATA laneMask<>+16(SB)/8, $0xffffffffffffffff
DATA laneMask<>+24(SB)/8, $0xffffffffffffffff
DATA laneMask<>+32(SB)/8, $0
DATA laneMask<>+40(SB)/8, $0
DATA laneMask<>+48(SB)/8, $0
DATA laneMask<>+56(SB)/8, $0
GLOBL laneMask<>(SB), RODATA|NOPTR, $64

// LOAD8 and STORE8 move 8 channels, LOADS and STORES those that Y15 has. Only the
// last channels pay for a mask: masked stores take some processors a dozen cycles.
#define LOAD8(m, y) VMOVUPS m, y
#define STORE8(y, m) VMOVUPS y, m
#define LOADS(m, y) VMASKMOVPS m, Y15, y
#define STORES(y, m) VMASKMOVPS y, Y15, m

// LONG does something for every register of every row of whole registers, which
// reads memory from front to back. SI is x; DI and BX are two other operands, if the
// pass has them, and what belongs to channels stays in the first-level cache.
#define LONG(row, registers, DO) \
	MOVQ channelPass_x(AX), SI; \
	MOVQ channelPass_rows(AX), CX; \
row: \
	XORQ R9, R9; \
registers: \
	DO; \
	ADDQ $32, R9; \
	CMPQ R9, R8; \
	JLT  registers; \
	ADDQ R8, SI; \
	ADDQ R8, DI; \
	ADDQ R8, BX; \
	DECQ CX; \
	JNZ  row; \
	VZEROUPPER; \
	RET

// IF_LONG goes to label for rows of at least n channels in whole registers.
#define IF_LONG(n, label, short) \
	CMPQ  R10, $n; \
	JLT   short; \
	TESTQ $7, R10; \
	JEQ   label; \
short:
