package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// A region is memory between two pages that cannot be touched. Slices of it lie
// at one of its ends; what they leave is poisoned and must stay so.
type region struct{ all, free []float32 }

const poison = 0x7fc0dead // a NaN

func newRegion(tb testing.TB, size int) *region {
	_, all := asmtest.GuardedFloat32s(tb, size)
	return &region{all: all}
}

// take returns n values at the end of the region, or at its start.
func (r *region) take(n int, atEnd bool) []float32 {
	for i := range r.all {
		r.all[i] = math.Float32frombits(poison)
	}
	if atEnd {
		r.free = r.all[:len(r.all)-n]
		return r.all[len(r.all)-n:]
	}
	r.free = r.all[n:]
	return r.all[:n:n]
}

func (r *region) check(tb testing.TB, what string) {
	tb.Helper()
	for i, v := range r.free {
		if math.Float32bits(v) != poison {
			tb.Fatalf("%s: wrote %v to place %d of the %d beside the slice", what, v, i, len(r.free))
		}
	}
}

// regionLen is what regions hold: whole pages, so that both ends are at guards
// on machines with pages of 4 and of 16 KiB.
const regionLen = 4096

// special are values that rounding, signs and comparisons trip over.
var special = []float32{
	0, float32(math.Copysign(0, -1)), 1, -1, 1e-42, -3e-45, 1.1754944e-38, 3e38, -3e38, 88.72283, -87.5, -103.9, 1e-5,
	float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
}

// fillSpecial sets x to normal numbers and every third, by chance, to a special one.
func fillSpecial(rng *rand.Rand, x []float32) {
	fill(rng, x)
	for i := range x {
		if rng.IntN(3) == 0 {
			x[i] = special[rng.IntN(len(special))]
		}
	}
}

// steps returns how many float32 values apart two are; two NaN are 0 apart.
func steps(a, b float32) int64 {
	if a != a && b != b {
		return 0
	}
	d := place(a) - place(b)
	return max(d, -d)
}

// place numbers the float32 values in their order, -0 just below 0.
func place(x float32) int64 {
	if x != x {
		return math.MaxInt32
	}
	if bits := math.Float32bits(x); bits>>31 == 1 {
		return -int64(bits&math.MaxInt32) - 1
	}
	return int64(math.Float32bits(x))
}

// atLevel runs f with a level in force.
func atLevel(tb testing.TB, l asm.Level, f func()) {
	tb.Helper()
	before := asm.Active()
	require.NoError(tb, asm.SetLevel(l))
	defer func() { require.NoError(tb, asm.SetLevel(before)) }()
	asmtest.NoFault(tb, f)
}
