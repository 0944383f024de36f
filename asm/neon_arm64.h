// NEON instructions that the assembler of Go 1.26 does not know, under the names
// that Go 1.27 gives them. Operands are register numbers, in Go's order: the
// destination last. A test assembles each macro, reads the machine code back and
// compares.

// Four lanes of float32. d = n op m.
#define VFADD_S4(m, n, d) WORD $(0x4e20d400 | (m)<<16 | (n)<<5 | (d))
#define VFSUB_S4(m, n, d) WORD $(0x4ea0d400 | (m)<<16 | (n)<<5 | (d))
#define VFMUL_S4(m, n, d) WORD $(0x6e20dc00 | (m)<<16 | (n)<<5 | (d))

// VFMAX_S4, VFMIN_S4: a NaN on either side is the result, and 0 is larger than -0.
#define VFMAX_S4(m, n, d) WORD $(0x4e20f400 | (m)<<16 | (n)<<5 | (d))
#define VFMIN_S4(m, n, d) WORD $(0x4ea0f400 | (m)<<16 | (n)<<5 | (d))

// VFRINTN_S4: d = n rounded to an integer, VFCVTNS_S4: as an int32.
#define VFRINTN_S4(n, d) WORD $(0x4e218800 | (n)<<5 | (d))
#define VFCVTNS_S4(n, d) WORD $(0x4e21a800 | (n)<<5 | (d))

// VFCMGT_S4: all bits of d set where n > m. VFCMEQ_S4: where n == m.
#define VFCMGT_S4(m, n, d) WORD $(0x6ea0e400 | (m)<<16 | (n)<<5 | (d))
#define VFCMEQ_S4(m, n, d) WORD $(0x4e20e400 | (m)<<16 | (n)<<5 | (d))

// VFMLA_S4_LANE: d += n * (lane i of m). VFMLS_S4_LANE: d -= that. VFMUL_S4_LANE: d = that.
#define VFMLA_S4_LANE(i, m, n, d) WORD $(0x4f801000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))
#define VFMLS_S4_LANE(i, m, n, d) WORD $(0x4f805000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))
#define VFMUL_S4_LANE(i, m, n, d) WORD $(0x4f809000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d))

// The assembler knows these by the registers' names only; macros that count
// registers need numbers. VBIC: d = n &^ m. VBIT: d = n where the bits of m are
// set. VMOV: d = n.
#define VFMLA_S4(m, n, d) WORD $(0x4e20cc00 | (m)<<16 | (n)<<5 | (d))
#define VAND_B16(m, n, d) WORD $(0x4e201c00 | (m)<<16 | (n)<<5 | (d))
#define VBIC_B16(m, n, d) WORD $(0x4e601c00 | (m)<<16 | (n)<<5 | (d))
#define VORR_B16(m, n, d) WORD $(0x4ea01c00 | (m)<<16 | (n)<<5 | (d))
#define VBIT_B16(m, n, d) WORD $(0x6ea01c00 | (m)<<16 | (n)<<5 | (d))
#define VMOV_B16(n, d) WORD $(0x4ea01c00 | (n)<<16 | (n)<<5 | (d))

// Two lanes of float64. VFCVTL_D2 and VFCVTL2_D2 convert the lower and the upper
// half of a register of float32, VFCVTN_S2 and VFCVTN2_S4 back into those halves.
#define VFADD_D2(m, n, d) WORD $(0x4e60d400 | (m)<<16 | (n)<<5 | (d))
#define VFSUB_D2(m, n, d) WORD $(0x4ee0d400 | (m)<<16 | (n)<<5 | (d))
#define VFMUL_D2(m, n, d) WORD $(0x6e60dc00 | (m)<<16 | (n)<<5 | (d))
#define VFDIV_D2(m, n, d) WORD $(0x6e60fc00 | (m)<<16 | (n)<<5 | (d))
#define VFMLA_D2(m, n, d) WORD $(0x4e60cc00 | (m)<<16 | (n)<<5 | (d))
#define VFSQRT_D2(n, d) WORD $(0x6ee1f800 | (n)<<5 | (d))
#define VFCVTL_D2(n, d) WORD $(0x0e617800 | (n)<<5 | (d))
#define VFCVTL2_D2(n, d) WORD $(0x4e617800 | (n)<<5 | (d))
#define VFCVTN_S2(n, d) WORD $(0x0e616800 | (n)<<5 | (d))
#define VFCVTN2_S4(n, d) WORD $(0x4e616800 | (n)<<5 | (d))
