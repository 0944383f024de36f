package perturb_test

import (
	"context"
	"fmt"

	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// Two changes of every image, one confusion matrix each: without the coarse half
// of the bands, where the wave of class B lies, it is not found any more.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 150, Test: 50, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 80, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	fine := perturb.Keep(spectrum.WithoutBands(16, false, 0, 1))
	all, err := perturb.Confusions(context.Background(), net, test, []perturb.Change{perturb.Same, fine}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("recall of B: %.2f, from fine frequencies %.2f\n", all[0].Recall(1), all[1].Recall(1))
	// Output: recall of B: 1.00, from fine frequencies 0.00
}
