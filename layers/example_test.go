package layers_test

import (
	"fmt"

	"freqlens/autograd"
	"freqlens/layers"
	"freqlens/tensor"
)

// The third of the README's six steps: a layer that learns to add.
func ExampleLinear() {
	rng := tensor.NewRand(1)
	net := layers.NewLinear(2, 1, false, rng)
	sgd := layers.NewSGD(layers.Parameters(net), layers.SGDConfig{LR: 0.1})
	x := tensor.From([]float32{0, 0, 0, 1, 1, 0, 1, 1}, 4, 2)
	sums := tensor.From([]float32{0, 1, 1, 2}, 4, 1)
	tape := autograd.NewTape()
	for range 300 {
		off := autograd.Sub(net.Forward(&layers.Context{Train: true}, tape.Input(x)), tape.Input(sums))
		sgd.ZeroGrad()
		tape.Backward(autograd.Mean(autograd.Mul(off, off), 0, 1))
		sgd.Step()
		tape.Reset()
	}
	y := net.Forward(&layers.Context{}, tape.Input(tensor.From([]float32{3, 4}, 1, 2)))
	fmt.Printf("3 + 4 = %.2f\n", y.Value().Data()[0])
	// Output: 3 + 4 = 7.00
}
