package layers

import (
	"math"

	"freqlens/autograd"
	"freqlens/tensor"
)

// Linear is a fully connected layer, optionally followed by ReLU.
type Linear struct {
	Weight, Bias *autograd.Variable // [Out,In], [Out]
	Relu         bool
}

// NewLinear returns a linear layer with PyTorch's default initialisation.
func NewLinear(in, out int, relu bool, rng *tensor.Rand) *Linear {
	w, b := tensor.New(out, in), tensor.New(out)
	KaimingUniform(w, in, math.Sqrt(5), rng)
	fillUniform(b, 1/math.Sqrt(float64(in)), rng)
	return &Linear{autograd.NewParam("weight", w), autograd.NewParam("bias", b), relu}
}

// Forward implements [Module] for x [N,In].
func (l *Linear) Forward(_ *Context, x *autograd.Variable) *autograd.Variable {
	y := autograd.Linear(x, l.Weight, l.Bias)
	if l.Relu {
		y = autograd.ReLU(y)
	}
	return y
}

// Visit implements [Module].
func (l *Linear) Visit(prefix string, v Visitor) {
	visitParam(v, join(prefix, "weight"), l.Weight)
	visitParam(v, join(prefix, "bias"), l.Bias)
}

// Func is a module without parameters. As [Module] says, it may be called by several
// goroutines at once.
type Func func(c *Context, x *autograd.Variable) *autograd.Variable

// Forward implements [Module].
func (f Func) Forward(c *Context, x *autograd.Variable) *autograd.Variable { return f(c, x) }

// Visit implements [Module]: there is nothing to visit.
func (Func) Visit(string, Visitor) {}

// ReLU is max(x, 0).
func ReLU() Module {
	return Func(func(_ *Context, x *autograd.Variable) *autograd.Variable { return autograd.ReLU(x) })
}

// MaxPool takes the maximum of kernel x kernel windows.
func MaxPool(kernel, stride, padding int) Module {
	o := autograd.PoolOptions{Kernel: [2]int{kernel, kernel}, Stride: [2]int{stride, stride}, Padding: [2]int{padding, padding}}
	return Func(func(_ *Context, x *autograd.Variable) *autograd.Variable { return autograd.MaxPool2D(x, o) })
}

// GlobalAvgPool averages over all pixels: [N,H,W,C] to [N,C].
func GlobalAvgPool() Module {
	return Func(func(_ *Context, x *autograd.Variable) *autograd.Variable { return autograd.GlobalAvgPool(x) })
}

// ChannelsLast turns planar images into the order of the convolutions.
func ChannelsLast() Module {
	return Func(func(_ *Context, x *autograd.Variable) *autograd.Variable { return autograd.ToNHWC(x) })
}

// Flatten makes [N,H,W,C] a row per image, in the order of PyTorch: channels,
// then rows, then columns.
func Flatten() Module {
	return Func(func(_ *Context, x *autograd.Variable) *autograd.Variable {
		planar := autograd.ToNCHW(x)
		// Not -1, which no images leave open.
		y := autograd.Reshape(planar, x.Dim(0), x.Dim(1)*x.Dim(2)*x.Dim(3))
		autograd.Release(planar)
		return y
	})
}

// Dropout zeroes values with probability p during training.
func Dropout(p float32) Module {
	return Func(func(c *Context, x *autograd.Variable) *autograd.Variable {
		if !c.Train {
			return x
		}
		return autograd.Dropout(x, p, c.Rng)
	})
}
