package bandstop

import (
	"context"
	"fmt"

	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// Test is the outcome of removing two bands.
type Test struct {
	Removed   [2]int // bands, 1 to 4
	Confusion train.Confusion
	// Delta[i][j] is the change, in per cent of the images of class i, of those
	// taken for class j. Rows sum to 0.
	Delta  [][]float64
	Recall []stats.Rate
	Sinks  []string // classes that draw in images of the others
}

// Result holds all six tests.
type Result struct {
	Classes  []string
	KeepMean bool   `json:",omitempty"` // the image's mean was no part of the first band
	Empty    string `json:",omitempty"` // class that an image without any frequency is taken for
	Original train.Confusion
	Recall   []stats.Rate
	Tests    []Test
}

// Run tests net on set with every two of the four bands removed. Filters work on
// normalised images; with keepMean the image's mean is not part of the first band.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, keepMean bool, progress func(done, all int)) (*Result, error) {
	changes := []perturb.Change{perturb.Same}
	var removed [][2]int
	for a := range spectrum.Bands {
		for b := a + 1; b < spectrum.Bands; b++ {
			changes = append(changes, perturb.Keep(spectrum.WithoutBands(set.H, keepMean, a, b)))
			removed = append(removed, [2]int{a + 1, b + 1})
		}
	}
	counts, err := perturb.Confusions(ctx, net, set, changes, progress)
	if err != nil {
		return nil, err
	}
	r := &Result{Classes: set.Classes, KeepMean: keepMean, Empty: net.Classes[net.Default()], Original: counts[0], Recall: recalls(counts[0])}
	for i, bands := range removed {
		r.Tests = append(r.Tests, r.compare(bands, counts[1+i]))
	}
	return r, nil
}

func recalls(c train.Confusion) []stats.Rate {
	var out []stats.Rate
	for i := range c {
		out = append(out, stats.Share(c[i][i], c.Images(i)))
	}
	return out
}

// sinkShare is the mean share of other classes' images that a class must gain,
// in per cent, to be called a sink.
const sinkShare = 25

func (r *Result) compare(removed [2]int, c train.Confusion) Test {
	t := Test{Removed: removed, Confusion: c, Recall: recalls(c)}
	gain := make([]float64, len(c))
	for i := range c {
		row := make([]float64, len(c))
		for j := range c {
			row[j] = 100 * float64(c[i][j]-r.Original[i][j]) / float64(max(c.Images(i), 1))
			if i != j {
				gain[j] += row[j] / float64(len(c)-1)
			}
		}
		t.Delta = append(t.Delta, row)
	}
	for j, g := range gain {
		if g >= sinkShare {
			t.Sinks = append(t.Sinks, r.Classes[j])
		}
	}
	return t
}

// Name says which bands were removed, as in "B1B3".
func (t Test) Name() string { return fmt.Sprintf("B%dB%d", t.Removed[0], t.Removed[1]) }
