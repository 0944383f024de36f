package radial

import (
	"context"
	"fmt"
	"math"

	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// Point is the outcome of one filter.
type Point struct {
	Radius            float64
	Accuracy          float64
	Low, High         float64 // 95 % Wilson interval
	Recall            []float64
	PredictedMost     string  // the class that most images are taken for
	PredictedMostRate float64 // the share of images taken for it
}

// Result holds both curves over the same radii.
type Result struct {
	Classes  []string
	Size     int
	Images   string // hash of the images
	Clean    Point
	LowPass  []Point // kept: frequencies nearer to zero than the radius
	HighPass []Point // kept: the others
	// LowHalf is the least radius whose low-pass keeps at least half of the
	// accuracy above chance, HighHalf the largest whose high-pass does.
	LowHalf, HighHalf float64
}

// Radii returns 0, step, 2 step, ... up to one that is beyond the corner of the
// spectrum of S x S images.
func Radii(size int, step float64) []float64 {
	var all []float64
	corner := float64(size) / math.Sqrt2
	for i := 0; ; i++ {
		r := float64(i) * step
		all = append(all, r)
		if r > corner {
			return all
		}
	}
}

// Run filters all images of a set at the given radii.
func Run(ctx context.Context, net *train.Net, set *dataset.Set, radii []float64, progress func(done, all int)) (*Result, error) {
	if len(radii) == 0 {
		return nil, fmt.Errorf("%s: no radii to filter at", set.Name)
	}
	changes := []perturb.Change{perturb.Same}
	for _, r := range radii {
		low := spectrum.NewMask(set.H, func(u, v int) bool { return spectrum.Radius(u, v, set.H) < r })
		high := spectrum.NewMask(set.H, func(u, v int) bool { return spectrum.Radius(u, v, set.H) >= r })
		changes = append(changes, perturb.Keep(low), perturb.Keep(high))
	}
	all, err := perturb.Confusions(ctx, net, set, changes, progress)
	if err != nil {
		return nil, err
	}
	res := &Result{Classes: set.Classes, Size: set.H, Images: set.Hash(), Clean: point(0, all[0], set)}
	for i, r := range radii {
		res.LowPass = append(res.LowPass, point(r, all[1+2*i], set))
		res.HighPass = append(res.HighPass, point(r, all[2+2*i], set))
	}
	res.half()
	return res, nil
}

func point(radius float64, c train.Confusion, set *dataset.Set) Point {
	p := Point{Radius: radius, Accuracy: c.Accuracy()}
	correct, most := 0, 0
	for i := range c {
		correct += c[i][i]
		p.Recall = append(p.Recall, c.Recall(i))
		if n := c.Predicted(i); n > most {
			most, p.PredictedMost = n, set.Classes[i]
		}
	}
	p.PredictedMostRate = float64(most) / float64(set.Len())
	p.Low, p.High = stats.Wilson(correct, set.Len())
	return p
}

func (r *Result) half() {
	chance := 1 / float64(len(r.Classes))
	level := chance + (r.Clean.Accuracy-chance)/2
	for i := len(r.LowPass) - 1; i >= 0 && r.LowPass[i].Accuracy >= level; i-- {
		r.LowHalf = r.LowPass[i].Radius
	}
	for i := 0; i < len(r.HighPass) && r.HighPass[i].Accuracy >= level; i++ {
		r.HighHalf = r.HighPass[i].Radius
	}
}
