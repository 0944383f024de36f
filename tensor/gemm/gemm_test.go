package gemm_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor"
	"freqlens/tensor/gemm"
)

func normal(seed uint64, n int) []float32 {
	rng := tensor.NewRand(seed)
	x := make([]float32, n)
	for i := range x {
		x[i] = rng.Normal()
	}
	return x
}

func TestGemmAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][3]int{{1, 1, 1}, {3, 5, 7}, {12, 32, 8}, {13, 33, 400}, {97, 70, 50}, {5, 100, 390}, {200, 3, 9}, {30, 40, 1300}} {
			for flags := range 4 {
				for _, beta := range []float32{0, 1, -0.5} {
					checkGemm(t, s[0], s[1], s[2], flags&1 == 1, flags&2 == 2, 1.5, beta)
				}
			}
		}
	})
}

func checkGemm(t *testing.T, m, n, k int, ta, tb bool, alpha, beta float32) {
	t.Helper()
	lda, ldb, ldc := k+2, n+1, n+3
	if ta {
		lda = m + 2
	}
	if tb {
		ldb = k + 1
	}
	a, b, c := normal(1, (m+k)*lda), normal(2, (n+k)*ldb), normal(3, m*ldc)
	at := func(i, p int) float64 {
		if ta {
			return float64(a[p*lda+i])
		}
		return float64(a[i*lda+p])
	}
	bt := func(p, j int) float64 {
		if tb {
			return float64(b[j*ldb+p])
		}
		return float64(b[p*ldb+j])
	}
	want := make([]float64, len(c))
	for i := range c {
		want[i] = float64(c[i])
	}
	for i := range m {
		for j := range n {
			sum := float64(beta) * float64(c[i*ldc+j])
			for p := range k {
				sum += float64(alpha) * at(i, p) * bt(p, j)
			}
			want[i*ldc+j] = sum
		}
	}
	gemm.Gemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	bound := 1e-5 * math.Sqrt(float64(k)+1)
	for i := range c {
		require.InDelta(t, want[i], float64(c[i]), bound, "m=%d n=%d k=%d transposed %v %v beta=%g at %d", m, n, k, ta, tb, beta, i)
	}
}

func TestGemmSameBitsForAnyThreadCount(t *testing.T) {
	const m, n, k = 150, 130, 700
	a, b := normal(1, m*k), normal(2, k*n)
	var first []float32
	for _, procs := range []int{1, 2, 3} {
		before := runtime.GOMAXPROCS(procs)
		c := make([]float32, m*n)
		gemm.Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n)
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = c
		}
		require.Equal(t, first, c)
	}
}

func TestGemmWarmAllocatesNothing(t *testing.T) {
	const m, n, k = 100, 100, 100
	a, b, c := normal(1, m*k), normal(2, k*n), make([]float32, m*n)
	run := func() { gemm.Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n) }
	run()
	require.Zero(t, testing.AllocsPerRun(20, run))
}

func TestGemmNamesTheMatrixThatIsTooSmall(t *testing.T) {
	require.PanicsWithValue(t, "gemm: A holds 5 values with 3 between rows, too few for 2 x 3", func() {
		gemm.Gemm(false, false, 2, 2, 3, 1, make([]float32, 5), 3, make([]float32, 6), 2, 0, make([]float32, 4), 2)
	})
}

func ExampleGemm() {
	a := []float32{1, 2, 3, 4} // 2 x 2
	b := []float32{5, 6, 7, 8}
	c := make([]float32, 4)
	gemm.Gemm(false, false, 2, 2, 2, 1, a, 2, b, 2, 0, c, 2)
	fmt.Println(c)
	// Output: [19 22 43 50]
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range []int{256, 512, 1024} {
		b.Run(fmt.Sprintf("size=%d", s), func(b *testing.B) {
			x, y, z := normal(1, s*s), normal(2, s*s), make([]float32, s*s)
			for b.Loop() {
				gemm.Gemm(false, false, s, s, s, 1, x, s, y, s, 0, z, s)
			}
			b.ReportMetric(2*float64(s)*float64(s)*float64(s)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
