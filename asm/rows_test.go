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
// guard pages and what lies between the rows of C must stay. With apart > 0 the
// rows of B are not packed and lie so many values apart.
func rowsCase(t *testing.T, rng *rand.Rand, rows, k, n, apart int, accumulate, atEnd bool) {
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
	strideA, strideC, strideB := k+rows%3, n+k%3, nr
	if rows%5 < 2 {
		strideC = (n + 15) / 16 * 16
	}
	product := asm.MulRows{StrideA: strideA, StrideC: strideC, Rows: rows, K: k, N: n, Accumulate: accumulate, Stream: rows%5 == 0}
	if apart > 0 {
		strideB = apart
		product.StrideB, product.Panel = apart, pick(k*nr)
		product.Fetch = asm.Fetch{At: pick(1), Step: apart, Next: 16, Tiles: 2}
	}
	a, b, c := pick((rows-1)*strideA+k), pick((k-1)*strideB+nr), pick((rows-1)*strideC+n)
	before := append([]float32(nil), c...)
	product.A, product.B, product.C = a, b, c
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
			x := float64(a[i*strideA+p]) * float64(b[p*strideB+j])
			want, size = want+x, size+math.Abs(x)
		}
		bound := 1.2e-7 * (float64(k+1)*size + math.Abs(want))
		require.InDelta(t, want, float64(got), bound, "rows=%d k=%d n=%d apart=%d: row %d column %d", rows, k, n, apart, i, j)
	}
}

func TestMulRows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 8))
		_, nr := asm.MulTileShape()
		for rows := 1; rows <= 40; rows++ {
			rowsCase(t, rng, rows, 1+rows%7, nr, 0, rows%2 == 0, rows%3 == 0)
			rowsCase(t, rng, rows, 5, 1+rows%nr, 0, rows%2 == 1, rows%3 == 1)
			rowsCase(t, rng, rows, 1+rows%7, nr, nr+rows%19, rows%2 == 1, rows%3 == 0)
		}
		for n := 1; n <= nr; n++ {
			for _, rows := range []int{1, 4, 6, 8, 12} {
				rowsCase(t, rng, rows, 3, n, 0, n%2 == 0, n%3 == 0)
				rowsCase(t, rng, rows, 3, n, 0, n%2 == 1, n%3 == 0)
			}
		}
	})
}

func TestMulRowsRefusesShortSlices(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		_, nr := asm.MulTileShape()
		const rows, k = 2, 3
		good := asm.MulRows{
			A: make([]float32, rows*k), StrideA: k, B: make([]float32, (k-1)*(nr+1)+nr), StrideB: nr + 1, Panel: make([]float32, k*nr),
			C: make([]float32, rows*nr), StrideC: nr, Rows: rows, K: k, N: nr,
		}
		good.Run()
		for name, spoil := range map[string]func(*asm.MulRows){
			"A":       func(p *asm.MulRows) { p.A = p.A[1:] },
			"B":       func(p *asm.MulRows) { p.B = p.B[1:] },
			"C":       func(p *asm.MulRows) { p.C = p.C[1:] },
			"panel":   func(p *asm.MulRows) { p.Panel = p.Panel[1:] },
			"narrow":  func(p *asm.MulRows) { p.N-- },
			"stride":  func(p *asm.MulRows) { p.StrideB = nr - 1 },
			"packed":  func(p *asm.MulRows) { p.StrideB, p.B = 0, p.B[:k*nr-1] },
			"no rows": func(p *asm.MulRows) { p.Rows = 0 },
		} {
			bad := good
			spoil(&bad)
			require.Panics(t, bad.Run, name)
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
		product.Panel, product.StrideB = make([]float32, k*nr), nr
		for rows := 1; rows < most; rows++ {
			product.C, product.Rows = make([]float32, rows*nr), rows
			product.Run()
			require.Equal(t, all[:rows*nr], product.C, "%d rows, not packed before", rows)
		}
	})
}

func FuzzMulRows(f *testing.F) {
	f.Add(uint64(1), 1, 1, 1, false)
	f.Add(uint64(2), 25, 17, 31, true)
	f.Add(uint64(3), 64, 33, 16, false)
	f.Fuzz(func(t *testing.T, seed uint64, rows, k, n int, accumulate bool) {
		_, nr := asm.MulTileShape()
		rng := rand.New(rand.NewPCG(seed, 0))
		rowsCase(t, rng, 1+abs(rows)%70, 1+abs(k)%70, 1+abs(n)%nr, 0, accumulate, seed%2 == 0)
		rowsCase(t, rng, 1+abs(rows)%70, 1+abs(k)%70, nr, nr+abs(n)%70, accumulate, seed%2 == 0)
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
