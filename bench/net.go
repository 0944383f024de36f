package main

import (
	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

// netCase is a network with the batches it is measured at.
type netCase struct {
	name, model          string
	size, classes        int
	trainBatch, inferred int
}

var netCases = []netCase{
	{"resnet18_32", "resnet18", 32, 10, 64, 64},
	{"resnet20_32", "resnet20", 32, 10, 128, 128},
	{"cnn3_32", "cnn3", 32, 10, 64, 64},
	{"resnet18_224", "resnet18-imagenet", 224, 1000, 8, 16},
}

func benchNet(o options, threads int, emit func(row)) {
	for _, c := range netCases {
		if !o.cases.MatchString(c.name) {
			continue
		}
		net, err := layers.Build(c.model, layers.Options{Classes: c.classes, Width: 1, Input: c.size, Channels: 3, Seed: 1})
		if err != nil {
			panic(err) // the names above are the package's own
		}
		for _, mode := range []string{"train", "infer"} {
			if o.mode != "" && o.mode != mode {
				continue
			}
			batch, step := c.trainBatch, trainStep(net, c)
			if mode == "infer" {
				batch, step = c.inferred, inferStep(net, c)
			}
			t := measure(o.reps, step)
			r := row{Bench: "net", Peer: peer(), Case: c.name, Mode: mode, Batch: batch, Threads: threads}.milliseconds(t, 0)
			r.ImgS = float64(batch) / t.median
			emit(r)
		}
	}
}

// trainStep is forward, cross-entropy, backward and an SGD step.
func trainStep(net layers.Module, c netCase) func() {
	x := tensor.From(random(c.trainBatch*3*c.size*c.size), c.trainBatch, 3, c.size, c.size)
	target := make([]int, c.trainBatch)
	for i := range target {
		target[i] = i % c.classes
	}
	params := layers.Parameters(net)
	sgd := layers.NewSGD(params, layers.SGDConfig{LR: 0.01, Momentum: 0.9, WeightDecay: 5e-4})
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

func inferStep(net layers.Module, c netCase) func() {
	x := tensor.From(random(c.inferred*3*c.size*c.size), c.inferred, 3, c.size, c.size)
	dst := tensor.New(c.inferred, c.classes)
	predictor := layers.NewPredictor(net)
	return func() { predictor.Logits(dst, x) }
}
