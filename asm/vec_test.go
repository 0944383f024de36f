package asm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
)

// A vectorOp is one function of vector arithmetic. It may write to all of s; what
// it returns, if anything, is compared too. far is how many float32 values it may
// be from its definition.
type vectorOp struct {
	name string
	far  int64
	run  func(s [4][]float32, alpha float32) float64
}

func op(name string, f func(s [4][]float32, alpha float32)) vectorOp {
	return vectorOp{name: name, run: func(s [4][]float32, alpha float32) float64 { f(s, alpha); return 0 }}
}

func sgd(momentum float32, nesterov, first bool) vectorOp {
	return op(fmt.Sprintf("sgd momentum=%v nesterov=%v first=%v", momentum, nesterov, first), func(s [4][]float32, alpha float32) {
		asm.SGDStep(s[0], s[1], s[2], alpha, momentum, 0.3, nesterov, first)
	})
}

func adam(decoupled bool) vectorOp {
	return op(fmt.Sprintf("adam decoupled=%v", decoupled), func(s [4][]float32, alpha float32) {
		asm.AdamStep(s[0], s[1], s[2], s[3], float64(alpha), 0.9, 0.999, 1e-8, 0.01, 0.19, 0.002, decoupled)
	})
}

var vectorOps = []vectorOp{
	op("add", func(s [4][]float32, _ float32) { asm.Add(s[0], s[1], s[2]) }),
	op("sub", func(s [4][]float32, _ float32) { asm.Sub(s[0], s[1], s[2]) }),
	op("mul", func(s [4][]float32, _ float32) { asm.Mul(s[0], s[1], s[2]) }),
	op("relu", func(s [4][]float32, _ float32) { asm.Relu(s[0], s[1]) }),
	op("reluGrad", func(s [4][]float32, _ float32) { asm.ReluGrad(s[0], s[1], s[2]) }),
	op("scale", func(s [4][]float32, alpha float32) { asm.Scale(s[0], s[1], alpha) }),
	op("axpy", func(s [4][]float32, alpha float32) { asm.Axpy(s[0], alpha, s[1]) }),
	{name: "exp", far: 1, run: func(s [4][]float32, _ float32) float64 { asm.Exp(s[0], s[1]); return 0 }},
	{name: "sum", run: func(s [4][]float32, _ float32) float64 { return asm.Sum(s[0]) }},
	{name: "dot", run: func(s [4][]float32, _ float32) float64 { return asm.Dot(s[0], s[1]) }},
	sgd(0, false, false),
	sgd(0.9, false, false), sgd(0.9, false, true), sgd(0.9, true, false), sgd(0.9, true, true),
	adam(false), adam(true),
}

// vectorCase runs an operation at every level on the same values, n of them, in
// memory where a step too far shows, and compares with level generic. With shared
// set, the result's slice is the first operand too.
func vectorCase(t testing.TB, regions []*region, op vectorOp, seed uint64, n int, alpha float32, shared bool) {
	t.Helper()
	var want [4][]float32
	var wantValue float64
	for _, level := range asm.Levels() {
		what := fmt.Sprintf("%s, %v, n=%d alpha=%v shared=%v", op.name, level, n, alpha, shared)
		rng := rand.New(rand.NewPCG(seed, uint64(n)))
		var s [4][]float32
		for i, r := range regions {
			s[i] = r.take(n, (n+i)%2 == 0)
			fillSpecial(rng, s[i])
		}
		args := s
		if shared {
			args[1] = args[0]
		}
		var value float64
		atLevel(t, level, func() { value = op.run(args, alpha) })
		for _, r := range regions {
			r.check(t, what)
		}
		if level == asm.Generic {
			wantValue = value
			for i := range s {
				want[i] = append([]float32(nil), s[i]...)
			}
			continue
		}
		if value != wantValue && !(math.IsNaN(value) && math.IsNaN(wantValue)) {
			t.Fatalf("%s: got %v, want %v", what, value, wantValue)
		}
		for i := range s {
			for j, v := range s[i] {
				if steps(v, want[i][j]) > op.far {
					t.Fatalf("%s: slice %d at %d: got %v, want %v", what, i, j, v, want[i][j])
				}
			}
		}
	}
}

