// Package bandstop removes two of the four frequency bands from test images and
// shows what a network then takes each class for (Wang et al., ICCV 2023,
// section on synthetic data).
package bandstop

import (
	"context"
	"fmt"

	"freqlens/experiments/dataset"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Rate is a share with its 95 % Wilson interval.
type Rate struct{ Value, Low, High float64 }

func rate(k, n int) Rate {
	lo, hi := stats.Wilson(k, n)
	return Rate{float64(k) / float64(max(n, 1)), lo, hi}
}

// Test is the outcome of removing two bands.
type Test struct {
	Removed   [2]int // bands, 1 to 4
	Confusion train.Confusion
	// Delta[i][j] is the change, in per cent of the images of class i, of those
	// taken for class j. Rows sum to 0.
	Delta  [][]float64
	Recall []Rate
	Sinks  []string // classes that draw in images of the others
}

// Result holds all six tests.
type Result struct {
	Classes  []string
	Original train.Confusion
	Recall   []Rate
	Tests    []Test
}

// Run tests net on set with every two of the four bands removed. Filters work on
// normalised images; with keepMean the image's mean is not part of the first band.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, keepMean bool, progress func(done, all int)) (*Result, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	x := net.Norm.Tensor(set, nil)
	r := &Result{Classes: set.Classes, Original: train.Confuse(net.Logits(x), set.Labels)}
	r.Recall = recalls(r.Original)
	spectra := spectrum.Transform(x)
	filtered := tensor.New(x.Shape()...)
	for a := range spectrum.Bands {
		for b := a + 1; b < spectrum.Bands; b++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			spectra.Filter(filtered, spectrum.WithoutBands(set.H, keepMean, a, b))
			r.Tests = append(r.Tests, r.compare([2]int{a + 1, b + 1}, train.Confuse(net.Logits(filtered), set.Labels)))
			if progress != nil {
				progress(len(r.Tests), 6)
			}
		}
	}
	return r, nil
}

func recalls(c train.Confusion) []Rate {
	var out []Rate
	for i := range c {
		out = append(out, rate(c[i][i], c.Images(i)))
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
