package autograd_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	. "freqlens/autograd"
	"freqlens/tensor"
)

// normNet is a convolution, a batch norm and what may stand around them: the
// places where a gradient could take the memory of something still needed.
type normNet struct {
	train, relu, residual bool
	shareConv             bool // the convolution's output is used once more
	shareRes              bool // and so is the shortcut
}

// run returns the gradients of all inputs, with the addition and the ReLU fused
// into the batch norm or as operations of their own.
func (c normNet) run(in []*tensor.Tensor, fused bool) [][]float32 {
	tape := NewTape()
	var v []*Variable
	for _, x := range in {
		v = append(v, tape.Watch(x))
	}
	state := &BNState{Mean: tensor.New(5), Var: tensor.New(5), Momentum: 0.1, Eps: 1e-5}
	state.Var.Fill(2)
	z := Conv2D(v[0], v[1], nil, ConvOptions{Padding: [2]int{1, 1}})
	if !fused {
		z = Reshape(z, z.Shape()...) // whose memory no gradient takes
	}
	var early *Variable
	if c.shareConv {
		early = Mul(z, z)
	}
	var res *Variable
	if c.residual {
		res = Conv2D(v[0], v[4], nil, ConvOptions{})
	}
	var y *Variable
	if fused {
		y = BatchNorm(z, v[2], v[3], res, state, c.train, c.relu)
	} else {
		y = BatchNorm(z, v[2], v[3], nil, state, c.train, false)
		if c.residual {
			y = Add(y, res)
		}
		if c.relu {
			y = ReLU(y)
		}
	}
	if c.shareConv {
		y = Mul(y, early) // whose gradient comes after the batch norm's
	}
	if c.shareRes {
		y = Mul(y, res)
	}
	gy := tensor.New(y.Shape()...)
	for i := range gy.Data() {
		gy.Data()[i] = float32(i%11) - 4
	}
	tape.BackwardFrom(y, gy)
	var grads [][]float32
	for i, x := range v {
		if i < 4 || c.residual {
			grads = append(grads, append([]float32(nil), x.Grad().Data()...))
		}
	}
	return grads
}

func TestFusedBatchNormAgainstComposition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		in := inputs([][]int{{3, 6, 7, 5}, {3, 3, 5, 5}, {5}, {5}, {1, 1, 5, 5}})
		for i := range 32 {
			c := normNet{i&1 > 0, i&2 > 0, i&4 > 0, i&8 > 0, i&12 == 12 && i&16 > 0}
			want, got := c.run(in, false), c.run(in, true)
			for k := range want {
				require.InDeltaSlice(t, want[k], got[k], 1e-4, fmt.Sprintf("%+v, input %d", c, k))
			}
		}
	})
}

// normPoolRun returns the output, the gradients of all inputs and the running
// statistics of batch norm, ReLU and pooling in one operation or in three.
func normPoolRun(in []*tensor.Tensor, train, fused bool) [][]float32 {
	c := in[2].Len()
	tape := NewTape()
	var v []*Variable
	for _, x := range in {
		v = append(v, tape.Watch(x))
	}
	state := &BNState{Mean: tensor.New(c), Var: tensor.New(c), Momentum: 0.1, Eps: 1e-5}
	state.Var.Fill(2)
	z := Conv2D(v[0], v[1], nil, ConvOptions{Padding: [2]int{1, 1}})
	var y *Variable
	if fused {
		y = BatchNormPool(z, v[2], v[3], state, train)
	} else {
		y = MaxPool2D(ReLU(BatchNorm(z, v[2], v[3], nil, state, train, false)), PoolOptions{Kernel: [2]int{2, 2}})
	}
	gy := tensor.New(y.Shape()...)
	for i := range gy.Data() {
		gy.Data()[i] = float32(i%11) - 4
	}
	out := [][]float32{append([]float32(nil), y.Value().Data()...), state.Mean.Data(), state.Var.Data()}
	tape.BackwardFrom(y, gy)
	for _, x := range v {
		out = append(out, append([]float32(nil), x.Grad().Data()...))
	}
	return out
}

func TestBatchNormPoolAgainstComposition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		// Odd sizes, few rows, and more than a block of them.
		for _, s := range [][]int{{3, 6, 7, 5}, {2, 6, 8, 5}, {3, 4, 6, 16}, {2, 4, 2, 20}, {9, 8, 40, 32}} {
			c := s[3]
			in := inputs([][]int{s, {3, 3, c, c}, {c}, {c}})
			for _, train := range []bool{false, true} {
				want, got := normPoolRun(in, train, false), normPoolRun(in, train, true)
				for k := range want {
					scale := 0.0
					for _, v := range want[k] {
						scale = max(scale, math.Abs(float64(v)))
					}
					require.InDeltaSlice(t, want[k], got[k], 2e-5*(1+scale), fmt.Sprintf("%v, training %v, result %d", s, train, k))
				}
			}
		}
	})
}

