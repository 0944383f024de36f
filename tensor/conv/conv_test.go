package conv_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/tensor"
	"freqlens/tensor/conv"
)

func normal(seed uint64, n int) []float32 {
	rng := tensor.NewRand(seed)
	x := make([]float32, n)
	for i := range x {
		x[i] = rng.Normal()
	}
	return x
}

var shapes = []conv.Params{
	{N: 2, H: 8, W: 8, C: 16, O: 32, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 3, H: 9, W: 7, C: 5, O: 33, KH: 3, KW: 3, SH: 2, SW: 2, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 6, W: 5, C: 32, O: 10, KH: 1, KW: 1, SH: 2, SW: 2, DH: 1, DW: 1, Groups: 1},
	{N: 1, H: 11, W: 13, C: 3, O: 8, KH: 5, KW: 3, SH: 1, SW: 2, PH: 2, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 10, W: 10, C: 8, O: 12, KH: 3, KW: 3, SH: 1, SW: 1, PH: 2, PW: 2, DH: 2, DW: 2, Groups: 4},
	{N: 2, H: 7, W: 7, C: 6, O: 6, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 6},
	{N: 1, H: 15, W: 15, C: 3, O: 16, KH: 7, KW: 7, SH: 2, SW: 2, PH: 3, PW: 3, DH: 1, DW: 1, Groups: 1},
	{N: 5, H: 4, W: 4, C: 70, O: 40, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1},
	{N: 2, H: 2, W: 2, C: 4, O: 4, KH: 2, KW: 2, SH: 3, SW: 3, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 2},
	{N: 1, H: 5, W: 1, C: 2, O: 3, KH: 1, KW: 3, SH: 3, SW: 1, PH: 0, PW: 1, DH: 1, DW: 1, Groups: 1},
}

func requireClose(t *testing.T, want []float64, got []float32, what string) {
	t.Helper()
	requireWithin(t, 1e-5, want, got, what)
}

// requireWithin bounds the error by a share of the largest value.
func requireWithin(t *testing.T, bound float64, want []float64, got []float32, what string) {
	t.Helper()
	require.Len(t, got, len(want))
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i := range want {
		if d := math.Abs(want[i] - float64(got[i])); !(d <= bound*largest+1e-12) {
			t.Fatalf("%s at %d: got %v, want %v, of values up to %v", what, i, got[i], want[i], largest)
		}
	}
}

func TestAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range shapes {
			checkShape(t, p)
		}
	})
}

func checkShape(t *testing.T, p conv.Params) {
	t.Helper()
	oh, ow := p.Out()
	x, w := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C/p.Groups*p.O)
	bias, dy := normal(3, p.O), normal(4, p.N*oh*ow*p.O)
	direct := conv.Direct{Params: p}
	wantDW, wantDB := direct.BackwardWeights(x, dy)
	wantY, wantDX := direct.Forward(x, w, bias), direct.BackwardData(dy, w)
	for _, name := range conv.Algorithms() {
		what := func(direction string) string { return fmt.Sprintf("%s by %s %+v", direction, name, p) }
		bound := 1e-5
		if strings.HasPrefix(name, "winograd4x4") || strings.HasPrefix(conv.Choice(conv.DirForward, p), "winograd4x4") {
			bound = winogradBound
		}
		if name == "fft" {
			bound = fourierBound
		}
		y, dx := make([]float32, len(dy)), normal(5, len(x))
		if conv.ForwardWith(name, p, y, x, w, conv.Epilogue{Shift: bias}) != nil {
			require.NotEqual(t, "auto", name)
			continue // not for this shape
		}
		requireWithin(t, bound, wantY, y, what("forward"))
		require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
		requireWithin(t, bound, wantDX, dx, what("input gradient"))
		dw, dbias := normal(6, len(w)), normal(7, p.O)
		require.NoError(t, conv.BackwardWeightsWith(name, p, dw, dbias, x, dy))
		requireWithin(t, bound, wantDW, dw, what("weight gradient"))
		requireClose(t, wantDB, dbias, what("bias gradient"))
	}
}

func TestEpilogue(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, p := range []conv.Params{shapes[0], shapes[4]} {
			oh, ow := p.Out()
			x, w := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C/p.Groups*p.O)
			e := conv.Epilogue{Scale: normal(3, p.O), Shift: normal(4, p.O), Residual: normal(5, p.N*oh*ow*p.O), Relu: true}
			want := conv.Direct{Params: p}.Forward(x, w, nil)
			for i := range want {
				o := i % p.O
				want[i] = max(0, want[i]*float64(e.Scale[o])+float64(e.Shift[o])+float64(e.Residual[i]))
			}
			y := make([]float32, len(want))
			conv.ForwardEpilogue(p, y, x, w, e)
			requireClose(t, want, y, "epilogue")
		}
	})
}

