package compare_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/bandstop"
	"freqlens/experiments/compare"
	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/stats"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// run is an untrained network with maps of random frequencies.
func run(t *testing.T, name, settings string, seed uint64, test *dataset.Set) compare.Run {
	net, err := train.New("cnn3", 0.25, test, seed)
	require.NoError(t, err)
	rng := tensor.NewRand(seed)
	s := &dfm.Scores{Classes: test.Classes, Size: test.H}
	for range test.Classes {
		plane := make([]float64, test.H*test.W)
		for u := range test.H {
			for v := range test.W {
				x := float64(rng.Normal())
				plane[u*test.W+v], plane[(test.H-u)%test.H*test.W+(test.W-v)%test.W] = x, x
			}
		}
		s.Score = append(s.Score, plane)
	}
	verdicts := []dfm.Verdict{{Class: "A", Percent: 5, Shortcut: true}, {Class: "B", Percent: 5, Sink: true}, {Class: "B", Percent: 20, Shortcut: true}}
	return compare.Run{Name: name, Settings: []string{settings}, Seed: seed, Net: net, Test: test, Scores: s, Verdicts: verdicts}
}

func planted(seed uint64) *dataset.Set {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 1, Test: 20, Seed: seed}
	_, test := p.Generate()
	return test
}

// TestDiagonalIsTheOwnMap: what the matrix says of a network under its own maps
// is what the judge says of it.
func TestDiagonalIsTheOwnMap(t *testing.T) {
	test := planted(1)
	runs := []compare.Run{run(t, "a", "x", 1, test), run(t, "b", "x", 2, test), run(t, "c", "y", 3, test)}
	ctx := context.Background()
	r, err := compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	for i, one := range runs {
		v, err := dfm.Judge(ctx, one.Net, test, one.Scores, dfm.JudgeConfig{Percents: []float64{5}}, nil)
		require.NoError(t, err)
		tpr, fpr := 0.0, 0.0
		for class, x := range v {
			require.InDelta(t, x.TPR, r.Rows[i].TPR[class], 1e-9)
			require.InDelta(t, x.FPR, r.Rows[i].FPR[class], 1e-9)
			tpr, fpr = tpr+x.TPR/3, fpr+x.FPR/3
		}
		require.InDelta(t, tpr, r.TPR[i][i].Value, 1e-9)
		require.InDelta(t, fpr, r.FPR[i][i].Value, 1e-9)
		require.InDelta(t, one.Net.Evaluate(test).Accuracy(), r.Rows[i].Accuracy.Value, 1e-9)
		require.Equal(t, []string{"A"}, r.Rows[i].Shortcuts)
		require.Equal(t, []string{"B"}, r.Rows[i].Sinks)
	}
	one, err := compare.Runs(ctx, runs, compare.Config{Seed: 1, OnePerModel: true}, nil)
	require.NoError(t, err)
	require.Equal(t, []int{0, 2}, one.Matrix, "a and c: b is a again with another seed")
	require.Equal(t, r.TPR[2][0], one.TPR[1][0])
	require.Equal(t, r.Rows, one.Rows)
	require.Len(t, r.Groups, 2)
	require.Equal(t, []int{0, 1}, r.Groups[0].Runs)
	require.Equal(t, 2, r.Groups[0].Shortcuts["A"])
	require.Equal(t, 2, r.Groups[0].Sinks["B"])
	for class, span := range r.Groups[0].Seeds.TPR {
		require.InDelta(t, (r.Rows[0].TPR[class]+r.Rows[1].TPR[class])/2, span.Mean, 1e-12)
		require.Equal(t, max(r.Rows[0].TPR[class], r.Rows[1].TPR[class]), span.Most)
	}
	require.InDelta(t, (r.Rows[0].AvgTPR.Value+r.Rows[1].AvgTPR.Value)/2, r.Groups[0].AvgTPR.Value, 1e-9)
	require.Len(t, r.Pairs, 3)
	for _, p := range r.Pairs {
		require.True(t, p.Paired)
		require.Equal(t, 1, p.SameShortcut)
		require.GreaterOrEqual(t, p.Q, p.P)
	}
}

