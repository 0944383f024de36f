package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// rowsCase compares a product with its definition; the slices end (or start) at
// guard pages and what lies between the rows of C must stay.
func rowsCase(t *testing.T, rng *rand.Rand, rows, k, n int, accumulate, atEnd bool) {
	t.Helper()
	_, nr := asm.MulTileShape()
	pick := func(size int) []float32 {
		x, end := asmtest.GuardedFloat32s(t, size)
		if atEnd {
			x = end
		}
		fill(rng, x)
		return x
	}
	strideA, strideC := k+rows%3, n+k%3
	a, b, c := pick((rows-1)*strideA+k), pick(k*nr), pick((rows-1)*strideC+n)
	before := append([]float32(nil), c...)
	product := asm.MulRows{A: a, B: b, C: c, StrideA: strideA, StrideC: strideC, Rows: rows, K: k, N: n, Accumulate: accumulate}
	asmtest.NoFault(t, product.Run)
	for at, got := range c {
		i, j := at/strideC, at%strideC
		if j >= n {
			require.Equal(t, before[at], got, "rows=%d k=%d n=%d: a value between the rows", rows, k, n)
			continue
		}
		var want, size float64
		if accumulate {
			want = float64(before[at])
		}
		for p := range k {
			x := float64(a[i*strideA+p]) * float64(b[p*nr+j])
			want, size = want+x, size+math.Abs(x)
		}
		bound := 1.2e-7 * (float64(k+1)*size + math.Abs(want))
		require.InDelta(t, want, float64(got), bound, "rows=%d k=%d n=%d: row %d column %d", rows, k, n, i, j)
	}
}

func TestMulRows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 8))
		_, nr := asm.MulTileShape()
		for rows := 1; rows <= 40; rows++ {
			rowsCase(t, rng, rows, 1+rows%7, nr, rows%2 == 0, rows%3 == 0)
			rowsCase(t, rng, rows, 5, 1+rows%nr, rows%2 == 1, rows%3 == 1)
		}
		for n := 1; n <= nr; n++ {
			for _, rows := range []int{1, 4, 6, 8, 12} {
				rowsCase(t, rng, rows, 3, n, n%2 == 0, n%3 == 0)
				rowsCase(t, rng, rows, 3, n, n%2 == 1, n%3 == 0)
			}
		}
	})
}

// TestMulRowsBitsDoNotDependOnTheRows: an image must have the same result in any batch.
func TestMulRowsBitsDoNotDependOnTheRows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(9, 10))
		_, nr := asm.MulTileShape()
		const most, k = 30, 37
		a, b, all := make([]float32, most*k), make([]float32, k*nr), make([]float32, most*nr)
		fill(rng, a)
		fill(rng, b)
		product := asm.MulRows{A: a, B: b, C: all, StrideA: k, StrideC: nr, Rows: most, K: k, N: nr}
		product.Run()
		for rows := 1; rows < most; rows++ {
			product.C, product.Rows = make([]float32, rows*nr), rows
			product.Run()
			require.Equal(t, all[:rows*nr], product.C, "%d rows", rows)
		}
	})
}

func FuzzMulRows(f *testing.F) {
	f.Add(uint64(1), 1, 1, 1, false)
	f.Add(uint64(2), 25, 17, 31, true)
	f.Add(uint64(3), 64, 33, 16, false)
	f.Fuzz(func(t *testing.T, seed uint64, rows, k, n int, accumulate bool) {
		_, nr := asm.MulTileShape()
		rowsCase(t, rand.New(rand.NewPCG(seed, 0)), 1+abs(rows)%70, 1+abs(k)%70, 1+abs(n)%nr, accumulate, seed%2 == 0)
	})
}

func TestLocate(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		image, outside := make([]float32, 50), new(float32)
		for n := range 41 {
			points, offsets := make([]*float32, n+1), make([]int32, n)
			points[n] = &image[49]
			for i := range offsets {
				offsets[i] = int32(4 * i)
				if i%3 == n%3 {
					offsets[i] = -1
				}
			}
			asm.Locate(points, &image[0], offsets, outside)
			require.Same(t, &image[49], points[n], "one pointer too many was written")
			for i, o := range offsets {
				want := outside
				if o >= 0 {
					want = (*float32)(unsafe.Add(unsafe.Pointer(&image[0]), o))
				}
				require.Same(t, want, points[i], "point %d of %d", i, n)
			}
		}
	})
}
