package layers

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"freqlens/tensor"
)

// Options describes the network that [Build] makes.
type Options struct {
	Classes  int
	Width    float64 // multiplier of all channel counts; 0 means 1
	Input    int     // height and width of the images
	Channels int     // of the images; 0 means 3
	Seed     uint64  // of the initial weights
}

func (o Options) width(channels int) int {
	return max(1, int(math.Round(float64(channels)*o.Width)))
}

// builders maps the names that [Build] knows, but for the ResNets.
var builders = map[string]func(o Options, rng *tensor.Rand) Module{
	"cnn3":    func(o Options, rng *tensor.Rand) Module { return buildCNN3(false, o, rng) },
	"cnn3gap": func(o Options, rng *tensor.Rand) Module { return buildCNN3(true, o, rng) },
	"alexnet": buildAlexNet,
	"vgg11":   func(o Options, rng *tensor.Rand) Module { return buildVGG([]int{1, 1, 2, 2, 2}, o, rng) },
	"vgg16":   func(o Options, rng *tensor.Rand) Module { return buildVGG([]int{2, 2, 3, 3, 3}, o, rng) },
}

// Names lists the networks that [Build] knows.
func Names() []string {
	return slices.Sorted(maps.Keys(mergeNames()))
}

func mergeNames() map[string]bool {
	all := map[string]bool{}
	for name := range builders {
		all[name] = true
	}
	for name := range resnets {
		all[name] = true
	}
	return all
}

// Build makes a network by name, with random weights. ResNets are in the form
// for small images (3x3 stem, no max-pool, as the paper has them); the suffix
// -imagenet gives the original one.
func Build(name string, o Options) (Module, error) {
	if o.Width == 0 {
		o.Width = 1
	}
	if o.Channels == 0 {
		o.Channels = 3
	}
	if o.Classes < 1 || o.Input < 1 || o.Width < 0 || o.Channels < 0 {
		return nil, fmt.Errorf("model %s: want at least one class and a positive image size, width and channel count, got %+v", name, o)
	}
	if least := minimumInput(name); o.Input < least {
		return nil, fmt.Errorf("model %s needs images of at least %dx%d, got %dx%d", name, least, least, o.Input, o.Input)
	}
	rng := tensor.NewRand(o.Seed, 1)
	if p, ok := resnets[name]; ok {
		return buildResNet(p, o, rng), nil
	}
	if b, ok := builders[name]; ok {
		return b(o, rng), nil
	}
	return nil, fmt.Errorf("unknown model %q, want one of %s", name, strings.Join(Names(), ", "))
}

func minimumInput(name string) int {
	switch {
	case name == "cnn3", name == "cnn3gap":
		return 8
	case name == "alexnet", strings.HasPrefix(name, "vgg"):
		return 32
	}
	return 1
}

// buildCNN3 makes three 3x3 convolutions of 32, 64 and 128 channels with batch
// norm, ReLU and 2x2 max-pooling, and a linear classifier of all positions or,
// if average is set, of their average, as residual networks have it.
func buildCNN3(average bool, o Options, rng *tensor.Rand) Module {
	net := &Sequential{Modules: []Module{ChannelsLast()}, Names: []string{""}}
	in, size := o.Channels, o.Input
	for i, channels := range []int{32, 64, 128} {
		out := o.width(channels)
		conv := NewConv(ConvConfig{In: in, Out: out, Kernel: 3, Stride: 1, Padding: 1, Norm: true, Relu: true, Pool: true,
			ConvName: fmt.Sprintf("body.%d", 4*i), NormName: fmt.Sprintf("body.%d", 4*i+1)}, rng)
		net.Modules, net.Names = append(net.Modules, conv), append(net.Names, "")
		in, size = out, size/2
	}
	last := Flatten()
	if average {
		last, size = GlobalAvgPool(), 1
	}
	net.Modules = append(net.Modules, last, NewLinear(in*size*size, o.Classes, false, rng))
	net.Names = append(net.Names, "", "fc")
	return net
}

// buildVGG makes VGG with batch norm: stages of 3x3 convolutions of 64, 128,
// 256, 512 and 512 channels, each ended by a max-pool, then global average
// pooling and one linear layer, as is usual for small images.
func buildVGG(depths []int, o Options, rng *tensor.Rand) Module {
	net := &Sequential{Modules: []Module{ChannelsLast()}, Names: []string{""}}
	in, at := o.Channels, 0
	for stage, depth := range depths {
		out := o.width([]int{64, 128, 256, 512, 512}[stage])
		for i := range depth {
			conv := NewConv(ConvConfig{In: in, Out: out, Kernel: 3, Stride: 1, Padding: 1, Bias: true, Norm: true, Relu: true, Pool: i == depth-1,
				ConvName: fmt.Sprintf("features.%d", at), NormName: fmt.Sprintf("features.%d", at+1)}, rng)
			net.Modules, net.Names = append(net.Modules, conv), append(net.Names, "")
			in, at = out, at+3
		}
		at++ // the pooling's place in the names
	}
	net.Modules = append(net.Modules, GlobalAvgPool(), NewLinear(in, o.Classes, false, rng))
	net.Names = append(net.Names, "", "classifier")
	return net
}

// buildAlexNet makes the paper's variant of AlexNet: convolutions of 96 (stride
// 2), 256, 384, 384 and 256 channels, two hidden layers of 4096.
func buildAlexNet(o Options, rng *tensor.Rand) Module {
	net := &Sequential{}
	add := func(name string, m Module) { net.Modules, net.Names = append(net.Modules, m), append(net.Names, name) }
	add("", ChannelsLast())
	in, size := o.Channels, o.Input
	place := 0 // in PyTorch's list of layers, where ReLU and max-pooling count
	for i, c := range []struct{ out, kernel, stride int }{{96, 5, 2}, {256, 5, 1}, {384, 3, 1}, {384, 3, 1}, {256, 3, 1}} {
		out := o.width(c.out)
		add("", NewConv(ConvConfig{In: in, Out: out, Kernel: c.kernel, Stride: c.stride, Padding: c.kernel / 2, Bias: true, Relu: true,
			ConvName: fmt.Sprintf("features.%d", place)}, rng))
		place += 2
		in, size = out, (size-1)/c.stride+1
		if i == 0 || i == 1 || i == 4 {
			add("", MaxPool(2, 2, 0))
			size /= 2
			place++
		}
	}
	hidden := o.width(4096)
	add("", Flatten())
	add("", Dropout(0.5))
	add("classifier.1", NewLinear(in*size*size, hidden, true, rng))
	add("", Dropout(0.5))
	add("classifier.4", NewLinear(hidden, hidden, true, rng))
	add("classifier.6", NewLinear(hidden, o.Classes, false, rng))
	return net
}
