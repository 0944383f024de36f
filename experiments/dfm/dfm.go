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

// Modes of scoring.
const (
	Exact    = "exact"    // every frequency is removed and the images run through the network
	Fast     = "fast"     // every frequency's loss is estimated from gradients, see fast.go
	Verified = "verified" // fast, then the best are removed, and a random sample of the others
)

// ModeFor is the mode that images of a size take a bearable time with: removing
// each of S²/2 frequencies costs a pass through the network for every image.
func ModeFor(size int) string {
	switch {
	case size <= 32:
		return Exact
	case size <= 64:
		return Verified
	}
	return Fast
}

// Scores holds, per class, the loss after removing each frequency. Its planes are too
// large for JSON.
type Scores struct {
	Classes  []string
	Size     int
	PerClass int         // images that each class's scores are means over, of the class with fewest
	Images   string      // which images: their hash
	Compat   bool        // scored as the authors' program does, see [Config]
	Mode     string      // exact, fast or verified; empty means exact
	Probes   int         `json:",omitempty"` // of the fast mode, see [Config]
	Step     float64     `json:",omitempty"`
	Base     []float64   // mean loss of the unchanged images
	Score    [][]float64 `json:"-"` // class by bin, S x S, unshifted; partners share a score
	// Error is the standard error of each score, over images.
	Error [][]float64 `json:"-"`
	// Member is the probability that a bin is in the map of 5 %, had other images
	// of the same kind been drawn, see [Membership]. In the verified mode it is the
	// probability among those measured: what the estimate left out has 0.
	Member [][]float64 `json:"-"`
	// Agreement is the rank correlation of the scores of two halves of the
	// images, stepped up to the whole number of them (Spearman-Brown). In the
	// verified mode it is that of the estimates, which all frequencies have.
	Agreement []float64 `json:",omitempty"`
	Audits    []Audit   `json:",omitempty"` // of the verified mode
}

// InMode reports whether the scores were found in a mode.
func (s *Scores) InMode(mode string) bool { return s.Mode == mode || s.Mode == "" && mode == Exact }

// How says in a word or two how the scores were found.
func (s *Scores) How() string {
	switch {
	case s.Compat:
		return "as the authors' program"
	case s.Mode == "":
		return Exact
	default:
		return s.Mode
	}
}

// Config says how to score.
type Config struct {
	Mode string // empty means exact
	// Compat follows the authors' program instead of the paper: losses are
	// summed, bins of the highest row and column (u or v = -S/2) are set to zero
	// without their partners, and half of that row is never scored and stays 0.
	Compat bool
	// Probes is the number of random directions in which the fast mode measures
	// curvature, Step how far it goes, as a share of the image; 0 means 8 and 0.1.
	Probes int
	Step   float64
	Seed   uint64 // of directions and of the audit sample
	// Done, if not nil, are the scores of an interrupted run; the classes in it
	// are not scored again.
	Done *Scores
	// Save, if not nil, is called after each class with the scores so far.
	Save func(*Scores) error
	// Progress, if not nil, is told how much of all is done.
	Progress func(done, all int)
}

// check fills in what was left out.
func (c *Config) check() error {
	if c.Mode == "" {
		c.Mode = Exact
	}
	if c.Probes == 0 {
		c.Probes = 8
	}
	if c.Step == 0 {
		c.Step = 0.1
	}
	switch {
	case c.Mode != Exact && c.Mode != Fast && c.Mode != Verified:
		return fmt.Errorf("unknown mode %q, want %s, %s or %s", c.Mode, Exact, Fast, Verified)
	case c.Compat && c.Mode != Exact:
		return fmt.Errorf("the authors' procedure removes every frequency: want mode %s, not %s", Exact, c.Mode)
	case c.Probes < 0 || !(c.Step > 0):
		return fmt.Errorf("%d probes of step %g: want positive numbers", c.Probes, c.Step)
	}
	return nil
}

// start returns the scores that a run begins with: none, or the interrupted ones.
func (c *Config) start(set *dataset.Set) (*Scores, error) {
	s := &Scores{Classes: set.Classes, Size: set.H, Images: set.Hash(), Compat: c.Compat, Mode: c.Mode}
	if c.Mode != Exact {
		s.Probes, s.Step = c.Probes, c.Step
	}
	d := c.Done
	if d == nil {
		return s, nil
	}
	if d.Images != s.Images || d.Compat != s.Compat || !d.InMode(s.Mode) || d.Probes != s.Probes || d.Step != s.Step {
		return nil, fmt.Errorf("%s: the interrupted scores belong to other images, another mode or the other of the two procedures", set.Name)
	}
	s.Base, s.Score, s.Error, s.Member, s.Agreement, s.Audits = d.Base, d.Score, d.Error, d.Member, d.Agreement, d.Audits
	return s, nil
}

