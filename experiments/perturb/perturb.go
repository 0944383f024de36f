package perturb

import (
	"context"

	"freqlens/experiments/dataset"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Part is some consecutive images of a set.
type Part struct {
	Set   *dataset.Set
	Index []int          // of the images in Set
	X     *tensor.Tensor // the normalised images [n,C,S,S]
	// Spectra are those of X.
	Spectra *spectrum.Spectra
}

// Change writes the changed, normalised images of a part into dst.
type Change func(dst *tensor.Tensor, part *Part)

// Keep returns the change that leaves only the frequencies of a mask.
func Keep(m spectrum.Mask) Change {
	return func(dst *tensor.Tensor, part *Part) { part.Spectra.Filter(dst, m) }
}

// Same returns the images as they are.
func Same(dst *tensor.Tensor, part *Part) { dst.CopyFrom(part.X) }

// values is about how many numbers the images of a part consist of.
const values = 1 << 20

// Together is the number of images of a set that make a part.
func Together(set *dataset.Set) int { return max(16, values/(set.C*set.H*set.W)) }

// Predictions returns the class that each image is taken for, [change][image]: the
// one with the largest logit of those that among marks, nil being all, and of equals
// the first. It returns the context's error if that ends it. Under [WithMemory] it
// asks the network only what an interrupted call has not asked before.
func Predictions(ctx context.Context, net *train.Net, set *dataset.Set, changes []Change, among []bool, progress func(done, all int)) ([][]int, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	out := make([][]int, len(changes))
	for k := range out {
		out[k] = make([]int, set.Len())
	}
	memory := remembered(ctx)
	step := Together(set)
	changed := tensor.New(min(step, set.Len()), set.C, set.H, set.W)
	for at := 0; at < set.Len(); at += step {
		part := &Part{Set: set}
		for i := at; i < min(at+step, set.Len()); i++ {
			part.Index = append(part.Index, i)
		}
		n := len(part.Index)
		part.X = net.Norm.Tensor(set, part.Index)
		part.Spectra = spectrum.Transform(part.X)
		dst := tensor.From(changed.Data()[:part.X.Len()], n, set.C, set.H, set.W)
		for k, change := range changes {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			change(dst, part)
			if err := memory.ask(out[k][at:at+n], net, dst, among); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(at*len(changes)+(k+1)*n, set.Len()*len(changes))
			}
		}
	}
	return out, nil
}

// choose writes the class of the largest logit of each image [n,classes].
func choose(to []int, logits *tensor.Tensor, among []bool) {
	classes := logits.Dim(1)
	for i := range to {
		row, best := logits.Data()[i*classes:][:classes], -1
		for class, v := range row {
			if (among == nil || among[class]) && (best < 0 || v > row[best]) {
				best = class
			}
		}
		to[i] = best
	}
}

// Confusions returns the confusion matrix of each change.
func Confusions(ctx context.Context, net *train.Net, set *dataset.Set, changes []Change, progress func(done, all int)) ([]train.Confusion, error) {
	taken, err := Predictions(ctx, net, set, changes, nil, progress)
	if err != nil {
		return nil, err
	}
	out := make([]train.Confusion, len(changes))
	for k := range out {
		out[k] = Count(set, len(net.Classes), taken[k])
	}
	return out, nil
}

// Count returns the confusion matrix of predictions, [image], among so many classes.
func Count(set *dataset.Set, classes int, taken []int) train.Confusion {
	c := make(train.Confusion, len(set.Classes))
	for i := range c {
		c[i] = make([]int, classes)
	}
	for i, class := range taken {
		c[set.Labels[i]][class]++
	}
	return c
}