func TestBatchNormPoolSameBitsForAnyThreadCount(t *testing.T) {
	in := inputs([][]int{{9, 8, 40, 32}, {3, 3, 32, 32}, {32}, {32}})
	var first [][]float32
	for _, procs := range []int{1, 2, 3} {
		before := runtime.GOMAXPROCS(procs)
		got := normPoolRun(in, true, true)
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = got
		}
		require.Equal(t, first, got)
	}
}

// TestBatchNormChecksItsState: running statistics of too many channels would be used in
// part, those of too few stop in the middle of an update.
func TestBatchNormChecksItsState(t *testing.T) {
	tape := NewTape()
	x, gamma := tape.Input(tensor.New(2, 4, 4, 3)), tape.Input(tensor.New(3))
	for _, sizes := range [][2]int{{4, 3}, {3, 4}, {2, 3}, {3, 2}} {
		state := &BNState{Mean: tensor.New(sizes[0]), Var: tensor.New(sizes[1])}
		text := fmt.Sprintf("batch norm: input has 3 channels, the running mean and variance have %d and %d", sizes[0], sizes[1])
		for _, train := range []bool{false, true} {
			require.PanicsWithValue(t, text, func() { BatchNorm(x, gamma, gamma, nil, state, train, false) })
			require.PanicsWithValue(t, text, func() { BatchNormPool(x, gamma, gamma, state, train) })
		}
	}
}

// TestBatchNormOfNothing: an empty batch leaves the running statistics as they are, and
// its gradients are zeros.
func TestBatchNormOfNothing(t *testing.T) {
	for name, f := range map[string]func(x, gamma, beta *Variable, s *BNState) *Variable{
		"batch norm": func(x, gamma, beta *Variable, s *BNState) *Variable {
			return BatchNorm(x, gamma, beta, nil, s, true, true)
		},
		"with pool": func(x, gamma, beta *Variable, s *BNState) *Variable { return BatchNormPool(x, gamma, beta, s, true) },
	} {
		mean, variance := []float32{1, -2, 3}, []float32{4, 5, 6}
		state := &BNState{Mean: tensor.From(mean, 3), Var: tensor.From(variance, 3), Momentum: 0.1, Eps: 1e-5}
		tape := NewTape()
		gamma, beta := tape.Watch(tensor.From([]float32{1, 2, 3}, 3)), tape.Watch(tensor.New(3))
		y := f(tape.Input(tensor.New(0, 4, 4, 3)), gamma, beta, state)
		require.Equal(t, 0, y.Dim(0), name)
		require.Equal(t, []float32{1, -2, 3}, mean, name)
		require.Equal(t, []float32{4, 5, 6}, variance, name)
		tape.BackwardFrom(y, tensor.New(y.Shape()...))
		require.Equal(t, []float32{0, 0, 0}, gamma.Grad().Data(), name)
		require.Equal(t, []float32{0, 0, 0}, beta.Grad().Data(), name)
	}
}

// TestPoolingOfNaN: a number wins over NaN, and where there is none the result is -Inf, as
// the doc comments say.
func TestPoolingOfNaN(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, c := range []int{3, 16, 33} {
			x, ones := tensor.New(1, 2, 4, c), tensor.New(c)
			x.Fill(float32(math.NaN()))
			for i := range c {
				x.Set(0.5, 0, 1, 0, i) // in the first of two windows
			}
			ones.Fill(1)
			tape := NewTape()
			gamma, beta := tape.Input(ones), tape.Input(tensor.New(c))
			for name, y := range map[string]*Variable{
				"max pool":            MaxPool2D(tape.Input(x), PoolOptions{Kernel: [2]int{2, 2}}),
				"batch norm and pool": BatchNormPool(tape.Input(x), gamma, beta, &BNState{Mean: tensor.New(c), Var: ones}, false),
			} {
				for i := range c {
					require.Equal(t, float32(0.5), y.Value().At(0, 0, 0, i), name)
					require.Equal(t, float32(math.Inf(-1)), y.Value().At(0, 0, 1, i), name)
				}
			}
		}
	})
}