// cells counts what it is asked to keep.
type cells struct {
	known map[[2]int][2]stats.Rate
	found int
}

func (c *cells) Known(net, maps int) (tpr, fpr stats.Rate, ok bool) {
	r, ok := c.known[[2]int{net, maps}]
	return r[0], r[1], ok
}

func (c *cells) Found(net, maps int, tpr, fpr stats.Rate) error {
	c.known[[2]int{net, maps}] = [2]stats.Rate{tpr, fpr}
	c.found++
	return nil
}

// TestWithoutNetworks: what the judge saw is enough for everything but the matrix,
// and the matrix is about those whose networks are there.
func TestWithoutNetworks(t *testing.T) {
	test := planted(1)
	runs := []compare.Run{run(t, "a", "x", 1, test), run(t, "b", "y", 2, test), run(t, "c", "z", 3, test)}
	ctx := context.Background()
	want, err := compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	for i := range runs {
		runs[i].Taken = &dfm.Taken{}
		_, err := dfm.Judge(ctx, runs[i].Net, test, runs[i].Scores, dfm.JudgeConfig{Percents: []float64{1, 5}, NullPercent: 5, Taken: runs[i].Taken}, nil)
		require.NoError(t, err)
	}
	runs[1].Net = nil
	got, err := compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	require.Equal(t, want.Rows, got.Rows)
	require.Equal(t, want.Pairs, got.Pairs)
	require.Equal(t, []int{0, 2}, got.Matrix)
	require.Equal(t, want.TPR[0][2], got.TPR[0][1])
	runs[1].Taken = nil
	_, err = compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	require.ErrorContains(t, err, "b holds neither a network")
}