func vectorRegions(t testing.TB) (r []*region) {
	for range 4 {
		r = append(r, newRegion(t, regionLen))
	}
	return r
}

// TestVectorArithmetic compares every operation at every level with its
// definition, at all lengths around two registers and on values that are special.
func TestVectorArithmetic(t *testing.T) {
	regions := vectorRegions(t)
	for i, op := range vectorOps {
		for n := 0; n <= 67; n++ {
			vectorCase(t, regions, op, uint64(i), n, 0.7, n%2 == 1)
		}
		vectorCase(t, regions, op, uint64(i), 1000, -1.5, false)
	}
	if testing.Short() {
		return // emulators are slow
	}
	// Longer than what a kernel is given at once.
	for i := range regions {
		regions[i] = newRegion(t, 24*regionLen)
	}
	for i, op := range vectorOps {
		vectorCase(t, regions, op, uint64(i), 1<<16+21, 0.3, false)
	}
}

func FuzzVectorArithmetic(f *testing.F) {
	for i := range vectorOps {
		for _, n := range []int{0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33} {
			f.Add(uint64(i), i, n, float32(0.1), n%2 == 0)
		}
	}
	f.Fuzz(func(t *testing.T, seed uint64, which, n int, alpha float32, shared bool) {
		vectorCase(t, vectorRegions(t), vectorOps[abs(which)%len(vectorOps)], seed, abs(n)%regionLen, alpha, shared)
	})
}

// TestExpError holds the error of Exp against e^x in float64 over the whole range,
// infinities and denormal results included. All float32 were compared once; the
// largest error is 0.988 units in the last place.
func TestExpError(t *testing.T) {
	var x []float32
	for bits := uint32(0); bits < 0x42d20000; bits += 104729 { // up to 105
		v := math.Float32frombits(bits)
		x = append(x, v, -v)
	}
	for v := float32(86); v < 90; v += 0.0071 {
		x = append(x, v, -v-16)
	}
	y := make([]float32, len(x))
	for _, level := range asm.Levels() {
		atLevel(t, level, func() { asm.Exp(y, x) })
		for i, got := range y {
			want := math.Exp(float64(x[i]))
			if float32(want) == got {
				continue // infinity too
			}
			_, exponent := math.Frexp(want)
			unit := math.Ldexp(1, max(exponent-24, -149))
			require.Less(t, math.Abs(float64(got)-want), unit, "%v: exp(%v) = %v, want %v", level, x[i], got, want)
		}
	}
}

// TestExpDoesNotDependOnPlace takes one value at all places of a slice.
func TestExpDoesNotDependOnPlace(t *testing.T) {
	for _, level := range asm.Levels() {
		atLevel(t, level, func() {
			var one [1]float32
			asm.Exp(one[:], []float32{-1.2345})
			x := make([]float32, 37)
			for i := range x {
				x[i] = -1.2345
			}
			asm.Exp(x, x)
			for i, v := range x {
				require.Equal(t, one[0], v, "%v, place %d", level, i)
			}
		})
	}
}

func BenchmarkVector(b *testing.B) {
	const n = 4096 // all four slices fit the second-level cache, and nearly the first
	for _, op := range vectorOps {
		for _, l := range asm.Levels() {
			b.Run(op.name+"/"+l.String(), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 2))
				var s [4][]float32
				for i := range s {
					s[i] = make([]float32, n)
					fill(rng, s[i])
					for j := range s[i] {
						s[i][j] = float32(math.Abs(float64(s[i][j])))
					}
				}
				before := asm.Active()
				defer func() { _ = asm.SetLevel(before) }()
				require.NoError(b, asm.SetLevel(l))
				b.SetBytes(4 * n)
				for b.Loop() {
					op.run(s, 1e-6)
				}
			})
		}
	}
}
