package autograd_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	. "freqlens/autograd"
	"freqlens/tensor"
)

// activations are functions of one variable in float64: value and derivative.
var activations = []struct {
	name  string
	f     func(*Variable) *Variable
	value func(x float64) float64
	slope func(x float64) float64
}{
	{"sigmoid", Sigmoid,
		func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		func(x float64) float64 { return math.Exp(-math.Abs(x)) / math.Pow(1+math.Exp(-math.Abs(x)), 2) }},
	{"tanh", Tanh, math.Tanh,
		func(x float64) float64 { return 1 / math.Pow(math.Cosh(x), 2) }},
	{"gelu", GELU,
		func(x float64) float64 { return x * math.Erfc(-x/math.Sqrt2) / 2 },
		func(x float64) float64 {
			return math.Erfc(-x/math.Sqrt2)/2 + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
		}},
}

// TestActivationsAgainstFloat64 holds values within 1e-6 of those in float64,
// relative, however small they are, and derivatives within 1e-6 of 1. GELU's
// exponent x*x/2 is a float32, and its rounding counts by its size.
func TestActivationsAgainstFloat64(t *testing.T) {
	var points []float32
	for x := float32(-9); x < 9; x += 0.0137 {
		points = append(points, x, x/1000)
	}
	points = append(points, 0, -40, 40, 1e-20, -1e-30)
	for _, a := range activations {
		asmtest.EachLevel(t, func(t *testing.T) {
			tape := NewTape()
			x := tape.Watch(tensor.From(points, len(points)))
			y := a.f(x)
			values := append([]float32(nil), y.Value().Data()...)
			tape.Backward(Sum(y))
			for i, p := range points {
				v := float64(p)
				want := a.value(v)
				bound := 1e-6 * (1 + v*v/8) * math.Abs(want)
				require.InDelta(t, want, values[i], bound+1e-37, "%s(%v)", a.name, p)
				require.InDelta(t, a.slope(v), x.Grad().Data()[i], 1e-6, "derivative of %s at %v", a.name, p)
			}
		})
	}
}

// TestSoftmaxAgainstFloat64 takes rows that are longer than a register and than
// the buffer for sums of exponentials, with values far apart.
func TestSoftmaxAgainstFloat64(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, size := range []int{1, 10, 17, 300} {
			tape := NewTape()
			x := tensor.New(2, size)
			rng := tensor.NewRand(7)
			for i := range x.Data() {
				x.Data()[i] = rng.Uniform(-20, 60)
			}
			p, l := Softmax(tape.Input(x), 1), LogSoftmax(tape.Input(x), 1)
			turned := Softmax(Transpose(tape.Input(x), 1, 0), 0)
			loss := CrossEntropy(tape.Input(x), []int{0, size - 1}, CrossEntropyOptions{Reduction: "none"})
			for row := range 2 {
				sum := 0.0
				for _, v := range x.Data()[row*size:][:size] {
					sum += math.Exp(float64(v))
				}
				for k, v := range x.Data()[row*size:][:size] {
					want := math.Exp(float64(v)) / sum
					require.InDelta(t, want, p.Value().Data()[row*size+k], 5e-6*want)
					require.Equal(t, p.Value().Data()[row*size+k], turned.Value().Data()[k*2+row])
					require.InDelta(t, math.Log(want), l.Value().Data()[row*size+k], 1e-5)
				}
				target := x.Data()[row*size+row*(size-1)]
				require.InDelta(t, math.Log(sum)-float64(target), loss.Value().Data()[row], 1e-5)
			}
		}
	})
}

func BenchmarkActivation(b *testing.B) {
	x := tensor.New(64, 1000)
	rng := tensor.NewRand(7)
	for i := range x.Data() {
		x.Data()[i] = rng.Uniform(-3, 3)
	}
	targets := make([]int, 64)
	for _, a := range []struct {
		name string
		f    func(*Variable) *Variable
	}{
		{"sigmoid", Sigmoid}, {"tanh", Tanh}, {"gelu", GELU}, {"relu", ReLU},
		{"softmax", func(x *Variable) *Variable { return Softmax(x, 1) }},
		{"logsoftmax", func(x *Variable) *Variable { return LogSoftmax(x, 1) }},
		{"crossentropy", func(x *Variable) *Variable { return CrossEntropy(x, targets, CrossEntropyOptions{}) }},
	} {
		b.Run(a.name, func(b *testing.B) {
			tape := NewTape()
			ones := tensor.New(64, 1000)
			for b.Loop() {
				y := a.f(tape.Watch(x))
				if y.Value().Len() == 1 {
					tape.Backward(y)
				} else {
					tape.BackwardFrom(y, ones)
				}
				tape.Reset()
			}
		})
	}
}
