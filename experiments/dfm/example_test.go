package dfm_test

import (
	"context"
	"fmt"

	"freqlens/experiments/dfm"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// The last of the README's six steps: from images to a verdict. Class C of four
// classes of noise carries one wave; a network learns from it, the map finds it,
// and the filtered test says that it is enough.
func Example() {
	planted := synthetic.Planted{Size: 16, Classes: 4, Class: 2, U: 3, V: 5, Amplitude: 2, Train: 150, Test: 60, Seed: 1}
	set, test := planted.Generate()
	fit, val := set.Split(0.1, 1)
	net, _ := train.New("cnn3gap", 0.25, fit, 1)
	config, _ := train.Preset("plain")
	config.Iterations, config.LR = 120, 0.01
	ctx := context.Background()
	if err := train.Run(ctx, net, fit, nil, config, train.Hooks{}); err != nil {
		panic(err)
	}

	scores, err := dfm.Score(ctx, net, val, dfm.Config{})
	if err != nil {
		panic(err)
	}
	fmt.Println("the wave is in C's map:", scores.Top(2, 1).Keep[3*16+5])

	judge := dfm.DefaultJudge()
	judge.Percents = []float64{5}
	verdicts, err := dfm.Judge(ctx, net, test, scores, judge, nil)
	if err != nil {
		panic(err)
	}
	for _, v := range verdicts {
		fmt.Printf("%s: shortcut %v\n", v.Class, v.Shortcut)
	}
	// Output:
	// the wave is in C's map: true
	// A: shortcut false
	// B: shortcut false
	// C: shortcut true
	// D: shortcut false
}
