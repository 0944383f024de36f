// Vector arithmetic, written once for both register widths: the file that
// includes this one names the registers V0..V15 (ZMM or YMM), H0..H3 of half the
// width, how many LANES of float32 they have, and the functions.
//
// All kernels walk from -n to 0 behind the ends of their slices, a register (or
// two) a turn; n is a multiple of LANES and not 0. Multiplications and additions
// are not fused, so that the results have the bits of the Go definition.
//
//	slice |................................|
//	                 ^ DI + 4 CX           ^ DI, CX = 0
//
//	DI dst or p   SI BX DX  the other slices   CX  minus the values left

// END points r, the slice at an offset of the frame, behind its last value.
#define END(arg, r) \
	MOVQ arg, r; \
	LEAQ (r)(CX*4), r

// BINARY is a kernel dst = a op b.
#define BINARY(NAME, OP) \
TEXT NAME(SB), NOSPLIT, $0-32; \
	MOVQ n+24(FP), CX; \
	END(dst+0(FP), DI); \
	END(a+8(FP), SI); \
	END(b+16(FP), BX); \
	NEGQ CX; \
loop: \
	VMOVUPS (SI)(CX*4), V0; \
	OP      (BX)(CX*4), V0, V0; \
	VMOVUPS V0, (DI)(CX*4); \
	ADDQ    $LANES, CX; \
	JNZ     loop; \
	VZEROUPPER; \
	RET

// func ADD(dst, a, b *float32, n int)
BINARY(ADD_FUNC, VADDPS)

// func SUB(dst, a, b *float32, n int)
BINARY(SUB_FUNC, VSUBPS)

// func MUL(dst, a, b *float32, n int)
BINARY(MUL_FUNC, VMULPS)

// func RELU_GRAD(dst, dy, y *float32, n int)
//
//	dst = dy where y > 0, else 0
TEXT RELU_GRAD_FUNC(SB), NOSPLIT, $0-32
	MOVQ n+24(FP), CX
	END(dst+0(FP), DI)
	END(dy+8(FP), SI)
	END(y+16(FP), BX)
	NEGQ CX
	VXORPS V1, V1, V1

loop:
	VMOVUPS (BX)(CX*4), V2
	KEEP_POSITIVE((SI)(CX*4), V2, V1, V0)
	VMOVUPS V0, (DI)(CX*4)
	ADDQ    $LANES, CX
	JNZ     loop
	VZEROUPPER
	RET

// func RELU(dst, x *float32, n int)
//
//	dst = max(x, 0); the maximum keeps NaN and -0, and adding 0 makes that 0
TEXT RELU_FUNC(SB), NOSPLIT, $0-24
	MOVQ n+16(FP), CX
	END(dst+0(FP), DI)
	END(x+8(FP), SI)
	NEGQ CX
	VXORPS V1, V1, V1

loop:
	VMAXPS  (SI)(CX*4), V1, V0
	VADDPS  V1, V0, V0
	VMOVUPS V0, (DI)(CX*4)
	ADDQ    $LANES, CX
	JNZ     loop
	VZEROUPPER
	RET

// func SCALE(dst, x *float32, alpha float32, n int)
//
//	dst = alpha*x
TEXT SCALE_FUNC(SB), NOSPLIT, $0-32
	MOVQ n+24(FP), CX
	END(dst+0(FP), DI)
	END(x+8(FP), SI)
	NEGQ CX
	VBROADCASTSS alpha+16(FP), V1

loop:
	VMULPS  (SI)(CX*4), V1, V0
	VMOVUPS V0, (DI)(CX*4)
	ADDQ    $LANES, CX
	JNZ     loop
	VZEROUPPER
	RET

// func AXPY(dst, x *float32, alpha float32, n int)
//
//	dst += alpha*x
TEXT AXPY_FUNC(SB), NOSPLIT, $0-32
	MOVQ n+24(FP), CX
	END(dst+0(FP), DI)
	END(x+8(FP), SI)
	NEGQ CX
	VBROADCASTSS alpha+16(FP), V1

loop:
	VMULPS  (SI)(CX*4), V1, V0
	VADDPS  (DI)(CX*4), V0, V0
	VMOVUPS V0, (DI)(CX*4)
	ADDQ    $LANES, CX
	JNZ     loop
	VZEROUPPER
	RET

