// Runs of a depthwise convolution, written once for both register widths: the
// file that includes this one names the registers V0..V13 (ZMM or YMM), how many
// LANES of float32 they have, the functions, and how the last channels are masked
// (MASK sets the mask for BX channels, LOADM, MADDM and STOREM use it).
//
// Forward: eight pixels of the run and one register of channels at a time. The
// sums stay in registers over all taps, and a tap is one load of weights and
// eight multiply-adds that read the pixels where they lie:
//
//	            pixel 0     1     2   ...   7         then the channels to the right,
//	channels  |  V0   |  V1  | V2  | ... | V7  |      then the next eight pixels; the
//	            V8 weights of the tap                 last eight end where the run ends
//
//	SI x of the first pixel   DX y of it   DI weights      all at these channels
//	R8 bytes from pixel to pixel of x, R9, R10 and R11 3, 5 and 7 times that
//	R15 bytes from pixel to pixel of y     R13 first pixel of the block
//	R12 tap, CX taps left     BX channels left             AX, R14 scratch
#define LOAD(m, v) VMOVUPS m, v
#define MADD(m, v) VFMADD231PS m, V8, v
#define STORE(v, m) VMOVUPS v, m
#define STREAM(v, m) VMOVNTPS v, m

// SETUP reads the strides.
#define SETUP \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_StrideX(AX), R8; \
	SHLQ $2, R8; \
	LEAQ (R8)(R8*2), R9; \
	LEAQ (R8)(R8*4), R10; \
	LEAQ (R9)(R8*4), R11; \
	MOVQ DepthRun_StrideY(AX), R15; \
	SHLQ $2, R15; \
	XORQ R13, R13

// BLOCK points at the first channels of the block of pixels from R13 on.
#define BLOCK \
	MOVQ  r+0(FP), AX; \
	MOVQ  DepthRun_X(AX), SI; \
	MOVQ  DepthRun_At(AX), CX; \
	LEAQ  (SI)(CX*4), SI; \
	MOVQ  R8, CX; \
	IMULQ R13, CX; \
	ADDQ  CX, SI; \
	MOVQ  DepthRun_Y(AX), DX; \
	MOVQ  R15, CX; \
	IMULQ R13, CX; \
	ADDQ  CX, DX; \
	MOVQ  DepthRun_W(AX), DI; \
	MOVQ  DepthRun_N(AX), BX

// RIGHT goes on to the channels to the right.
#define RIGHT(channels) \
	ADDQ $(4*LANES), SI; \
	ADDQ $(4*LANES), DX; \
	ADDQ $(4*LANES), DI; \
	SUBQ $LANES, BX; \
	JG   channels

// NEXT goes on to the next n pixels; the last block ends where the run ends.
#define NEXT(n, block, done) \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_Pixels(AX), CX; \
	ADDQ $n, R13; \
	CMPQ R13, CX; \
	JGE  done; \
	SUBQ $n, CX; \
	CMPQ R13, CX; \
	CMOVQGT CX, R13; \
	JMP  block

#define TAPS \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_Taps(AX), R12; \
	MOVQ (DepthRun_Taps+8)(AX), CX

// TAP loads the weights and points AX at the pixel of the next tap.
#define TAP(LOAD) \
	MOVQ DepthTap_W(R12), R14; \
	LOAD((DI)(R14*4), V8); \
	MOVQ DepthTap_X(R12), AX; \
	LEAQ (SI)(AX*4), AX; \
	MOVBQZX DepthTap_Fetch(R12), R14; \
	ADDQ $DepthTap__size, R12

// FETCH8 asks for what lies ahead of the tap's pixels, if it is to.
#define FETCH8(no) \
	TESTQ R14, R14; \
	JZ    no; \
	MOVQ r+0(FP), R14; \
	MOVQ DepthRun_Ahead(R14), R14; \
	LEAQ (AX)(R14*4), AX; \
	PREFETCHT1 (AX); \
	PREFETCHT1 (AX)(R8*1); \
	PREFETCHT1 (AX)(R8*2); \
	PREFETCHT1 (AX)(R9*1); \
	PREFETCHT1 (AX)(R8*4); \
	PREFETCHT1 (AX)(R10*1); \
	PREFETCHT1 (AX)(R9*2); \
	PREFETCHT1 (AX)(R11*1); \
no:

#define EIGHT(tap, no, LOAD, MADD, STORE) \
	TAPS; \
	VXORPS V0, V0, V0; \
	VXORPS V1, V1, V1; \
	VXORPS V2, V2, V2; \
	VXORPS V3, V3, V3; \
	VXORPS V4, V4, V4; \
	VXORPS V5, V5, V5; \
	VXORPS V6, V6, V6; \
	VXORPS V7, V7, V7; \
