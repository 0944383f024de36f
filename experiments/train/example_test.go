package train_test

import (
	"context"
	"fmt"

	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// A small network learns to find a wave, and tells what it saw.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 150, Test: 50, Seed: 1}
	set, test := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	if err != nil {
		panic(err)
	}
	c, err := train.Preset("plain")
	if err != nil {
		panic(err)
	}
	c.Iterations, c.LR = 80, 0.01
	hooks := train.Hooks{Step: func(done, all int, loss float64) {
		if done == all {
			fmt.Printf("%d steps\n", done)
		}
	}}
	if err := train.Run(context.Background(), net, set, nil, c, hooks); err != nil {
		panic(err)
	}
	confusion := net.Evaluate(test)
	fmt.Printf("accuracy %.2f, F1 of class B %.2f\n", confusion.Accuracy(), confusion.F1(1))
	// Output:
	// 80 steps
	// accuracy 1.00, F1 of class B 1.00
}
