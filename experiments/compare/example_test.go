package compare_test

import (
	"context"
	"fmt"

	"freqlens/experiments/compare"
	"freqlens/experiments/dfm"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// Two networks that differ in the seed find the same planted wave, and each recognises
// class B from the other's map.
func Example() {
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 150, Test: 50, Seed: 1}
	set, test := p.Generate()
	ctx := context.Background()
	var runs []compare.Run
	for seed := uint64(1); seed <= 2; seed++ {
		net, _ := train.New("cnn3gap", 0.25, set, seed)
		c, _ := train.Preset("plain")
		c.Iterations, c.LR, c.Seed = 80, 0.01, seed
		if err := train.Run(ctx, net, set, nil, c, train.Hooks{}); err != nil {
			panic(err)
		}
		scores, err := dfm.Score(ctx, net, set.PerClass(25, 1), dfm.Config{})
		if err != nil {
			panic(err)
		}
		verdicts, err := dfm.Judge(ctx, net, test, scores, dfm.JudgeConfig{Percents: []float64{5}}, nil)
		if err != nil {
			panic(err)
		}
		runs = append(runs, compare.Run{Name: fmt.Sprint("seed ", seed), Settings: []string{"cnn3gap"}, Seed: seed, Net: net, Test: test, Scores: scores, Verdicts: verdicts})
	}
	r, err := compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	if err != nil {
		panic(err)
	}
	for i, row := range r.Rows {
		fmt.Printf("%s: accuracy %.2f, B from its own map %.2f; both classes from the other's %.2f\n", row.Name, row.Accuracy.Value, row.TPR[1], r.TPR[i][1-i].Value)
	}
	// Output:
	// seed 1: accuracy 1.00, B from its own map 1.00; both classes from the other's 1.00
	// seed 2: accuracy 1.00, B from its own map 1.00; both classes from the other's 1.00
}
