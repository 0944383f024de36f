package dfm

import (
	"context"
	"math"
	"slices"

	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/tensor"
)

// Audit says how far a verified map can be trusted: a map of 5 % is made of
// frequencies that were removed one by one, but only those that the estimate put
// into the best 20 % were. A random sample of the others was removed as well.
type Audit struct {
	Screened int     // frequencies removed because of their estimate
	Left     int     // frequencies that the estimate left out
	Sampled  int     // of these, removed as a check
	Missed   int     // of these, found to belong into the map
	AtMost   float64 // 95 % upper bound of the share of the left-out that belong into the map
	// Correlation is the rank correlation of estimates and measured losses over
	// the sample and as many of the screened as their share of all.
	Correlation float64
}

const (
	// screenPercent is how much is measured: the largest map of the paper.
	screenPercent = 20
	// sampled is the share of the left-out frequencies that are checked, and
	// leastSampled how many at least: with none missed among 59 the bound is 5 %.
	sampled      = 0.04
	leastSampled = 59
	// estimating is the share of the time that the estimates take.
	estimating = 0.3
)

// verify takes estimated losses [pair][image] and measures those of the frequencies
// of the best screen, and of a sample; the other estimates are lowered together so
// that none stands above the screen. It returns the positions of these as well.
func (j *job) verify(ctx context.Context, losses [][]float64, screened, bins int) (audit Audit, unmeasured []int, err error) {
	estimate := means(losses)
	order := byScore(estimate)
	cut, kept := 0, 0
	for ; cut < len(order) && kept < screened; cut++ {
		kept += width(j.pairs[order[cut]])
	}
	rest := slices.Clone(order[cut:])
	slices.Sort(rest)
	tensor.NewRand(j.Seed, 531, uint64(j.label)).Shuffle(len(rest), func(a, b int) { rest[a], rest[b] = rest[b], rest[a] })
	sample := rest[:min(len(rest), max(leastSampled, int(sampled*float64(len(rest)))))]
	measured := append(slices.Clone(order[:cut]), sample...)
	part := make([]spectrum.Pair, len(measured))
	for i, k := range measured {
		part[i] = j.pairs[k]
	}
	exact, err := j.exact(ctx, part, estimating, 1)
	if err != nil {
		return Audit{}, nil, err
	}
	for i, k := range measured {
		losses[k] = exact[i]
	}
	audit = Audit{Screened: cut, Left: len(rest), Sampled: len(sample)}
	audit.count(j.pairs, means(losses), estimate, order[:cut], sample, bins)
	unmeasured = rest[len(sample):]
	lower(losses, order[:cut], unmeasured)
	return audit, unmeasured, nil
}

func means(losses [][]float64) []float64 {
	out := make([]float64, len(losses))
	for k, l := range losses {
		out[k] = mean(l)
	}
	return out
}

// byScore lists positions, the highest score first.
func byScore(scores []float64) []int {
	order := make([]int, len(scores))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return order
}

// count compares the sample with the map that the screen alone would give.
func (a *Audit) count(pairs []spectrum.Pair, scores, estimate []float64, screen, sample []int, bins int) {
	best := slices.Clone(screen)
	slices.SortStableFunc(best, func(x, y int) int {
		if scores[x] > scores[y] {
			return -1
		} else if scores[x] < scores[y] {
			return 1
		}
		return 0
	})
	threshold := math.Inf(-1)
	for i, kept := 0, 0; i < len(best) && kept < bins; i++ {
		threshold = scores[best[i]]
		kept += width(pairs[best[i]])
	}
	for _, k := range sample {
		if scores[k] > threshold {
			a.Missed++
		}
	}
	a.AtMost = 0
	if len(sample) < a.Left {
		a.AtMost = stats.UpperShare(a.Missed, len(sample), 0.05)
	}
	stride := 1
	if len(sample) > 0 {
		stride = max(1, a.Left/len(sample))
	}
	both := slices.Clone(sample)
	for i := 0; i < len(screen); i += stride {
		both = append(both, screen[i])
	}
	x, y := make([]float64, len(both)), make([]float64, len(both))
	for i, k := range both {
		x[i], y[i] = estimate[k], scores[k]
	}
	if r := stats.Spearman(x, y); !math.IsNaN(r) {
		a.Correlation = r
	}
}

// lower shifts the estimates of all unmeasured frequencies by one number, so
// that the highest mean does not exceed the lowest measured one of the screen.
func lower(losses [][]float64, screen, unmeasured []int) {
	floor, top := math.Inf(1), math.Inf(-1)
	for _, k := range screen {
		floor = min(floor, mean(losses[k]))
	}
	for _, k := range unmeasured {
		top = max(top, mean(losses[k]))
	}
	if !(top >= floor) {
		return
	}
	shift := top - floor + 1e-9*(1+math.Abs(floor)) // beyond the rounding of the means
	for _, k := range unmeasured {
		for i := range losses[k] {
			losses[k][i] -= shift
		}
	}
}
