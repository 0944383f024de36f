package dynamics

import (
	"freqlens/experiments/dataset"
	"freqlens/experiments/train"
)

// Curve is the F1 of every class at some iterations.
type Curve struct {
	Classes    []string
	Iterations []int
	F1         [][]float64 // class by evaluation
	Accuracy   []float64
}

// LearnedF1 is the F1 from which on a class counts as learned.
const LearnedF1 = 0.7

// EvalAt is the default schedule: every 10 iterations up to 100, then every 20.
func EvalAt(iteration int) bool {
	if iteration <= 100 {
		return iteration%10 == 0
	}
	return iteration%20 == 0
}

// Recorder evaluates a network on a set and appends to a curve.
type Recorder struct {
	Curve Curve
	net   *train.Net
	set   *dataset.Set
}

// NewRecorder returns a recorder for a network that is about to be trained.
func NewRecorder(net *train.Net, set *dataset.Set) *Recorder {
	return &Recorder{Curve: Curve{Classes: set.Classes, F1: make([][]float64, len(set.Classes))}, net: net, set: set}
}

// Record evaluates the network after an iteration; it is a train.Hooks.Eval. A run
// that was killed goes on from a checkpoint before its last points: those are
// recorded again, and what the curve had from there on is dropped.
func (r *Recorder) Record(iteration int) {
	r.Curve.cut(iteration)
	c := r.net.Evaluate(r.set)
	r.Curve.Iterations = append(r.Curve.Iterations, iteration)
	r.Curve.Accuracy = append(r.Curve.Accuracy, c.Accuracy())
	for class := range c {
		r.Curve.F1[class] = append(r.Curve.F1[class], c.F1(class))
	}
}

// cut drops the points from an iteration on.
func (c *Curve) cut(iteration int) {
	n := len(c.Iterations)
	for n > 0 && c.Iterations[n-1] >= iteration {
		n--
	}
	c.Iterations, c.Accuracy = c.Iterations[:n], c.Accuracy[:n]
	for class := range c.F1 {
		c.F1[class] = c.F1[class][:n]
	}
}

// Learned returns the first iteration from which on a class's F1 stays at or
// above a level, or 0 if there is none.
func (c Curve) Learned(class int, level float64) int {
	at := 0
	for i := len(c.Iterations) - 1; i >= 0 && c.F1[class][i] >= level; i-- {
		at = c.Iterations[i]
	}
	return at
}

// First returns the class that is learned first, in the sense of Learned, and
// the iteration; class -1 if none is. Of classes learned at the same evaluation
// the one with the higher F1 there comes first.
func (c Curve) First(level float64) (class, iteration int) {
	class = -1
	for k := range c.Classes {
		at := c.Learned(k, level)
		if at == 0 {
			continue
		}
		if class < 0 || at < iteration || at == iteration && c.at(k, at) > c.at(class, at) {
			class, iteration = k, at
		}
	}
	return class, iteration
}

func (c Curve) at(class, iteration int) float64 {
	for i, it := range c.Iterations {
		if it == iteration {
			return c.F1[class][i]
		}
	}
	return 0
}