// Score computes the scores from the given images of each class.
func Score(ctx context.Context, net *train.Net, set *dataset.Set, c Config) (*Scores, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	s, err := c.start(set)
	if err != nil {
		return nil, err
	}
	pairs := spectrum.Pairs(set.H)
	if c.Compat {
		pairs = compatPairs(set.H)
	}
	byClass := set.ByClass()
	for class, index := range byClass {
		if class == 0 || len(index) < s.PerClass {
			s.PerClass = len(index)
		}
		if class < len(s.Score) {
			continue
		}
		job := job{Config: c, net: net, label: class, pairs: pairs, x: net.Norm.Tensor(set, index), report: func(share float64) {
			const grains = 10000
			if c.Progress != nil {
				c.Progress(class*grains+int(share*grains), grains*len(byClass))
			}
		}}
		if err := s.scoreClass(ctx, &job); err != nil {
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

// job is the scoring of one class.
type job struct {
	Config
	net    *train.Net
	label  int
	pairs  []spectrum.Pair
	x      *tensor.Tensor      // the class's images, normalised
	report func(share float64) // of the job that is done
}

func (j *job) labels() []int {
	out := make([]int, j.x.Dim(0))
	for i := range out {
		out[i] = j.label
	}
	return out
}

// exact returns the losses of every image without each of the given pairs; they
// are the part of the job from one share to another.
func (j *job) exact(ctx context.Context, pairs []spectrum.Pair, from, to float64) ([][]float64, error) {
	return Removals(ctx, j.net.Logits, j.x, j.labels(), pairs, func(done int) {
		j.report(from + (to-from)*float64(done)/float64(len(pairs)))
	})
}

// scoreClass appends the scores of a class.
func (s *Scores) scoreClass(ctx context.Context, j *job) error {
	var losses [][]float64
	var unmeasured []int // pairs that have estimates only
	var err error
	base := mean(Losses(j.net.Logits(j.x), j.labels()))
	switch j.Mode {
	case Exact:
		losses, err = j.exact(ctx, j.pairs, 0, 1)
	case Fast:
		losses, err = j.fast(ctx, 0, 1)
	case Verified:
		losses, err = j.fast(ctx, 0, estimating)
	}
	if err != nil {
		return err
	}
	agree := agreement(losses) // before some are replaced, which would set them apart in both halves
	if j.Mode == Verified {
		audit, out, err := j.verify(ctx, losses, s.bins(screenPercent), s.bins(memberPercent))
		if err != nil {
			return err
		}
		s.Audits = append(s.Audits, audit)
		unmeasured = out
	}
	scale := 1.0
	if s.Compat {
		scale = float64(j.x.Dim(0))
	}
	scores, deviations := make([]float64, len(j.pairs)), make([]float64, len(j.pairs))
	for k, l := range losses {
		scores[k], deviations[k] = scale*mean(l), scale*standardError(l)
	}
	s.Base = append(s.Base, base)
	s.Score = append(s.Score, plane(s.Size, j.pairs, scores))
	s.Error = append(s.Error, plane(s.Size, j.pairs, deviations))
	member := Membership(losses, j.pairs, s.bins(memberPercent), j.Seed)
	for _, k := range unmeasured {
		member[k] = 0
	}
	s.Member = append(s.Member, plane(s.Size, j.pairs, member))
	s.Agreement = append(s.Agreement, agree)
	return nil
}

// plane spreads values of pairs over their bins.
func plane(size int, pairs []spectrum.Pair, values []float64) []float64 {
	out := make([]float64, size*size)
	for k, p := range pairs {
		out[p.U*size+p.V] = values[k]
		if !p.Half {
			out[p.PartnerU*size+p.PartnerV] = values[k]
		}
	}
	return out
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

// together is the number of filtered images that go through a network at once, if they
// have less than numbers pixels.
const together, numbers = 1024, 1 << 24

// Removals returns, for each pair, the losses of the normalised images x
// [N,C,S,S] with that frequency removed.
func Removals(ctx context.Context, logits func(*tensor.Tensor) *tensor.Tensor, x *tensor.Tensor, labels []int, pairs []spectrum.Pair, progress func(done int)) ([][]float64, error) {
	n, channels, size := x.Dim(0), x.Dim(1), x.Dim(2)
	spectra, waves := spectrum.Transform(x), spectrum.NewWaves(size)
	image, plane := channels*size*size, size*size
	step := max(1, min(together, numbers/image)/max(n, 1))
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

// Offers reports whether a map of percent per cent can be had. In the verified mode it
// must not be larger than what was measured because of its estimate: beyond that the
// only measured frequencies are the audit's random sample.
func (s *Scores) Offers(percent float64) bool {
	for _, a := range s.Audits {
		if 2*a.Screened < s.bins(percent) { // a frequency has two bins, few have one
			return false
		}
	}
	return true
}

// Offered are those of some sizes of maps that can be had.
func (s *Scores) Offered(percents []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(percents), func(percent float64) bool { return !s.Offers(percent) })
}

// bins is the number of bins that percent per cent of the spectrum are.
func (s *Scores) bins(percent float64) int { return int(percent / 100 * float64(s.Size*s.Size)) }
