package layers

import (
	"fmt"

	"freqlens/autograd"
	"freqlens/tensor"
)

// Residual is a block of convolutions with a shortcut round them:
// relu(body(x) + shortcut(x)). The last unit of the body adds and rectifies.
type Residual struct {
	Body         []*ConvUnit
	Shortcut     *ConvUnit // nil passes x on
	ShortcutName string
}

// Forward implements [Module].
func (r *Residual) Forward(c *Context, x *autograd.Variable) *autograd.Variable {
	shortcut := x
	if r.Shortcut != nil {
		shortcut = r.Shortcut.Forward(c, x)
	}
	y := x
	for i, u := range r.Body {
		var z *autograd.Variable
		if i == len(r.Body)-1 {
			z = u.ForwardAdd(c, y, shortcut)
		} else {
			z = u.Forward(c, y)
		}
		if y != x {
			autograd.Release(y)
		}
		y = z
	}
	if shortcut != x {
		autograd.Release(shortcut)
	}
	return y
}

// Visit implements [Module].
func (r *Residual) Visit(prefix string, v Visitor) {
	for _, u := range r.Body {
		u.Visit(prefix, v)
	}
	if r.Shortcut != nil {
		r.Shortcut.Visit(join(prefix, r.ShortcutName), v)
	}
}

// resnetPlan is what tells one residual network from another.
type resnetPlan struct {
	widths, depths []int
	bottleneck     bool
	imageNet       bool // 7x7 stem with stride 2 and max-pool, and torchvision's names
}

var resnets = map[string]resnetPlan{
	"resnet18":  {[]int{64, 128, 256, 512}, []int{2, 2, 2, 2}, false, false},
	"resnet34":  {[]int{64, 128, 256, 512}, []int{3, 4, 6, 3}, false, false},
	"resnet50":  {[]int{64, 128, 256, 512}, []int{3, 4, 6, 3}, true, false},
	"resnet101": {[]int{64, 128, 256, 512}, []int{3, 4, 23, 3}, true, false},
	"resnet20":  {[]int{16, 32, 64}, []int{3, 3, 3}, false, false},
}

func init() {
	for _, name := range []string{"resnet18", "resnet34", "resnet50", "resnet101"} {
		p := resnets[name]
		p.imageNet = true
		resnets[name+"-imagenet"] = p
	}
}

func buildResNet(p resnetPlan, o Options, rng *tensor.Rand) Module {
	shortcut, classifier := "shortcut", "classifier"
	stem := ConvConfig{In: o.Channels, Out: o.width(p.widths[0]), Kernel: 3, Stride: 1, Padding: 1, Norm: true, Relu: true, ConvName: "conv1", NormName: "bn1"}
	if p.imageNet {
		shortcut, classifier = "downsample", "fc"
		stem.Kernel, stem.Stride, stem.Padding = 7, 2, 3
	}
	net := &Sequential{Modules: []Module{ChannelsLast(), NewConv(stem, rng)}, Names: []string{"", ""}}
	if p.imageNet {
		net.Modules, net.Names = append(net.Modules, MaxPool(3, 2, 1)), append(net.Names, "")
	}
	in := stem.Out
	for stage, width := range p.widths {
		layer := &Sequential{}
		for i := range p.depths[stage] {
			stride := 1
			if i == 0 && stage > 0 {
				stride = 2
			}
			block := newResidual(in, o.width(width), stride, p.bottleneck, shortcut, rng)
			in = block.Body[len(block.Body)-1].Weight.Dim(3)
			layer.Modules = append(layer.Modules, block)
		}
		net.Modules, net.Names = append(net.Modules, layer), append(net.Names, fmt.Sprintf("layer%d", stage+1))
	}
	net.Modules = append(net.Modules, GlobalAvgPool(), NewLinear(in, o.Classes, false, rng))
	net.Names = append(net.Names, "", classifier)
	return net
}

func newResidual(in, width, stride int, bottleneck bool, shortcut string, rng *tensor.Rand) *Residual {
	unit := func(i, in, out, kernel, stride int, relu bool) *ConvUnit {
		return NewConv(ConvConfig{In: in, Out: out, Kernel: kernel, Stride: stride, Padding: kernel / 2, Norm: true, Relu: relu,
			ConvName: fmt.Sprintf("conv%d", i), NormName: fmt.Sprintf("bn%d", i)}, rng)
	}
	r := &Residual{ShortcutName: shortcut}
	out := width
	if bottleneck {
		out = 4 * width
		r.Body = []*ConvUnit{unit(1, in, width, 1, 1, true), unit(2, width, width, 3, stride, true), unit(3, width, out, 1, 1, true)}
	} else {
		r.Body = []*ConvUnit{unit(1, in, width, 3, stride, true), unit(2, width, width, 3, 1, true)}
	}
	if stride != 1 || in != out {
		r.Shortcut = NewConv(ConvConfig{In: in, Out: out, Kernel: 1, Stride: stride, Norm: true, ConvName: "0", NormName: "1"}, rng)
	}
	return r
}