// func SUM(lanes *[16]float64, x *float32, n int)
//
//	lanes[j] += x[i] for all i with i%16 = j; n is a multiple of 16
TEXT SUM_FUNC(SB), NOSPLIT, $0-24
	MOVQ n+16(FP), CX
	END(x+8(FP), SI)
	NEGQ CX
	MOVQ lanes+0(FP), DI
	LOAD_LANES

loop:
	SUM_TURN
	ADDQ $16, CX
	JNZ  loop
	STORE_LANES
	VZEROUPPER
	RET

// func DOT(lanes *[16]float64, a, b *float32, n int)
//
//	lanes[j] += a[i]*b[i] for all i with i%16 = j; n is a multiple of 16. The
//	product of two float32 is exact in float64, fused or not.
TEXT DOT_FUNC(SB), NOSPLIT, $0-32
	MOVQ n+24(FP), CX
	END(a+8(FP), SI)
	END(b+16(FP), BX)
	NEGQ CX
	MOVQ lanes+0(FP), DI
	LOAD_LANES

loop:
	DOT_TURN
	ADDQ $16, CX
	JNZ  loop
	STORE_LANES
	VZEROUPPER
	RET

// func EXP(dst, x *float32, n int)
//
//	dst = e^x.  With k = round(x/ln 2) and r = x - k ln 2, at most 0.35:
//	e^x = 2^k e^r,  e^r = 1 + (r + r^2 (E2 + r (E3 + r (E4 + r (E5 + r (E6 + r E7))))))
//
// x is cut to where the result is not yet 0 and not yet infinite. The maximum and
// the minimum keep a NaN, since it is their second operand.
//
//	V0 x, r   V1 k   V2 polynomial   V3 2^k   V4..V15 constants
TEXT EXP_FUNC(SB), NOSPLIT, $0-24
	MOVQ n+16(FP), CX
	END(dst+0(FP), DI)
	END(x+8(FP), SI)
	NEGQ CX
	VBROADCASTSS expConstants<>+0(SB), V4
	VBROADCASTSS expConstants<>+4(SB), V5
	VBROADCASTSS expConstants<>+8(SB), V6
	VBROADCASTSS expConstants<>+12(SB), V7
	VBROADCASTSS expConstants<>+16(SB), V8
	VBROADCASTSS expConstants<>+20(SB), V9
	VBROADCASTSS expConstants<>+24(SB), V10
	VBROADCASTSS expConstants<>+28(SB), V11
	VBROADCASTSS expConstants<>+32(SB), V12
	VBROADCASTSS expConstants<>+36(SB), V13
	VBROADCASTSS expConstants<>+40(SB), V15
	VBROADCASTSS expConstants<>+44(SB), V14

loop:
	VMINPS  (SI)(CX*4), V4, V0
	VMAXPS  V0, V5, V0
	VMULPS  V0, V6, V1
	ROUND(V1)
	VFNMADD231PS V7, V1, V0
	VFNMADD231PS V8, V1, V0
	VMOVAPS V15, V2
	VFMADD213PS V13, V0, V2
	VFMADD213PS V12, V0, V2
	VFMADD213PS V11, V0, V2
	VFMADD213PS V10, V0, V2
	VFMADD213PS V9, V0, V2
	VMULPS  V0, V0, V3
	VFMADD213PS V0, V3, V2
	VADDPS  V14, V2, V2
	TIMES_POWER_OF_2
	VMOVUPS V2, (DI)(CX*4)
	ADDQ    $LANES, CX
	JNZ     loop
	VZEROUPPER
	RET

// The five loops of a step of gradient descent. V13 lr, V14 momentum, V15 wd;
// V0 p, V1 d, V2 v.
#define SGD_D \
	VMOVUPS (DI)(CX*4), V0; \
	VMULPS  V0, V15, V1; \
	VADDPS  (SI)(CX*4), V1, V1

#define SGD_V \
	VMULPS  (BX)(CX*4), V14, V2; \
	VADDPS  V1, V2, V2; \
	VMOVUPS V2, (BX)(CX*4)

#define SGD_NESTEROV(v) \
	VMULPS v, V14, V3; \
	VADDPS V3, V1, V1

#define SGD_P(d, loop) \
	VMULPS  d, V13, V3; \
	VSUBPS  V3, V0, V0; \
	VMOVUPS V0, (DI)(CX*4); \
	ADDQ    $LANES, CX; \
	JNZ     loop; \
	VZEROUPPER; \
	RET

