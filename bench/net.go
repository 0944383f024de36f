package main

import (
	"fmt"

	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

// netCase is a network with the batches it is measured at.
type netCase struct {
	name, model          string
	size, classes        int
	trainBatch, inferred int
	parameters           int
}

var netCases = []netCase{
	{"resnet18_32", "resnet18", 32, 10, 64, 64, 11173962},
	{"resnet20_32", "resnet20", 32, 10, 128, 128, 272474},
	{"cnn3_32", "cnn3", 32, 10, 64, 64, 113962},
	{"resnet18_224", "resnet18-imagenet", 224, 1000, 8, 16, 11689512},
}

func netTasks() []task {
	var out []task
	for _, c := range netCases {
		for _, mode := range []string{"train", "infer"} {
			batch, prepare := c.trainBatch, c.trainStep
			if mode == "infer" {
				batch, prepare = c.inferred, c.inferStep
			}
			out = append(out, task{
				Bench: "net", Case: c.name, Mode: mode, Batch: batch, flops: float64(batch) * c.flops(mode), parameters: c.parameters,
				line:    fmt.Sprintf("net %s %s %d %d %d", c.name, mode, batch, c.size, c.classes),
				prepare: func(int) func() { return prepare() },
			})
		}
	}
	return out
}

// convolutions lists the network's convolutions, each for one image.
func (c netCase) convolutions() []convCase {
	var out []convCase
	if c.model == "cnn3" {
		for i, in := range []int{3, 32, 64} {
			out = append(out, convCase{n: 1, c: in, o: 32 << i, size: c.size >> i, kernel: 3, step: 1})
		}
		return out
	}
	widths, blocks, size := []int{64, 128, 256, 512}, 2, c.size
	if c.model == "resnet20" {
		widths, blocks = []int{16, 32, 64}, 3
	}
	stem := convCase{n: 1, c: 3, o: widths[0], size: size, kernel: 3, step: 1}
	if c.model == "resnet18-imagenet" {
		stem.kernel, stem.step = 7, 2
		size /= 4 // the stem's stride and the max-pool
	}
	out, in := append(out, stem), widths[0]
	for _, width := range widths {
		for block := range blocks {
			step := 1
			if block == 0 && in != width {
				step = 2
				out = append(out, convCase{n: 1, c: in, o: width, size: size, kernel: 1, step: step})
			}
			out = append(out, convCase{n: 1, c: in, o: width, size: size, kernel: 3, step: step})
			size /= step
			out = append(out, convCase{n: 1, c: width, o: width, size: size, kernel: 3, step: 1})
			in = width
		}
	}
	return out
}

// flops counts the operations of the convolutions for one image by their
// definition; everything else is small beside them. Training does each three
// times, but nobody needs the gradient of the images.
func (c netCase) flops(mode string) float64 {
	var total float64
	for i, v := range c.convolutions() {
		once, _ := v.work()
		switch {
		case mode == "infer":
			total += once
		case i == 0:
			total += 2 * once
		default:
			total += 3 * once
		}
	}
	return total
}

func (c netCase) build() layers.Module {
	net, err := layers.Build(c.model, layers.Options{Classes: c.classes, Input: c.size, Seed: 1})
	if err != nil {
		panic(err) // the names above are the package's own
	}
	return net
}

func (c netCase) images(batch int) *tensor.Tensor {
	return tensor.From(random(batch*3*c.size*c.size), batch, 3, c.size, c.size)
}

// trainStep is forward, cross-entropy, backward and an SGD step.
func (c netCase) trainStep() func() {
	net, x := c.build(), c.images(c.trainBatch)
	target := make([]int, c.trainBatch)
	for i := range target {
		target[i] = i % c.classes
	}
	sgd := layers.NewSGD(layers.Parameters(net), layers.SGDConfig{LR: 0.01, Momentum: 0.9, WeightDecay: 5e-4})
	tape := autograd.NewTape()
	ctx := &layers.Context{Train: true}
	return func() {
		sgd.ZeroGrad()
		logits := net.Forward(ctx, tape.Input(x))
		tape.Backward(autograd.CrossEntropy(logits, target, autograd.CrossEntropyOptions{Reduction: "mean"}))
		sgd.Step()
		tape.Reset()
	}
}

func (c netCase) inferStep() func() {
	x, dst := c.images(c.inferred), tensor.New(c.inferred, c.classes)
	predictor := layers.NewPredictor(c.build())
	return func() { predictor.Logits(dst, x) }
}
