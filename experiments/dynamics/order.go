package dynamics

import (
	"math"

	"freqlens/experiments/stats"
)

// Order compares how early classes are learned with a property of theirs, such as
// how much their spectra stand out.
type Order struct {
	Until int // the iteration up to which learning is looked at
	// MeanF1 is each class's F1, averaged over the iterations up to Until: the
	// earlier a class is learned, the higher it is.
	MeanF1   []float64
	Property []float64
	Spearman float64 // their rank correlation
	Low      float64 // 95 % interval, over classes
	High     float64
	P        float64 // of a correlation as far from 0 by chance
}

// Compare sets the curve up to an iteration against a property of the classes.
func (c Curve) Compare(property []float64, until int) Order {
	if n := len(c.Iterations); n > 0 {
		until = min(until, c.Iterations[n-1])
	}
	o := Order{Until: until, Property: property}
	for class := range c.Classes {
		o.MeanF1 = append(o.MeanF1, c.mean(class, until))
	}
	o.Spearman = stats.Spearman(o.MeanF1, property)
	if math.IsNaN(o.Spearman) { // all classes alike: no order
		o.Spearman = 0
	}
	o.Low, o.High = stats.SpearmanInterval(o.Spearman, len(property))
	o.P = stats.SpearmanP(o.MeanF1, property, 1)
	return o
}

// mean is the area under a class's curve from 0, where F1 is 0, divided by the
// number of iterations; evaluations are not evenly spaced.
func (c Curve) mean(class, until int) float64 {
	area, lastAt, last := 0.0, 0, 0.0
	for i, at := range c.Iterations {
		if at > until {
			break
		}
		area += float64(at-lastAt) * (last + c.F1[class][i]) / 2
		lastAt, last = at, c.F1[class][i]
	}
	return area / float64(max(lastAt, 1))
}