// TestSomeImages: the matrix of a few images of each class is that of a smaller
// test set, and what is kept is not measured again.
func TestSomeImages(t *testing.T) {
	test := planted(1)
	runs := []compare.Run{run(t, "a", "x", 1, test), run(t, "b", "y", 2, test)}
	ctx := context.Background()
	c := compare.Config{Seed: 1, Images: 7, Cells: &cells{known: map[[2]int][2]stats.Rate{}}}
	r, err := compare.Runs(ctx, runs, c, nil)
	require.NoError(t, err)
	require.Equal(t, 4, c.Cells.(*cells).found)
	again, err := compare.Runs(ctx, runs, c, nil)
	require.NoError(t, err)
	require.Equal(t, 4, c.Cells.(*cells).found)
	require.Equal(t, r, again)
	var index []int
	for _, class := range test.ByClass() {
		index = append(index, class[:7]...)
	}
	for i := range runs {
		runs[i].Test = test.Subset(index)
	}
	small, err := compare.Runs(ctx, runs, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	require.Equal(t, small.TPR, r.TPR)
	require.Equal(t, small.FPR, r.FPR)
}

// TestSeeds: what runs of one model share, over the iterations that all have.
func TestSeeds(t *testing.T) {
	test := planted(1)
	a, b, c := run(t, "a", "x", 1, test), run(t, "b", "x", 2, test), run(t, "c", "y", 3, test)
	a.Curve = &dynamics.Curve{Classes: test.Classes, Iterations: []int{10, 20, 30}, F1: [][]float64{{0, 0, 0}, {0.2, 0.8, 0.9}, {0, 0, 1}}}
	b.Curve = &dynamics.Curve{Classes: test.Classes, Iterations: []int{10, 30}, F1: [][]float64{{0, 0}, {0.4, 0.5}, {0, 0.8}}}
	a.Order, b.Order = &dynamics.Order{Spearman: 0.5}, &dynamics.Order{Spearman: 1}
	ctx := context.Background()
	for _, r := range []*compare.Run{&a, &b} {
		var err error
		r.Bandstop, err = bandstop.Run(ctx, r.Net, test, false, nil)
		require.NoError(t, err)
	}
	r, err := compare.Runs(ctx, []compare.Run{a, b, c}, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	s := r.Groups[0].Seeds
	require.Equal(t, []int{10, 30}, s.Iterations)
	require.InDelta(t, 0.3, s.F1[1][0].Mean, 1e-12)
	require.Equal(t, compare.Span{Mean: 0.9, Least: 0.8, Most: 1}, s.F1[2][1])
	require.Equal(t, map[string]int{"B": 1, "C": 1}, s.First)
	require.Equal(t, compare.Span{Mean: 0.75, Least: 0.5, Most: 1}, s.Order)
	require.Len(t, s.Bandstop, 6)
	d := s.Bandstop[2].Delta[0][1]
	require.InDelta(t, (a.Bandstop.Tests[2].Delta[0][1]+b.Bandstop.Tests[2].Delta[0][1])/2, d.Mean, 1e-12)
	require.LessOrEqual(t, d.Least, d.Most)
	for _, v := range s.Kept[0] {
		require.Contains(t, []float64{0, 0.5, 1}, v)
	}
	require.Empty(t, r.Groups[1].Seeds.Iterations, "no curve, no summary")
	text := r.Markdown()
	require.Contains(t, text, "| B | 0.30 [0.20, 0.40] | 1 of 2 |", "F1 at the only iteration that the table shows")
	require.Contains(t, text, "| 0.75 [0.50, 1.00] |", "rank correlations")
}

// TestWithItself: a network does not differ from itself.
func TestWithItself(t *testing.T) {
	a := run(t, "a", "x", 1, planted(1))
	b := a
	b.Name = "b"
	_, err := compare.Runs(context.Background(), []compare.Run{a, b}, compare.Config{Seed: 1}, nil)
	require.ErrorContains(t, err, "a and b are one model with one seed, 1")
	b.Seed = 2
	r, err := compare.Runs(context.Background(), []compare.Run{a, b}, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	p := r.Pairs[0]
	require.Equal(t, stats.Rate{}, p.Difference)
	require.Equal(t, 1.0, p.P)
	require.Equal(t, 1.0, p.MeanJaccard)
	require.Equal(t, r.TPR[0], r.TPR[1])
}

func TestOtherImages(t *testing.T) {
	r, err := compare.Runs(context.Background(), []compare.Run{run(t, "a", "x", 1, planted(1)), run(t, "b", "x", 2, planted(2))}, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	require.False(t, r.Pairs[0].Paired)
	require.Less(t, r.Pairs[0].Difference.Low, r.Pairs[0].Difference.High)
}

func TestMistakes(t *testing.T) {
	_, err := compare.Runs(context.Background(), nil, compare.Config{Seed: 1}, nil)
	require.ErrorContains(t, err, "no runs")
	a, b := run(t, "a", "x", 1, planted(1)), run(t, "b", "x", 1, planted(1))
	b.Scores = nil
	_, err = compare.Runs(context.Background(), []compare.Run{a, b}, compare.Config{Seed: 1}, nil)
	require.ErrorContains(t, err, "b holds no maps and verdicts")
	p := synthetic.Planted{Size: 16, Classes: 2, Class: 1, U: 2, V: 3, Train: 1, Test: 5, Seed: 1}
	_, other := p.Generate()
	_, err = compare.Runs(context.Background(), []compare.Run{a, run(t, "c", "x", 1, other)}, compare.Config{Seed: 1}, nil)
	require.ErrorContains(t, err, "a and c have different classes")
}

// TestOwnSettings: what all models share is said once, of each only what it has of
// its own; a single model has nothing to be told from.
func TestOwnSettings(t *testing.T) {
	a, b := []string{"set", "net", "lr 1", "batch 2"}, []string{"set", "net", "lr 2", "batch 2"}
	r := &compare.Result{Groups: []compare.Group{{Settings: a}, {Settings: b}}}
	require.Equal(t, []string{"set", "net", "batch 2"}, r.Shared())
	require.Equal(t, "lr 2", r.Own(b))
	require.Contains(t, r.Markdown(), "\nAll runs: set, net, batch 2.\n")
	r = &compare.Result{Groups: []compare.Group{{Settings: a}}}
	require.Empty(t, r.Shared())
	require.Equal(t, "set, net, lr 1, batch 2", r.Own(a))
	require.NotContains(t, r.Markdown(), "All runs")
}
