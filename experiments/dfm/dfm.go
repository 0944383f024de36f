// Package dfm finds the frequencies that a network's decisions depend on:
// dominant frequency maps (Wang et al., ICCV 2023).
//
// For class c and frequency k the score is the mean loss on images of the class
// with that frequency removed. The highest-scoring per cent of the spectrum is
// the class's map. If the network recognises images of the class from those
// frequencies alone, and does not take other images for it, they are a shortcut.
package dfm

import (
	"context"
	"fmt"
	"slices"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Scores holds, per class, the loss after removing each frequency.
type Scores struct {
	Classes  []string
	Size     int
	PerClass int         // images per class that the scores are means over, at most
	Images   string      // which images: their hash
	Compat   bool        // scored as the authors' program does, see [Config]
	Base     []float64   // mean loss of the unchanged images
	Score    [][]float64 // class by bin, S x S, unshifted; partners share a score
}

// Config says how to score.
type Config struct {
	// Compat follows the authors' program instead of the paper: losses are
	// summed, bins of the highest row and column (u or v = -S/2) are set to zero
	// without their partners, and half of that row is never scored and stays 0.
	Compat bool
	// Done, if not nil, are the scores of an interrupted run; the classes in it
	// are not scored again.
	Done *Scores
	// Save, if not nil, is called after each class with the scores so far.
	Save func(*Scores) error
	// Progress, if not nil, is told how many removals of all are done.
	Progress func(done, all int)
}

// Score computes the exact scores from the given images of each class.
func Score(ctx context.Context, net *train.Net, set *dataset.Set, c Config) (*Scores, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	s := &Scores{Classes: set.Classes, Size: set.H, Images: set.Hash(), Compat: c.Compat}
	if d := c.Done; d != nil {
		if d.Images != s.Images || d.Compat != s.Compat {
			return nil, fmt.Errorf("%s: the interrupted scores belong to other images or to the other of the two procedures", set.Name)
		}
		s.Base, s.Score = d.Base, d.Score
	}
	pairs := spectrum.Pairs(set.H)
	if c.Compat {
		pairs = compatPairs(set.H)
	}
	byClass := set.ByClass()
	for class, index := range byClass {
		s.PerClass = max(s.PerClass, len(index))
		if class < len(s.Score) {
			continue
		}
		report := func(n int) {
			if c.Progress != nil {
				c.Progress(class*len(pairs)+n, len(pairs)*len(byClass))
			}
		}
		if err := s.scoreClass(ctx, net, set, class, index, pairs, report); err != nil {
			return nil, err
		}
		if c.Save != nil {
			if err := c.Save(s); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// scoreClass appends the scores of a class.
func (s *Scores) scoreClass(ctx context.Context, net *train.Net, set *dataset.Set, class int, index []int, pairs []spectrum.Pair, progress func(int)) error {
	x := net.Norm.Tensor(set, index)
	label := make([]int, len(index))
	for i := range label {
		label[i] = class
	}
	base := mean(Losses(net.Logits(x), label))
	losses, err := Removals(ctx, net.Logits, x, label, pairs, progress)
	if err != nil {
		return err
	}
	plane := make([]float64, set.H*set.W)
	for k, p := range pairs {
		m := mean(losses[k])
		if s.Compat {
			m *= float64(len(index))
		}
		plane[p.U*set.W+p.V] = m
		if !p.Half {
			plane[p.PartnerU*set.W+p.PartnerV] = m
		}
	}
	s.Base, s.Score = append(s.Base, base), append(s.Score, plane)
	return nil
}

// compatPairs lists the removals of the authors' program (test_rank.py). It goes
// through the columns of the shifted spectrum up to the middle, where bin (a, b)
// has its partner at (S-a, S-b); for a = 0 or b = 0 there is none, so that only
// half of the wave goes, and the rest of row 0 is never reached.
func compatPairs(size int) []spectrum.Pair {
	var all []spectrum.Pair
	half := size / 2
	for b := 0; b <= half; b++ {
		for a := range size {
			if b == half && a > half { // the middle column is its own mirror image
				continue
			}
			u, v := (a-half+size)%size, (b-half+size)%size
			p := spectrum.Pair{U: u, V: v, PartnerU: (size - u) % size, PartnerV: (size - v) % size}
			p.Half = (a == 0 || b == 0) && !p.Self()
			all = append(all, p)
		}
	}
	return all
}

// Losses returns the cross-entropy of each row of logits.
func Losses(logits *tensor.Tensor, labels []int) []float64 {
	classes := logits.Dim(1)
	out := make([]float64, len(labels))
	for i, label := range labels {
		out[i] = train.CrossEntropy(logits.Data()[i*classes:][:classes], label)
	}
	return out
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(len(x), 1))
}

// together is the number of filtered images that go through a network at once.
const together = 1024

// Removals returns, for each pair, the losses of the normalised images x
// [N,C,S,S] with that frequency removed.
func Removals(ctx context.Context, logits func(*tensor.Tensor) *tensor.Tensor, x *tensor.Tensor, labels []int, pairs []spectrum.Pair, progress func(done int)) ([][]float64, error) {
	n, channels, size := x.Dim(0), x.Dim(1), x.Dim(2)
	spectra, waves := spectrum.Transform(x), spectrum.NewWaves(size)
	image, plane := channels*size*size, size*size
	step := max(1, together/max(n, 1))
	filtered := tensor.New(min(step, len(pairs))*n, channels, size, size)
	var out [][]float64
	for at := 0; at < len(pairs); at += step {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := pairs[at:min(at+step, len(pairs))]
		batch := tensor.From(filtered.Data()[:len(part)*n*image], len(part)*n, channels, size, size)
		parallel.For(len(part), func(k int) {
			for i := range n * channels {
				waves.Remove(batch.Data()[k*n*image+i*plane:][:plane], x.Data()[i*plane:][:plane], spectra.At(i, part[k].U, part[k].V), part[k])
			}
		})
		all := logits(batch)
		classes := all.Dim(1)
		for k := range part {
			rows := tensor.From(all.Data()[k*n*classes:(k+1)*n*classes], n, classes)
			out = append(out, Losses(rows, labels))
		}
		if progress != nil {
			progress(at + len(part))
		}
	}
	return out, nil
}

// Top returns the map of a class: the bins whose scores belong to the largest
// percent per cent of the spectrum, int(percent/100*S*S) of them and more where
// scores are equal.
func (s *Scores) Top(class int, percent float64) spectrum.Mask {
	n := s.bins(percent)
	if n < 1 {
		panic(fmt.Sprintf("dfm: %g %% of %dx%d frequencies is less than one", percent, s.Size, s.Size))
	}
	sorted := slices.Clone(s.Score[class])
	slices.Sort(sorted)
	threshold := sorted[max(0, len(sorted)-n)]
	return spectrum.NewMask(s.Size, func(u, v int) bool { return s.Score[class][u*s.Size+v] >= threshold })
}

// bins is the number of bins that percent per cent of the spectrum are.
func (s *Scores) bins(percent float64) int { return int(percent / 100 * float64(s.Size*s.Size)) }
