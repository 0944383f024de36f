package layers

import "math"

// A Schedule gives the learning rate of each step (an epoch or an iteration,
// as the caller counts), starting at 0.
type Schedule interface{ At(step int) float64 }

// ScheduleFunc is a [Schedule] by formula.
type ScheduleFunc func(step int) float64

// At implements [Schedule].
func (f ScheduleFunc) At(step int) float64 { return f(step) }

// CosineAnnealing falls from lr to floor along half a cosine over the given
// number of steps (Loshchilov and Hutter 2017, without restarts).
func CosineAnnealing(lr, floor float64, steps int) Schedule {
	return ScheduleFunc(func(step int) float64 {
		return floor + (lr-floor)*(1+math.Cos(math.Pi*float64(step)/float64(steps)))/2
	})
}

// MultiStep multiplies lr by gamma at each milestone.
func MultiStep(lr, gamma float64, milestones ...int) Schedule {
	return ScheduleFunc(func(step int) float64 {
		r := lr
		for _, m := range milestones {
			if step >= m {
				r *= gamma
			}
		}
		return r
	})
}

// LinearWarmup rises from start*lr to end*lr over the given number of steps and
// stays there.
func LinearWarmup(lr, start, end float64, steps int) Schedule {
	return ScheduleFunc(func(step int) float64 {
		return lr * (start + (end-start)*math.Min(1, float64(step)/float64(steps)))
	})
}

// WarmupCosine rises linearly over the warm-up steps and falls along a cosine that
// would be zero one step after the last.
func WarmupCosine(lr float64, warmup, steps int) Schedule {
	return ScheduleFunc(func(step int) float64 {
		if step < warmup {
			return lr * float64(step+1) / float64(warmup)
		}
		return CosineAnnealing(lr, 0, max(1, steps-warmup)).At(step - warmup)
	})
}

// ReduceLROnPlateau multiplies the learning rate by Factor when a metric that
// should fall has not done so, by more than a share Threshold, for more than
// Patience steps: PyTorch's scheduler in its default mode.
type ReduceLROnPlateau struct {
	Factor, Threshold float64
	Patience          int
	// Best, Bad and LR are its state, exported so that a run can be resumed.
	Best, LR float64
	Bad      int
}

// NewReduceLROnPlateau returns the scheduler with PyTorch's threshold of 1e-4.
func NewReduceLROnPlateau(lr, factor float64, patience int) *ReduceLROnPlateau {
	return &ReduceLROnPlateau{Factor: factor, Patience: patience, Threshold: 1e-4, Best: math.MaxFloat64, LR: lr}
}

// Step takes the metric of one more epoch and returns the learning rate.
func (r *ReduceLROnPlateau) Step(metric float64) float64 {
	if metric < r.Best*(1-r.Threshold) {
		r.Best, r.Bad = metric, 0
	} else {
		r.Bad++
	}
	if r.Bad > r.Patience {
		if next := r.LR * r.Factor; r.LR-next > 1e-8 {
			r.LR = next
		}
		r.Bad = 0
	}
	return r.LR
}