// func SGD(s *sgdPass)
TEXT SGD_FUNC(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), AX
	MOVQ sgdPass_n(AX), CX
	END(sgdPass_p(AX), DI)
	END(sgdPass_g(AX), SI)
	END(sgdPass_v(AX), BX)
	NEGQ CX
	VBROADCASTSS sgdPass_lr(AX), V13
	VBROADCASTSS sgdPass_momentum(AX), V14
	VBROADCASTSS sgdPass_wd(AX), V15
	MOVQ sgdPass_kind(AX), AX
	CMPQ AX, $const_sgdMomentum
	JEQ  momentum
	CMPQ AX, $const_sgdFirst
	JEQ  first
	CMPQ AX, $const_sgdNesterov
	JEQ  nesterov
	CMPQ AX, $const_sgdFirstNesterov
	JEQ  firstNesterov

plain:
	SGD_D
	SGD_P(V1, plain)

momentum:
	SGD_D
	SGD_V
	SGD_P(V2, momentum)

first:
	SGD_D
	VMOVUPS V1, (BX)(CX*4)
	SGD_P(V1, first)

nesterov:
	SGD_D
	SGD_V
	SGD_NESTEROV(V2)
	SGD_P(V1, nesterov)

firstNesterov:
	SGD_D
	VMOVUPS V1, (BX)(CX*4)
	SGD_NESTEROV(V1)
	SGD_P(V1, firstNesterov)

// A step of Adam in float64, half as many values a turn. V4 lr, V5 b1, V6 1-b1,
// V7 b2, V8 1-b2, V9 eps, V10 wd or lr*wd, V11 bias1, V12 bias2; V0 x, V1 d, V2 m, V3 v.
#define ADAM_X \
	VCVTPS2PD (DI)(CX*4), V0; \
	VCVTPS2PD (SI)(CX*4), V1

#define ADAM_REST(loop) \
	VCVTPS2PD (BX)(CX*4), V2; \
	VCVTPS2PD (DX)(CX*4), V3; \
	VMULPD V2, V5, V2; \
	VMULPD V1, V6, V13; \
	VADDPD V13, V2, V2; \
	VMULPD V3, V7, V3; \
	VMULPD V1, V8, V13; \
	VMULPD V1, V13, V13; \
	VADDPD V13, V3, V3; \
	NARROW(V2, H14); \
	VMOVUPS H14, (BX)(CX*4); \
	NARROW(V3, H14); \
	VMOVUPS H14, (DX)(CX*4); \
	VDIVPD  V12, V3, V3; \
	VSQRTPD V3, V3; \
	VADDPD  V9, V3, V3; \
	VDIVPD  V11, V2, V2; \
	VMULPD  V2, V4, V2; \
	VDIVPD  V3, V2, V2; \
	VSUBPD  V2, V0, V0; \
	NARROW(V0, H14); \
	VMOVUPS H14, (DI)(CX*4); \
	ADDQ    $(LANES/2), CX; \
	JNZ     loop; \
	VZEROUPPER; \
	RET

// func ADAM(s *adamPass)
TEXT ADAM_FUNC(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), AX
	MOVQ adamPass_n(AX), CX
	END(adamPass_p(AX), DI)
	END(adamPass_g(AX), SI)
	END(adamPass_m(AX), BX)
	END(adamPass_v(AX), DX)
	NEGQ CX
	VBROADCASTSD adamPass_lr(AX), V4
	VBROADCASTSD adamPass_b1(AX), V5
	VBROADCASTSD adamPass_rest1(AX), V6
	VBROADCASTSD adamPass_b2(AX), V7
	VBROADCASTSD adamPass_rest2(AX), V8
	VBROADCASTSD adamPass_eps(AX), V9
	VBROADCASTSD adamPass_decay(AX), V10
	VBROADCASTSD adamPass_bias1(AX), V11
	VBROADCASTSD adamPass_bias2(AX), V12
	CMPB adamPass_decoupled(AX), $0
	JNE  decoupled

coupled:
	ADAM_X
	VMULPD V0, V10, V13
	VADDPD V13, V1, V1
	ADAM_REST(coupled)

decoupled:
	ADAM_X
	VMULPD V0, V10, V13
	VSUBPD V13, V0, V0
	ADAM_REST(decoupled)