func TestSameBitsForAnyThreadCount(t *testing.T) {
	for _, p := range []conv.Params{
		{N: 16, H: 16, W: 16, C: 3, O: 40, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1},
		{N: 16, H: 16, W: 16, C: 24, O: 40, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1},
		// Many channels and few pixels, so that the weights' gradient is cut into slices.
		{N: 8, H: 8, W: 8, C: 256, O: 512, KH: 1, KW: 1, SH: 2, SW: 2},
		{N: 1, H: 28, W: 28, C: 256, O: 512, KH: 1, KW: 1, SH: 1, SW: 1},
		{N: 4, H: 8, W: 8, C: 96, O: 256, KH: 5, KW: 5, SH: 1, SW: 1, PH: 2, PW: 2},
	} {
		p.DH, p.DW, p.Groups = 1, 1, 1
		sameBits(t, p)
	}
}

// sameBits compares the results of every algorithm that takes the shape; where time is
// short, of the one that is chosen.
func sameBits(t *testing.T, p conv.Params) {
	t.Helper()
	oh, ow := p.Out()
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C/p.Groups*p.O), normal(3, p.N*oh*ow*p.O)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, name := range conv.Algorithms() {
		if name == "direct" || testing.Short() && name != "auto" {
			continue // direct is one loop on one thread, and slow
		}
		var first [][]float32
		for _, procs := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(procs)
			y, dx, dw, db := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w)), make([]float32, p.O)
			if conv.ForwardWith(name, p, y, x, w, conv.Epilogue{}) != nil {
				require.NotEqual(t, "auto", name)
				break // not for this shape
			}
			require.NoError(t, conv.BackwardDataWith(name, p, dx, dy, w))
			require.NoError(t, conv.BackwardWeightsWith(name, p, dw, db, x, dy))
			if first == nil {
				first = [][]float32{y, dx, dw, db}
			}
			for i, got := range [][]float32{y, dx, dw, db} {
				if !slices.Equal(first[i], got) {
					t.Fatalf("%+v by %s: %s on %d threads differs from one", p, name, []string{"output", "input gradient", "weight gradient", "bias gradient"}[i], procs)
				}
			}
		}
	}
}

func TestWarmAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	warmAllocatesNothing(t, shapes[0])
	few := shapes[0]
	few.C = 3
	warmAllocatesNothing(t, few)
}

func warmAllocatesNothing(t *testing.T, p conv.Params) {
	t.Helper()
	oh, ow := p.Out()
	x, w, dy := normal(1, p.N*p.H*p.W*p.C), normal(2, p.KH*p.KW*p.C/p.Groups*p.O), normal(3, p.N*oh*ow*p.O)
	y, dx, dw, db := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w)), make([]float32, p.O)
	run := func() {
		conv.Forward(p, y, x, w, nil)
		conv.BackwardData(p, dx, dy, w)
		conv.BackwardWeights(p, dw, db, x, dy)
	}
	for range 3 {
		run()
	}
	require.Zero(t, testing.AllocsPerRun(20, run))
}

func TestCheckNamesTheMistake(t *testing.T) {
	p := shapes[0]
	p.Groups = 3
	require.ErrorContains(t, p.Check(), "16 input and 32 output channels do not divide into 3 groups")
	p = shapes[0]
	p.KH = 20
	require.ErrorContains(t, p.Check(), "does not fit into 8x8 pixels")
}

func ExampleForward() {
	// A 3x3 sum over a 3x3 image of ones: the corner sees four pixels, the middle nine.
	p := conv.Params{N: 1, H: 3, W: 3, C: 1, O: 1, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1}
	ones := []float32{1, 1, 1, 1, 1, 1, 1, 1, 1}
	y := make([]float32, 9)
	conv.Forward(p, y, ones, ones, nil)
	fmt.Println(y)
	// Output: [4 6 4 6 9 6 4 6 4]
}

func BenchmarkConv(b *testing.B) {
	for _, s := range []struct{ c, size int }{{64, 32}, {128, 16}, {256, 8}, {512, 4}} {
		p := conv.Params{N: 64, H: s.size, W: s.size, C: s.c, O: s.c, KH: 3, KW: 3, SH: 1, SW: 1, PH: 1, PW: 1, DH: 1, DW: 1, Groups: 1}
		x, w := normal(1, p.N*p.H*p.W*p.C), normal(2, 9*p.C*p.O)
		y, dw := make([]float32, len(x)), make([]float32, len(w))
		flops := 2 * float64(len(y)) * 9 * float64(p.C)
		for name, f := range map[string]func(){
			"fwd":         func() { conv.Forward(p, y, x, w, nil) },
			"bwd_data":    func() { conv.BackwardData(p, y, x, w) },
			"bwd_weights": func() { conv.BackwardWeights(p, dw, nil, x, y) },
		} {
			b.Run(fmt.Sprintf("c=%d/%s", s.c, name), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