tap: \
	TAP(LOAD); \
	MADD((AX), V0); \
	MADD((AX)(R8*1), V1); \
	MADD((AX)(R8*2), V2); \
	MADD((AX)(R9*1), V3); \
	MADD((AX)(R8*4), V4); \
	MADD((AX)(R10*1), V5); \
	MADD((AX)(R9*2), V6); \
	MADD((AX)(R11*1), V7); \
	FETCH8(no); \
	DECQ CX; \
	JNZ  tap; \
	LEAQ (DX)(R15*4), AX; \
	LEAQ (R15)(R15*2), R14; \
	STORE(V0, (DX)); \
	STORE(V1, (DX)(R15*1)); \
	STORE(V2, (DX)(R15*2)); \
	STORE(V3, (DX)(R14*1)); \
	STORE(V4, (AX)); \
	STORE(V5, (AX)(R15*1)); \
	STORE(V6, (AX)(R15*2)); \
	STORE(V7, (AX)(R14*1))

#define FOUR(tap, LOAD, MADD, STORE) \
	TAPS; \
	VXORPS V0, V0, V0; \
	VXORPS V1, V1, V1; \
	VXORPS V2, V2, V2; \
	VXORPS V3, V3, V3; \
tap: \
	TAP(LOAD); \
	MADD((AX), V0); \
	MADD((AX)(R8*1), V1); \
	MADD((AX)(R8*2), V2); \
	MADD((AX)(R9*1), V3); \
	DECQ CX; \
	JNZ  tap; \
	LEAQ (R15)(R15*2), R14; \
	STORE(V0, (DX)); \
	STORE(V1, (DX)(R15*1)); \
	STORE(V2, (DX)(R15*2)); \
	STORE(V3, (DX)(R14*1))

#define ONE(tap, LOAD, MADD, STORE) \
	TAPS; \
	VXORPS V0, V0, V0; \
tap: \
	TAP(LOAD); \
	MADD((AX), V0); \
	DECQ CX; \
	JNZ  tap; \
	STORE(V0, (DX))

// func FORWARD(r *DepthRun, stream int)
TEXT FORWARD_FUNC(SB), NOSPLIT, $0-16
	SETUP
	MOVQ DepthRun_Pixels(AX), CX
	CMPQ CX, $8
	JGE  block8
	CMPQ CX, $4
	JGE  block4

block1:
	BLOCK

channels1:
	CMPQ BX, $LANES
	JLT  last1
	ONE(tap1, LOAD, MADD, STORE)
	RIGHT(channels1)
	JMP  next1

last1:
	MASK
	ONE(tapLast1, LOADM, MADDM, STOREM)

next1:
	NEXT(1, block1, done)

block4:
	BLOCK

channels4:
	CMPQ BX, $LANES
	JLT  last4
	FOUR(tap4, LOAD, MADD, STORE)
	RIGHT(channels4)
	JMP  next4

last4:
	MASK
	FOUR(tapLast4, LOADM, MADDM, STOREM)

next4:
	NEXT(4, block4, done)

block8:
	BLOCK

channels8:
	CMPQ BX, $LANES
	JLT  last8
	MOVQ stream+8(FP), AX
	TESTQ AX, AX
	JNZ  past
	EIGHT(tap8, no8, LOAD, MADD, STORE)
	RIGHT(channels8)
	JMP  next8

past:
	EIGHT(tapPast, noPast, LOAD, MADD, STREAM)
	RIGHT(channels8)
	JMP  next8

last8:
	MASK
	EIGHT(tapLast8, noLast8, LOADM, MADDM, STOREM)

next8:
	NEXT(8, block8, done)

done:
	VZEROUPPER
	RET

// Forward4: as forward, but a channel reads the four of its group. A register
// holds some groups side by side, and one of the four in all of them at once is a
// permutation of quarters: VPERMILPS.
//
//	V0..V7 sums   V8, V10, V11, V12 weights   V9 the pixels' channel i
#define FOUR_CHANNELS(m, v) \
	VPERMILPS $0x00, m, V9; \
	VFMADD231PS V9, V8, v; \
	VPERMILPS $0x55, m, V9; \
	VFMADD231PS V9, V10, v; \
	VPERMILPS $0xaa, m, V9; \
	VFMADD231PS V9, V11, v; \
	VPERMILPS $0xff, m, V9; \
	VFMADD231PS V9, V12, v

#define FOUR_CHANNELSM(m, v) \
	LOADM(m, V13); \
	FOUR_CHANNELS(V13, v)

