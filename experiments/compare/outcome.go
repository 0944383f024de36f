package compare

import (
	"context"
	"slices"

	"freqlens/experiments/dfm"
	"freqlens/experiments/perturb"
	"freqlens/experiments/stats"
	"freqlens/tensor"
)

// outcome is what a network takes each test image for under each class's map.
type outcome struct {
	labels []int
	// chosen[class][image] tells whether the image was taken for the class when
	// only the class's map was left of it.
	chosen [][]bool
}

// own is what a network makes of its test images: correct holds 1 for each that
// it recognises, and o is what it takes them for under its own maps.
func (r *Run) own(ctx context.Context) (correct []float64, o outcome, err error) {
	taken := r.Taken
	if taken == nil {
		if taken, err = ask(ctx, r); err != nil {
			return nil, o, err
		}
	}
	correct = make([]float64, r.Test.Len())
	for i, l := range r.Test.Labels {
		if taken.Whole[i] == l {
			correct[i] = 1
		}
	}
	return correct, chosen(r.Test.Labels, taken.Mapped), nil
}

// ask shows a network its test images, whole and through its own maps.
func ask(ctx context.Context, r *Run) (*dfm.Taken, error) {
	changes := append([]perturb.Change{perturb.Same}, through(r.Scores)...)
	taken, err := perturb.Predictions(ctx, r.Net, r.Test, changes, nil, nil)
	if err != nil {
		return nil, err
	}
	return &dfm.Taken{Whole: taken[0], Mapped: taken[1:]}, nil
}

// through are the maps of all classes.
func through(s *dfm.Scores) []perturb.Change {
	var changes []perturb.Change
	for class := range s.Classes {
		changes = append(changes, perturb.Keep(s.Top(class, percent)))
	}
	return changes
}

// chosen tells from predictions, [class][image], who was taken for the class.
func chosen(labels []int, mapped [][]int) outcome {
	o := outcome{labels: labels}
	for class, taken := range mapped {
		yes := make([]bool, len(taken))
		for i, t := range taken {
			yes[i] = t == class
		}
		o.chosen = append(o.chosen, yes)
	}
	return o
}

// underMaps shows a network all of its test images through each map.
func underMaps(ctx context.Context, r *Run, s *dfm.Scores) (outcome, error) {
	mapped, err := perturb.Predictions(ctx, r.Net, r.Test, through(s), nil, nil)
	return chosen(r.Test.Labels, mapped), err
}

// counts returns the images of each class.
func (o outcome) counts() []int {
	n := make([]int, len(o.chosen))
	for _, l := range o.labels {
		n[l]++
	}
	return n
}

// perClass are the true and false positive rates.
func (o outcome) perClass() (tpr, fpr []float64) {
	tpr, fpr = make([]float64, len(o.chosen)), make([]float64, len(o.chosen))
	n := o.counts()
	for class, chosen := range o.chosen {
		for i, yes := range chosen {
			switch {
			case !yes:
			case o.labels[i] == class:
				tpr[class] += 1 / float64(max(n[class], 1))
			default:
				fpr[class] += 1 / float64(max(len(o.labels)-n[class], 1))
			}
		}
	}
	return tpr, fpr
}

// weightedHits holds a value for each image whose mean is the mean of the TPR
// over the classes.
func (o outcome) weightedHits() []float64 {
	n := o.counts()
	out := make([]float64, len(o.labels))
	for i, l := range o.labels {
		if o.chosen[l][i] {
			out[i] = float64(len(o.labels)) / float64(n[l]*len(n))
		}
	}
	return out
}

// weightedAlarms is the same for the FPR.
func (o outcome) weightedAlarms() []float64 {
	n := o.counts()
	out := make([]float64, len(o.labels))
	for i, l := range o.labels {
		for class := range o.chosen {
			if class != l && o.chosen[class][i] {
				out[i] += float64(len(o.labels)) / float64(max(len(o.labels)-n[class], 1)*len(n))
			}
		}
	}
	return out
}

// resamples is how often images are drawn anew.
const resamples = 1000

// rates are the means of TPR and FPR over the classes. Intervals come from
// images drawn anew within each class, so that classes keep their numbers.
func (o outcome) rates(seed uint64) (tpr, fpr stats.Rate) {
	t, f := o.perClass()
	byClass := make([][]int, len(o.chosen))
	for i, l := range o.labels {
		byClass[l] = append(byClass[l], i)
	}
	for class := range t {
		tpr.Value += t[class] / float64(len(t))
		fpr.Value += f[class] / float64(len(f))
	}
	hits, alarms := o.weightedHits(), o.weightedAlarms()
	ts, fs := make([]float64, resamples), make([]float64, resamples)
	rng := tensor.NewRand(seed, 641)
	for k := range ts {
		for _, index := range byClass {
			for range index {
				i := index[rng.IntN(len(index))]
				ts[k] += hits[i] / float64(len(o.labels))
				fs[k] += alarms[i] / float64(len(o.labels))
			}
		}
	}
	slices.Sort(ts)
	slices.Sort(fs)
	tpr.Low, tpr.High, fpr.Low, fpr.High = ts[25], ts[974], fs[25], fs[974]
	return tpr, fpr
}
