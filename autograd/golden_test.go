package autograd_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	"freqlens/autograd"
	"freqlens/internal/golden"
	"freqlens/tensor"
)

// opCase is an entry of ops.json. Parameters that an operation does not have
// stay zero.
type opCase struct {
	Name, Op string
	Params   struct {
		K, S, P, D               intPair
		G, Axis                  int
		Starts, Stops, Axes      []int
		Left, Right, Top, Bottom int
		Value                    float32
		Reduction                string
		LabelSmoothing           float64 `json:"label_smoothing"`
		CountIncludePad          bool    `json:"count_include_pad"`
		Training                 bool
		Momentum, Eps            float32
	}
}

// intPair is a number, meant for both axes, or a list of two.
type intPair [2]int

func (p *intPair) UnmarshalJSON(text []byte) error {
	var one int
	if _, err := fmt.Sscanf(string(text), "%d", &one); err == nil {
		*p = intPair{one, one}
		return nil
	}
	var two [2]int
	if err := json.Unmarshal(text, &two); err != nil {
		return err
	}
	*p = two
	return nil
}

func TestReferenceVectors(t *testing.T) {
	for _, dir := range golden.Dirs(t) {
		var cases []opCase
		golden.JSON(t, dir, "ops.json", &cases)
		require.NotEmpty(t, cases)
		arrays := golden.NPZ(t, dir, "ops.npz")
		asmtest.EachLevel(t, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.Name, func(t *testing.T) { c.check(t, arrays.Case(c.Name)) })
			}
		})
	}
}

// check runs the case and compares the output and every gradient.
func (c opCase) check(t *testing.T, a golden.Arrays) {
	tape := autograd.NewTape()
	in := map[string]*autograd.Variable{}
	for _, name := range []string{"x", "w", "b", "x0", "x1", "x2", "x3"} {
		if a[name] != nil {
			in[name] = tape.Watch(a.Tensor(t, name))
		}
	}
	y := c.run(t, tape, a, in)
	golden.Close(t, "y", y.Value().Data(), a["y"], golden.Tolerance)
	gy := y.Value().Clone()
	gy.Fill(1)
	if a["gy"] != nil {
		gy = tensor.From(a["gy"].Float32s(), y.Shape()...)
	}
	if y.Value().Len() == 1 && a["gy"] == nil {
		tape.Backward(y)
	} else {
		tape.BackwardFrom(y, gy)
	}
	checked := 0
	for name, v := range in {
		if want := a["g"+name]; want != nil {
			require.NotNil(t, v.Grad(), "gradient of %s", name)
			golden.Close(t, "g"+name, v.Grad().Data(), want, golden.Tolerance)
			checked++
		}
	}
	require.NotZero(t, checked, "the case has no gradient to compare")
}

func (c opCase) run(t *testing.T, tape *autograd.Tape, a golden.Arrays, in map[string]*autograd.Variable) *autograd.Variable {
	p := c.Params
	window := autograd.PoolOptions{Kernel: p.K, Stride: p.S, Padding: p.P, CountIncludePad: p.CountIncludePad}
	x, x0, x1 := in["x"], in["x0"], in["x1"]
	switch c.Op {
	case "conv2d":
		w := autograd.Transpose(in["w"], 2, 3, 1, 0)
		o := autograd.ConvOptions{Stride: p.S, Padding: p.P, Dilation: p.D, Groups: p.G}
		return autograd.ToNCHW(autograd.Conv2D(autograd.ToNHWC(x), w, in["b"], o))
	case "maxpool2d":
		return autograd.ToNCHW(autograd.MaxPool2D(autograd.ToNHWC(x0), window))
	case "avgpool2d":
		return autograd.ToNCHW(autograd.AvgPool2D(autograd.ToNHWC(x0), window))
	case "adaptive_avgpool2d_1":
		y := autograd.GlobalAvgPool(autograd.ToNHWC(x0))
		return autograd.Reshape(y, y.Dim(0), y.Dim(1), 1, 1)
	case "batchnorm2d":
		return c.batchNorm(t, a, in)
	case "cross_entropy":
		return autograd.CrossEntropy(x, a["target"].Ints(), autograd.CrossEntropyOptions{Reduction: p.Reduction, LabelSmoothing: p.LabelSmoothing})
	case "linear":
		return autograd.Linear(x0, x1, in["x2"])
	case "matmul":
		return autograd.MatMul(x0, x1)
	case "relu":
		return autograd.ReLU(x0)
	case "gelu_erf":
		return autograd.GELU(x0)
	case "sigmoid":
		return autograd.Sigmoid(x0)
	case "tanh":
		return autograd.Tanh(x0)
	case "softmax_dim1":
		return autograd.Softmax(x0, 1)
	case "log_softmax_dim1":
		return autograd.LogSoftmax(x0, 1)
	case "add":
		return autograd.Add(x0, x1)
	case "sub":
		return autograd.Sub(x0, x1)
	case "mul":
		return autograd.Mul(x0, x1)
	case "div": // the note: y = x0 / (x1*x1 + 0.5)
		return autograd.Div(x0, autograd.Add(autograd.Mul(x1, x1), tape.Input(tensor.From([]float32{0.5}, 1))))
	case "concat":
		parts := []*autograd.Variable{x0, x1}
		for _, name := range []string{"x2", "x3"} {
			if in[name] != nil {
				parts = append(parts, in[name])
			}
		}
		return autograd.Concat(p.Axis, parts...)
	case "slice":
		return autograd.Slice(x0, p.Starts, p.Stops)
	case "pad":
		rank := len(x0.Shape())
		before, after := make([]int, rank), make([]int, rank)
		before[rank-2], before[rank-1], after[rank-2], after[rank-1] = p.Top, p.Left, p.Bottom, p.Right
		return autograd.Pad(x0, before, after, p.Value)
	case "transpose":
		return autograd.Transpose(x0, p.Axes...)
	case "sum":
		return autograd.Sum(x0)
	case "mean_dims_0_2":
		return autograd.Mean(x0, 0, 2)
	}
	t.Fatalf("unknown operation %q", c.Op)
	return nil
}

func (c opCase) batchNorm(t *testing.T, a golden.Arrays, in map[string]*autograd.Variable) *autograd.Variable {
	state := &autograd.BNState{
		Mean: a.Tensor(t, "running_mean_before"), Var: a.Tensor(t, "running_var_before"),
		Momentum: c.Params.Momentum, Eps: c.Params.Eps,
	}
	y := autograd.BatchNorm(autograd.ToNHWC(in["x"]), in["w"], in["b"], nil, state, c.Params.Training, false)
	golden.Close(t, "running mean", state.Mean.Data(), a["running_mean_after"], golden.Tolerance)
	golden.Close(t, "running variance", state.Var.Data(), a["running_var_after"], golden.Tolerance)
	return autograd.ToNCHW(y)
}