// TAP4 loads the weights of the next tap for the four channels of a group.
#define TAP4(LOAD) \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_StrideW(AX), AX; \
	MOVQ DepthTap_W(R12), R14; \
	LEAQ (DI)(R14*4), R14; \
	LOAD((R14), V8); \
	LEAQ (R14)(AX*4), R14; \
	LOAD((R14), V10); \
	LEAQ (R14)(AX*4), R14; \
	LOAD((R14), V11); \
	LEAQ (R14)(AX*4), R14; \
	LOAD((R14), V12); \
	MOVQ DepthTap_X(R12), AX; \
	LEAQ (SI)(AX*4), AX; \
	MOVBQZX DepthTap_Fetch(R12), R14; \
	ADDQ $DepthTap__size, R12

#define EIGHT4(tap, no, LOAD, CHANNELS, STORE) \
	TAPS; \
	VXORPS V0, V0, V0; \
	VXORPS V1, V1, V1; \
	VXORPS V2, V2, V2; \
	VXORPS V3, V3, V3; \
	VXORPS V4, V4, V4; \
	VXORPS V5, V5, V5; \
	VXORPS V6, V6, V6; \
	VXORPS V7, V7, V7; \
tap: \
	TAP4(LOAD); \
	CHANNELS((AX), V0); \
	CHANNELS((AX)(R8*1), V1); \
	CHANNELS((AX)(R8*2), V2); \
	CHANNELS((AX)(R9*1), V3); \
	CHANNELS((AX)(R8*4), V4); \
	CHANNELS((AX)(R10*1), V5); \
	CHANNELS((AX)(R9*2), V6); \
	CHANNELS((AX)(R11*1), V7); \
	FETCH8(no); \
	DECQ CX; \
	JNZ  tap; \
	LEAQ (DX)(R15*4), AX; \
	LEAQ (R15)(R15*2), R14; \
	STORE(V0, (DX)); \
	STORE(V1, (DX)(R15*1)); \
	STORE(V2, (DX)(R15*2)); \
	STORE(V3, (DX)(R14*1)); \
	STORE(V4, (AX)); \
	STORE(V5, (AX)(R15*1)); \
	STORE(V6, (AX)(R15*2)); \
	STORE(V7, (AX)(R14*1))

#define ONE4(tap, LOAD, CHANNELS, STORE) \
	TAPS; \
	VXORPS V0, V0, V0; \
tap: \
	TAP4(LOAD); \
	CHANNELS((AX), V0); \
	DECQ CX; \
	JNZ  tap; \
	STORE(V0, (DX))

// func FORWARD4(r *DepthRun)
TEXT FORWARD4_FUNC(SB), NOSPLIT, $0-8
	SETUP
	MOVQ DepthRun_Pixels(AX), CX
	CMPQ CX, $8
	JGE  block8

block1:
	BLOCK

channels1:
	CMPQ BX, $LANES
	JLT  last1
	ONE4(tap1, LOAD, FOUR_CHANNELS, STORE)
	RIGHT(channels1)
	JMP  next1

last1:
	MASK
	ONE4(tapLast1, LOADM, FOUR_CHANNELSM, STOREM)

next1:
	NEXT(1, block1, done)

block8:
	BLOCK

channels8:
	CMPQ BX, $LANES
	JLT  last8
	EIGHT4(tap8, no8, LOAD, FOUR_CHANNELS, STORE)
	RIGHT(channels8)
	JMP  next8

last8:
	MASK
	EIGHT4(tapLast8, noLast8, LOADM, FOUR_CHANNELSM, STOREM)

next8:
	NEXT(8, block8, done)

done:
	VZEROUPPER
	RET

// Gradient: the sums of nine taps, or three or one, and one register of channels
// stay in registers over all pixels of the run. A pixel is one load of y, V8, and
// a multiply-add for each tap. What lies ahead of the last two columns of the last
// two rows of a 3x3 kernel is fetched: with a stride of two all of them are new.
//
//	SI x of the first pixel   DI weights   BX channels left   CX pixels left
//	R8 and R15 as above       R12 tap      R13 taps left
//	R9 x and DX y of the pixel             R10 byte offset of the channels in y
//	R11 and BP how far ahead of x and y to fetch
#define PIXEL(i, MADD, v) \
	MOVQ (DepthTap_X+i*DepthTap__size)(R12), AX; \
	MADD((R9)(AX*4), v)

#define TAKE(i, LOAD, v) \
	MOVQ (DepthTap_W+i*DepthTap__size)(R12), AX; \
	LOAD((DI)(AX*4), v)

#define GIVE(i, STORE, v) \
	MOVQ (DepthTap_W+i*DepthTap__size)(R12), AX; \
	STORE(v, (DI)(AX*4))

#define START \
	MOVQ SI, R9; \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_Pixels(AX), CX; \
	MOVQ DepthRun_Y(AX), DX; \
	ADDQ R10, DX

#define STEP(pixel) \
	ADDQ R8, R9; \
	ADDQ R15, DX; \
	DECQ CX; \
	JNZ  pixel

