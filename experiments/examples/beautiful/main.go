// Command beautiful trains a convolutional network, complete, in a few lines.
package main

import (
	"fmt"

	"freqlens/autograd"
	"freqlens/experiments/augment"
	"freqlens/experiments/synthetic"
	"freqlens/layers"
	"freqlens/tensor"
)

func main() {
	spec := synthetic.DefaultSpec(2) // four classes of waves; C3 uses one band alone
	spec.Train, spec.Test = 500, 100
	train, test, err := synthetic.Generate(spec)
	if err != nil {
		panic(err)
	}
	norm, rng := augment.Stats(train), tensor.NewRand(1)

	net := &layers.Sequential{Modules: []layers.Module{
		layers.ChannelsLast(),
		layers.NewConv(layers.ConvConfig{In: 3, Out: 16, Kernel: 3, Stride: 1, Padding: 1, Norm: true, Relu: true}, rng),
		layers.MaxPool(2, 2, 0),
		layers.NewConv(layers.ConvConfig{In: 16, Out: 32, Kernel: 3, Stride: 1, Padding: 1, Norm: true, Relu: true}, rng),
		layers.GlobalAvgPool(),
		layers.NewLinear(32, 4, false, rng),
	}}
	sgd := layers.NewSGD(layers.Parameters(net), layers.SGDConfig{LR: 0.02, Momentum: 0.9, Nesterov: true})
	tape, order := autograd.NewTape(), rng.Perm(train.Len())
	for at := 0; at+50 <= len(order); at += 50 {
		batch := train.Subset(order[at : at+50])
		logits := net.Forward(&layers.Context{Train: true}, tape.Input(norm.Tensor(batch, nil)))
		sgd.ZeroGrad()
		tape.Backward(autograd.CrossEntropy(logits, batch.Labels, autograd.CrossEntropyOptions{}))
		sgd.Step()
		tape.Reset()
	}
	logits, correct := tensor.New(test.Len(), 4), 0
	layers.NewPredictor(net).Logits(logits, norm.Tensor(test, nil))
	for i, label := range test.Labels {
		row := logits.Data()[4*i : 4*i+4]
		if row[label] == max(row[0], row[1], row[2], row[3]) {
			correct++
		}
	}
	fmt.Printf("%d of %d test images recognised\n", correct, test.Len())
}
