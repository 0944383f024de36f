package bandstop_test

import (
	"context"
	"fmt"

	"freqlens/experiments/bandstop"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// Class B has a wave in the second band. Of six tests, the three that remove this band
// take the class away.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 2, Amplitude: 2, Train: 150, Test: 50, Seed: 1}
	set, test := p.Generate()
	net, _ := train.New("cnn3gap", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR = 80, 0.01
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	r, err := bandstop.Run(context.Background(), net, test, false, nil)
	if err != nil {
		panic(err)
	}
	for _, t := range r.Tests {
		fmt.Printf("%s: recall of B %.2f\n", t.Name(), t.Recall[1].Value)
	}
	// Output:
	// B1B2: recall of B 0.00
	// B1B3: recall of B 1.00
	// B1B4: recall of B 1.00
	// B2B3: recall of B 0.00
	// B2B4: recall of B 0.00
	// B3B4: recall of B 1.00
}