// FETCH asks for what lies ahead of the pixel of tap i.
#define FETCH(i) \
	MOVQ (DepthTap_X+i*DepthTap__size)(R12), AX; \
	LEAQ (R9)(AX*4), AX; \
	PREFETCHT1 (AX)(R11*4)

#define NINE_TAPS(pixel, LOAD, MADD, STORE) \
	START; \
	TAKE(0, LOAD, V0); \
	TAKE(1, LOAD, V1); \
	TAKE(2, LOAD, V2); \
	TAKE(3, LOAD, V3); \
	TAKE(4, LOAD, V4); \
	TAKE(5, LOAD, V5); \
	TAKE(6, LOAD, V6); \
	TAKE(7, LOAD, V7); \
	TAKE(8, LOAD, V10); \
pixel: \
	LOAD((DX), V8); \
	PIXEL(0, MADD, V0); \
	PIXEL(1, MADD, V1); \
	PIXEL(2, MADD, V2); \
	PIXEL(3, MADD, V3); \
	PIXEL(4, MADD, V4); \
	PIXEL(5, MADD, V5); \
	PIXEL(6, MADD, V6); \
	PIXEL(7, MADD, V7); \
	PIXEL(8, MADD, V10); \
	FETCH(4); \
	FETCH(5); \
	FETCH(7); \
	FETCH(8); \
	PREFETCHT1 (DX)(BP*4); \
	STEP(pixel); \
	GIVE(0, STORE, V0); \
	GIVE(1, STORE, V1); \
	GIVE(2, STORE, V2); \
	GIVE(3, STORE, V3); \
	GIVE(4, STORE, V4); \
	GIVE(5, STORE, V5); \
	GIVE(6, STORE, V6); \
	GIVE(7, STORE, V7); \
	GIVE(8, STORE, V10)

#define THREE_TAPS(pixel, LOAD, MADD, STORE) \
	START; \
	TAKE(0, LOAD, V0); \
	TAKE(1, LOAD, V1); \
	TAKE(2, LOAD, V2); \
pixel: \
	LOAD((DX), V8); \
	PIXEL(0, MADD, V0); \
	PIXEL(1, MADD, V1); \
	PIXEL(2, MADD, V2); \
	STEP(pixel); \
	GIVE(0, STORE, V0); \
	GIVE(1, STORE, V1); \
	GIVE(2, STORE, V2)

#define ONE_TAP(pixel, LOAD, MADD, STORE) \
	START; \
	TAKE(0, LOAD, V0); \
pixel: \
	LOAD((DX), V8); \
	PIXEL(0, MADD, V0); \
	STEP(pixel); \
	GIVE(0, STORE, V0)

// TAP_GROUPS goes through all taps for these channels.
#define TAP_GROUPS(loop, three, one, done, p9, p3, p1, LOAD, MADD, STORE) \
	MOVQ r+0(FP), AX; \
	MOVQ DepthRun_Taps(AX), R12; \
	MOVQ (DepthRun_Taps+8)(AX), R13; \
loop: \
	CMPQ R13, $9; \
	JLT  three; \
	NINE_TAPS(p9, LOAD, MADD, STORE); \
	ADDQ $(9*DepthTap__size), R12; \
	SUBQ $9, R13; \
	JMP  loop; \
three: \
	CMPQ R13, $3; \
	JLT  one; \
	THREE_TAPS(p3, LOAD, MADD, STORE); \
	ADDQ $(3*DepthTap__size), R12; \
	SUBQ $3, R13; \
	JMP  three; \
one: \
	TESTQ R13, R13; \
	JZ   done; \
	ONE_TAP(p1, LOAD, MADD, STORE); \
	ADDQ $DepthTap__size, R12; \
	DECQ R13; \
	JMP  one

// func GRADIENT(r *DepthRun)
TEXT GRADIENT_FUNC(SB), NOSPLIT, $8-8
	SETUP
	BLOCK
	XORQ R10, R10
	MOVQ r+0(FP), AX
	MOVQ DepthRun_Ahead(AX), R11
	MOVQ DepthRun_AheadY(AX), BP

channels:
	CMPQ BX, $LANES
	JLT  last
	TAP_GROUPS(loop, three, one, right, pixel9, pixel3, pixel1, LOAD, MADD, STORE)

right:
	ADDQ $(4*LANES), SI
	ADDQ $(4*LANES), DI
	ADDQ $(4*LANES), R10
	SUBQ $LANES, BX
	JG   channels
	JMP  done

last:
	MASK
	TAP_GROUPS(loopLast, threeLast, oneLast, done, last9, last3, last1, LOADM, MADDM, STOREM)

done:
	VZEROUPPER
	RET
