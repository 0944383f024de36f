// NEON instructions that the assembler of Go 1.26 does not know, under the names
// that Go 1.27 gives them. Operands are register numbers, in Go's order: the
// destination last. A test reads the machine code back and compares.

// VFADD_S4: d = n + m, four lanes.
#define VFADD_S4(m, n, d) WORD $(0x4e20d400 | (m)<<16 | (n)<<5 | (d))

// VFMLA_S4_LANE: d += n * (lane i of m).
#define VFMLA_S4_LANE(i, m, n, d) WORD $(0x4f801000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))
