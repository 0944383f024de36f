package autograd_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	. "freqlens/autograd"
	"freqlens/tensor"
)

type operation struct {
	name   string
	f      func(t *Tape, in []*Variable) *Variable
	shapes [][]int
}

func unary(f func(*Variable) *Variable) func(*Tape, []*Variable) *Variable {
	return func(_ *Tape, in []*Variable) *Variable { return f(in[0]) }
}

func binaryOp(f func(a, b *Variable) *Variable) func(*Tape, []*Variable) *Variable {
	return func(_ *Tape, in []*Variable) *Variable { return f(in[0], in[1]) }
}

func norm(train, relu bool) func(*Tape, []*Variable) *Variable {
	return func(_ *Tape, in []*Variable) *Variable {
		state := &BNState{Mean: tensor.New(3), Var: tensor.From([]float32{1, 2, 3}, 3), Momentum: 0.1, Eps: 1e-5}
		return BatchNorm(in[0], in[1], in[2], in[3], state, train, relu)
	}
}

var pooling = PoolOptions{Kernel: [2]int{3, 2}, Stride: [2]int{2, 1}, Padding: [2]int{1, 1}}

var operations = []operation{
	{"conv", func(_ *Tape, in []*Variable) *Variable {
		return Conv2D(in[0], in[1], in[2], ConvOptions{Stride: [2]int{2, 1}, Padding: [2]int{1, 2}, Dilation: [2]int{1, 2}, Groups: 2})
	}, [][]int{{2, 6, 5, 4}, {3, 3, 2, 6}, {6}}},
	{"batch norm, training", norm(true, false), [][]int{{2, 3, 3, 3}, {3}, {3}, {2, 3, 3, 3}}},
	{"batch norm, evaluation", norm(false, false), [][]int{{2, 3, 3, 3}, {3}, {3}, {2, 3, 3, 3}}},
	{"linear", func(_ *Tape, in []*Variable) *Variable { return Linear(in[0], in[1], in[2]) }, [][]int{{3, 5}, {4, 5}, {4}}},
	{"rfft2", unary(RFFT2), [][]int{{2, 4, 6}}},
	{"rfft2, odd", unary(RFFT2), [][]int{{3, 5}}},
	{"irfft2", unary(func(x *Variable) *Variable { return IRFFT2(x, 6) }), [][]int{{2, 4, 4, 2}}},
	{"irfft2, odd", unary(func(x *Variable) *Variable { return IRFFT2(x, 5) }), [][]int{{5, 3, 2}}},
	{"matmul", binaryOp(MatMul), [][]int{{3, 5}, {5, 2}}},
	{"add", binaryOp(Add), [][]int{{2, 3, 4}, {3, 1}}},
	{"sub", binaryOp(Sub), [][]int{{2, 3, 4}, {1, 4}}},
	{"mul", binaryOp(Mul), [][]int{{2, 3, 4}, {3, 1}}},
	{"div", func(t *Tape, in []*Variable) *Variable {
		two := tensor.New(1)
		two.Fill(4)
		return Div(in[0], Add(in[1], t.Input(two)))
	}, [][]int{{2, 3, 4}, {3, 1}}},
	{"relu", unary(ReLU), [][]int{{4, 5}}},
	{"gelu", unary(GELU), [][]int{{4, 5}}},
	{"sigmoid", unary(Sigmoid), [][]int{{4, 5}}},
	{"tanh", unary(Tanh), [][]int{{4, 5}}},
	{"softmax", unary(func(x *Variable) *Variable { return Softmax(x, 1) }), [][]int{{2, 4, 3}}},
	{"log softmax", unary(func(x *Variable) *Variable { return LogSoftmax(x, -1) }), [][]int{{2, 4}}},
	{"cross entropy", unary(func(x *Variable) *Variable {
		return CrossEntropy(x, []int{1, 0, 3}, CrossEntropyOptions{LabelSmoothing: 0.1})
	}), [][]int{{3, 4}}},
	{"cross entropy per row", unary(func(x *Variable) *Variable {
		return CrossEntropy(x, []int{1, 0, 3}, CrossEntropyOptions{Reduction: "none"})
	}), [][]int{{3, 4}}},
	{"max pool", unary(func(x *Variable) *Variable { return MaxPool2D(x, pooling) }), [][]int{{2, 5, 4, 3}}},
	{"average pool", unary(func(x *Variable) *Variable { return AvgPool2D(x, pooling) }), [][]int{{2, 5, 4, 3}}},
	{"global average pool", unary(GlobalAvgPool), [][]int{{2, 3, 4, 5}}},
	{"dropout", unary(func(x *Variable) *Variable { return Dropout(x, 0.4, tensor.NewRand(3)) }), [][]int{{5, 6}}},
	{"reshape", unary(func(x *Variable) *Variable { return Reshape(x, 3, -1) }), [][]int{{2, 6}}},
	{"to channels last", unary(ToNHWC), [][]int{{2, 3, 4, 5}}},
	{"to planar", unary(ToNCHW), [][]int{{2, 3, 4, 5}}},
	{"transpose", unary(func(x *Variable) *Variable { return Transpose(x, 2, 0, 1) }), [][]int{{2, 3, 4}}},
	{"concat", func(_ *Tape, in []*Variable) *Variable { return Concat(1, in...) }, [][]int{{2, 3, 2}, {2, 1, 2}}},
	{"slice", unary(func(x *Variable) *Variable { return Slice(x, []int{0, 1}, []int{2, 3}) }), [][]int{{3, 4}}},
	{"pad", unary(func(x *Variable) *Variable { return Pad(x, []int{1, 0}, []int{0, 2}, 5) }), [][]int{{3, 4}}},
	{"sum", unary(func(x *Variable) *Variable { return Sum(x, 1) }), [][]int{{3, 4, 2}}},
	{"mean", unary(func(x *Variable) *Variable { return Mean(x, 0, 2) }), [][]int{{3, 4, 2}}},
}

