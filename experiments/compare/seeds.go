package compare

import (
	"fmt"
	"slices"

	"freqlens/experiments/bandstop"
	"freqlens/experiments/dynamics"
)

// Span is the mean over the runs of a model, with the least and the greatest.
type Span struct{ Mean, Least, Most float64 }

// String is the mean with the range.
func (s Span) String() string { return fmt.Sprintf("%.2f [%.2f, %.2f]", s.Mean, s.Least, s.Most) }

// SpanOf is the span of at least one value.
func SpanOf(values []float64) Span {
	s := Span{Least: slices.Min(values), Most: slices.Max(values)}
	for _, v := range values {
		s.Mean += v / float64(len(values))
	}
	return s
}

// Seeds is what the runs of one model have in common, and how far they differ.
type Seeds struct {
	// F1 holds a class's curves at the iterations that all runs were evaluated at.
	Iterations []int
	F1         [][]Span
	// First counts in how many of the runs a class was the first to be learned.
	First map[string]int
	// Order is the rank correlation of learning early and standing out in spectra.
	Order    Span
	Bandstop []Bandstop
	// TPR and FPR are those of each class with only its own map of 5 % left.
	TPR, FPR []Span
	// Kept is, for each class, the share of the runs whose map of 5 % has a
	// frequency, S x S, unshifted.
	Kept [][]float64 `json:"-"` // large: it goes to the arrays
}

// Bandstop is one band-stop test of all runs of a model.
type Bandstop struct {
	Name   string
	Recall []Span
	// Delta[i][j] is the change of images of class i taken for class j, in per cent.
	Delta [][]Span
}

// join summarises the runs of a model and their rows. What not all of them have is
// left empty.
func join(runs []*Run, rows []Row) Seeds {
	s := Seeds{Kept: kept(runs)}
	for class := range runs[0].Scores.Classes {
		s.TPR = append(s.TPR, over(rows, func(k int) float64 { return rows[k].TPR[class] }))
		s.FPR = append(s.FPR, over(rows, func(k int) float64 { return rows[k].FPR[class] }))
	}
	var curves []*dynamics.Curve
	var tests []*bandstop.Result
	var orders []float64
	for _, r := range runs {
		if r.Curve != nil && len(r.Curve.Iterations) > 0 {
			curves = append(curves, r.Curve)
		}
		if b := r.Bandstop; b != nil && (len(tests) == 0 || b.KeepMean == tests[0].KeepMean) {
			tests = append(tests, b)
		}
		if r.Order != nil {
			orders = append(orders, r.Order.Spearman)
		}
	}
	if len(curves) == len(runs) {
		s.learning(curves)
	}
	if len(tests) == len(runs) {
		s.bandstops(tests)
	}
	if len(orders) == len(runs) {
		s.Order = SpanOf(orders)
	}
	return s
}

func (s *Seeds) learning(curves []*dynamics.Curve) {
	s.First = map[string]int{}
	for _, c := range curves {
		if class, _ := c.First(dynamics.LearnedF1); class >= 0 {
			s.First[c.Classes[class]]++
		}
	}
	s.F1 = make([][]Span, len(curves[0].Classes))
	for _, at := range curves[0].Iterations {
		position := make([]int, len(curves))
		for k, c := range curves {
			position[k] = slices.Index(c.Iterations, at)
		}
		if slices.Contains(position, -1) {
			continue
		}
		s.Iterations = append(s.Iterations, at)
		for class := range s.F1 {
			s.F1[class] = append(s.F1[class], over(curves, func(k int) float64 { return curves[k].F1[class][position[k]] }))
		}
	}
}

func (s *Seeds) bandstops(results []*bandstop.Result) {
	for i, test := range results[0].Tests {
		b := Bandstop{Name: test.Name()}
		for class := range test.Delta {
			b.Recall = append(b.Recall, over(results, func(k int) float64 { return results[k].Tests[i].Recall[class].Value }))
			row := make([]Span, len(test.Delta))
			for to := range row {
				row[to] = over(results, func(k int) float64 { return results[k].Tests[i].Delta[class][to] })
			}
			b.Delta = append(b.Delta, row)
		}
		s.Bandstop = append(s.Bandstop, b)
	}
}

// over is the span of a value of each of the items.
func over[T any](items []T, value func(k int) float64) Span {
	values := make([]float64, len(items))
	for k := range items {
		values[k] = value(k)
	}
	return SpanOf(values)
}

func kept(runs []*Run) [][]float64 {
	out := make([][]float64, len(runs[0].Scores.Classes))
	for class := range out {
		out[class] = make([]float64, runs[0].Scores.Size*runs[0].Scores.Size)
		for _, r := range runs {
			for i, k := range r.Scores.Top(class, percent).Keep {
				if k {
					out[class][i] += 1 / float64(len(runs))
				}
			}
		}
	}
	return out
}
