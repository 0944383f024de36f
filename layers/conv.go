package layers

import (
	"math"

	"freqlens/autograd"
	"freqlens/tensor"
)

// ConvUnit is a convolution and what usually follows it: batch norm, the
// addition of a shortcut, ReLU, max-pooling of 2x2 pixels. They are one module
// because they are one pass over memory in training and one kernel in inference.
type ConvUnit struct {
	Weight  *autograd.Variable // [KH,KW,C/groups,O]
	Bias    *autograd.Variable // [O] or nil
	Norm    *BatchNorm2D       // or nil
	Relu    bool
	Pool    bool // halve height and width at the end
	Options autograd.ConvOptions
	// ConvName and NormName are the last parts of the dotted names. They differ where there
	// is a Norm: both have a weight.
	ConvName, NormName string
}

// ConvConfig describes a [ConvUnit].
type ConvConfig struct {
	In, Out, Kernel, Stride, Padding, Groups int
	Bias, Norm, Relu, Pool                   bool
	ConvName, NormName                       string // see [ConvUnit]; equal ones become conv and norm where there is a Norm
}

// NewConv returns a convolution unit with PyTorch's default initialisation.
func NewConv(o ConvConfig, rng *tensor.Rand) *ConvUnit {
	groups := max(o.Groups, 1)
	w := tensor.New(o.Kernel, o.Kernel, o.In/groups, o.Out)
	fanIn := o.Kernel * o.Kernel * o.In / groups
	KaimingUniform(w, fanIn, math.Sqrt(5), rng)
	u := &ConvUnit{
		Weight: autograd.NewParam("weight", w), Relu: o.Relu, Pool: o.Pool, ConvName: o.ConvName, NormName: o.NormName,
		Options: autograd.ConvOptions{Stride: [2]int{o.Stride, o.Stride}, Padding: [2]int{o.Padding, o.Padding}, Groups: groups},
	}
	if o.Bias {
		b := tensor.New(o.Out)
		fillUniform(b, 1/math.Sqrt(float64(fanIn)), rng)
		u.Bias = autograd.NewParam("bias", b)
	}
	if o.Norm {
		u.Norm = NewBatchNorm2D(o.Out)
		if u.ConvName == u.NormName {
			u.ConvName, u.NormName = "conv", "norm"
		}
	}
	return u
}

// Forward implements [Module] for x [N,H,W,C].
func (u *ConvUnit) Forward(c *Context, x *autograd.Variable) *autograd.Variable {
	return u.ForwardAdd(c, x, nil)
}

// ForwardAdd is Forward with a shortcut that is added before the ReLU.
func (u *ConvUnit) ForwardAdd(c *Context, x, shortcut *autograd.Variable) *autograd.Variable {
	var y *autograd.Variable
	if c.folds != nil {
		p := u.Options.Params(x.Shape(), u.Weight.Shape())
		f := c.folds.of(u, p)
		y = autograd.Conv2DFolded(x, f.panels, p, f.shift, shortcut, u.Relu)
	} else {
		z := autograd.Conv2D(x, u.Weight, u.Bias, u.Options)
		if u.Pool && u.Norm != nil && u.Relu && shortcut == nil {
			y = u.Norm.applyPool(c, z)
			autograd.Release(z)
			return y
		}
		y = u.finish(c, z, shortcut)
	}
	if u.Pool {
		z := y
		y = autograd.MaxPool2D(z, autograd.PoolOptions{Kernel: [2]int{2, 2}})
		autograd.Release(z)
	}
	return y
}

// finish applies what follows the convolution but for pooling.
func (u *ConvUnit) finish(c *Context, y, shortcut *autograd.Variable) *autograd.Variable {
	if u.Norm != nil {
		z := u.Norm.apply(c, y, shortcut, u.Relu)
		autograd.Release(y)
		return z
	}
	if shortcut != nil {
		y = autograd.Add(y, shortcut)
	}
	if u.Relu {
		y = autograd.ReLU(y)
	}
	return y
}

// Visit implements [Module].
func (u *ConvUnit) Visit(prefix string, v Visitor) {
	at := join(prefix, u.ConvName)
	visitParam(v, join(at, "weight"), u.Weight)
	visitParam(v, join(at, "bias"), u.Bias)
	if u.Norm != nil {
		u.Norm.Visit(join(prefix, u.NormName), v)
	}
}

// BatchNorm2D normalises each channel; see [autograd.BatchNorm].
type BatchNorm2D struct {
	Gamma, Beta *autograd.Variable
	State       autograd.BNState
	batches     *tensor.Tensor // PyTorch's num_batches_tracked
}

// NewBatchNorm2D returns a batch norm with PyTorch's defaults: momentum 0.1,
// eps 1e-5, gamma 1, beta 0.
func NewBatchNorm2D(channels int) *BatchNorm2D {
	ones, variance := tensor.New(channels), tensor.New(channels)
	ones.Fill(1)
	variance.Fill(1)
	return &BatchNorm2D{
		Gamma: autograd.NewParam("weight", ones), Beta: autograd.NewParam("bias", tensor.New(channels)),
		State:   autograd.BNState{Mean: tensor.New(channels), Var: variance, Momentum: 0.1, Eps: 1e-5},
		batches: tensor.New(),
	}
}

// Forward implements [Module].
func (b *BatchNorm2D) Forward(c *Context, x *autograd.Variable) *autograd.Variable {
	return b.apply(c, x, nil, false)
}

func (b *BatchNorm2D) apply(c *Context, x, shortcut *autograd.Variable, relu bool) *autograd.Variable {
	b.count(c, x)
	return autograd.BatchNorm(x, b.Gamma, b.Beta, shortcut, &b.State, c.Train, relu)
}

// applyPool is apply with ReLU and max-pooling of 2x2 pixels.
func (b *BatchNorm2D) applyPool(c *Context, x *autograd.Variable) *autograd.Variable {
	b.count(c, x)
	return autograd.BatchNormPool(x, b.Gamma, b.Beta, &b.State, c.Train)
}

// count counts the batches that moved the running statistics: empty ones do not.
func (b *BatchNorm2D) count(c *Context, x *autograd.Variable) {
	if c.Train && x.Value().Len() > 0 {
		b.batches.Data()[0]++
	}
}

// Visit implements [Module].
func (b *BatchNorm2D) Visit(prefix string, v Visitor) {
	visitParam(v, join(prefix, "weight"), b.Gamma)
	visitParam(v, join(prefix, "bias"), b.Beta)
	v(join(prefix, "running_mean"), nil, b.State.Mean)
	v(join(prefix, "running_var"), nil, b.State.Var)
	v(join(prefix, "num_batches_tracked"), nil, b.batches)
}