func inputs(shapes [][]int) []*tensor.Tensor {
	rng := tensor.NewRand(5)
	var all []*tensor.Tensor
	for _, s := range shapes {
		x := tensor.New(s...)
		for i := range x.Data() {
			// Away from zero and from each other, where ReLU and maxima have kinks.
			x.Data()[i] = float32(i%7-3)*0.6 + rng.Uniform(0.1, 0.3)
		}
		all = append(all, x)
	}
	return all
}

const step, tolerance = 1e-2, 5e-3

func TestGradients(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, op := range operations {
			require.NoError(t, GradCheck(op.f, inputs(op.shapes), step, tolerance), op.name)
		}
	})
}

// TestGradCheckSeesAPercent lets every gradient be 1 % too large: an identity
// whose gradient is scaled stands before the operation.
func TestGradCheckSeesAPercent(t *testing.T) {
	for _, op := range operations {
		wrong := func(tape *Tape, in []*Variable) *Variable {
			off := make([]*Variable, len(in))
			for i, v := range in {
				off[i] = ScaledGradient(v, 1.01)
			}
			return op.f(tape, off)
		}
		require.Error(t, GradCheck(wrong, inputs(op.shapes), step, tolerance), op.name)
	}
}

// TestGradCheckSeesWhatIsNoNumber: comparisons with NaN are false, and so are those of
// anything with an infinite tolerance.
func TestGradCheckSeesWhatIsNoNumber(t *testing.T) {
	nan := unary(func(x *Variable) *Variable { return ScaledGradient(x, float32(math.NaN())) })
	require.ErrorContains(t, GradCheck(nan, inputs([][]int{{4}}), step, tolerance), "gradient of input 0")
	large := tensor.From([]float32{1e30}, 1)
	infinite := func(tape *Tape, in []*Variable) *Variable {
		c := tape.Input(large)
		return Mul(Mul(in[0], c), c)
	}
	require.ErrorContains(t, GradCheck(infinite, inputs([][]int{{4}}), step, tolerance), "gradient of input 0")
}

// TestGradCheckNamesAnInputWithoutGradient: of two, and where there is none at all.
func TestGradCheckNamesAnInputWithoutGradient(t *testing.T) {
	first := func(_ *Tape, in []*Variable) *Variable { return ReLU(in[0]) }
	require.ErrorContains(t, GradCheck(first, inputs([][]int{{4}, {4}}), step, tolerance), "input 1 gets no gradient")
	none := func(tape *Tape, _ []*Variable) *Variable { return ReLU(tape.Input(tensor.New(4))) }
	require.ErrorContains(t, GradCheck(none, inputs([][]int{{4}}), step, tolerance), "input 0 gets no gradient")
}

// TestTwoTapes: an operation on variables of two tapes is a mistake, not a wrong gradient.
func TestTwoTapes(t *testing.T) {
	x := tensor.New(2)
	a, b := NewTape().Watch(x), NewInferenceTape().Input(x)
	require.Panics(t, func() { Add(a, b) })
	require.Panics(t, func() { Add(b, a) })
}

// TestWarmStepAllocatesNothing runs the operations of a small network.
func TestWarmStepAllocatesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	in := inputs([][]int{{8, 3, 12, 12}, {3, 3, 3, 8}, {8}, {8}, {5, 288}, {5}})
	var params []*Variable
	for _, x := range in[1:] {
		params = append(params, NewParam("p", x))
	}
	state := &BNState{Mean: tensor.New(8), Var: tensor.New(8), Momentum: 0.1, Eps: 1e-5}
	tape, targets := NewTape(), []int{0, 1, 2, 3, 4, 0, 1, 2}
	train := func() {
		for _, p := range params {
			p.ZeroGrad()
		}
		x := Conv2D(ToNHWC(tape.Input(in[0])), params[0], nil, ConvOptions{Padding: [2]int{1, 1}})
		x = BatchNorm(x, params[1], params[2], nil, state, true, true)
		x = MaxPool2D(x, PoolOptions{Kernel: [2]int{2, 2}})
		x = ReLU(Add(x, ReLU(x)))
		tape.Backward(CrossEntropy(Linear(Reshape(x, x.Dim(0), -1), params[3], params[4]), targets, CrossEntropyOptions{}))
		tape.Reset()
	}
	for range 3 {
		train()
	}
	require.Zero(t, testing.AllocsPerRun(20, train))
}
