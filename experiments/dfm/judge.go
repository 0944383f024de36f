package dfm

import (
	"context"
	"fmt"
	"slices"

	"freqlens/experiments/dataset"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// Percents are the map sizes of the paper.
var Percents = []float64{1, 5, 10, 20}

// Verdict is how a network fares on test images of which only one class's map is left.
type Verdict struct {
	Class        string
	Percent      float64
	Kept         int // bins in the map
	TPR, FPR     float64
	TPRLow       float64 // 95 % Wilson intervals
	TPRHigh      float64
	FPRLow       float64
	FPRHigh      float64
	Full         float64 // recall on unfiltered images
	P            float64 // share of matched random maps whose TPR-FPR is as large; 0 if not tested, because TPR alone denies a shortcut
	NullTPR      float64 // their mean TPR
	Shortcut     bool
	Sink         bool
	Explanation  string
	Positives, N int
}

// JudgeConfig describes the test.
type JudgeConfig struct {
	Percents []float64
	// NullPercent is the map size at which verdicts are given, NullMasks the
	// number of random maps of the same size and radial distribution that the
	// class's map is compared with.
	NullPercent float64
	NullMasks   int
	Seed        uint64
}

// DefaultJudge is the paper's 5 % with 39 random maps: the least number that
// can reject at 2.5 %.
func DefaultJudge() JudgeConfig {
	return JudgeConfig{Percents: Percents, NullPercent: 5, NullMasks: 39, Seed: 1}
}

// Judge filters all images of set by each class's map and counts what the
// network takes for that class. The scores may be another network's.
func Judge(ctx context.Context, net *train.Net, set *dataset.Set, s *Scores, c JudgeConfig, progress func(done, all int)) ([]Verdict, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	for _, percent := range c.Percents {
		if s.bins(percent) < 1 {
			return nil, fmt.Errorf("a map of %g %% of %dx%d frequencies has less than one bin: want larger images or maps", percent, s.Size, s.Size)
		}
	}
	x := net.Norm.Tensor(set, nil)
	j := judge{net: net, set: set, spectra: spectrum.Transform(x), filtered: tensor.New(x.Shape()...)}
	j.original = train.Confuse(net.Logits(x), set.Labels)
	all := len(s.Classes) * (len(c.Percents) + c.NullMasks)
	done := 0
	tick := func() error {
		if done++; progress != nil {
			progress(done, all)
		}
		return ctx.Err()
	}
	var out []Verdict
	for class, name := range s.Classes {
		for _, percent := range c.Percents {
			m := s.Top(class, percent)
			v := j.rates(class, m)
			v.Class, v.Percent, v.Full = name, percent, j.original.Recall(class)
			if err := tick(); err != nil {
				return nil, err
			}
			if percent == c.NullPercent && c.NullMasks > 0 {
				if v.TPRLow < leastTPR || !j.learned(class) { // random maps could not change the verdict
					v.conclude(j.learned(class))
					done += c.NullMasks
				} else if err := j.null(&v, class, m, c, tick); err != nil {
					return nil, err
				}
			}
			out = append(out, v)
		}
	}
	return out, nil
}

type judge struct {
	net      *train.Net
	set      *dataset.Set
	spectra  *spectrum.Spectra
	filtered *tensor.Tensor
	original train.Confusion // of the unfiltered images
}

// learned reports whether the network tells a class from the others on
// unfiltered images: beyond doubt, it takes a larger share of the class's images
// for the class than of the others. Where it does not, it may still take all
// that is left of any image for that class, and that says nothing about
// frequencies.
func (j *judge) learned(class int) bool {
	c := j.original
	positives := c.Images(class)
	low, _ := stats.Wilson(c[class][class], positives)
	_, high := stats.Wilson(c.Predicted(class)-c[class][class], j.set.Len()-positives)
	return low > high
}

// rates filters all images by m and counts those taken for class.
func (j *judge) rates(class int, m spectrum.Mask) Verdict {
	j.spectra.Filter(j.filtered, m)
	c := train.Confuse(j.net.Logits(j.filtered), j.set.Labels)
	positives := c.Images(class)
	negatives := j.set.Len() - positives
	tp, fp := c[class][class], c.Predicted(class)-c[class][class]
	v := Verdict{Kept: m.Count(), Positives: positives, N: negatives}
	v.TPR, v.FPR = float64(tp)/float64(max(positives, 1)), float64(fp)/float64(max(negatives, 1))
	v.TPRLow, v.TPRHigh = stats.Wilson(tp, positives)
	v.FPRLow, v.FPRHigh = stats.Wilson(fp, negatives)
	return v
}

// null compares the map with random ones and gives the verdict.
func (j *judge) null(v *Verdict, class int, m spectrum.Mask, c JudgeConfig, tick func() error) error {
	asGood := 0
	for i := range c.NullMasks {
		r := j.rates(class, Matched(m, tensor.NewRand(c.Seed, 501, uint64(class), uint64(i))))
		v.NullTPR += r.TPR / float64(c.NullMasks)
		if r.TPR-r.FPR >= v.TPR-v.FPR {
			asGood++
		}
		if err := tick(); err != nil {
			return err
		}
	}
	v.P = float64(1+asGood) / float64(1+c.NullMasks)
	v.conclude(j.learned(class))
	return nil
}

// The criterion: half of the images are recognised beyond doubt, hardly any
// other is taken for the class, and random frequencies do not do as well.
const (
	leastTPR = 0.5
	mostFPR  = 0.25
	level    = 0.05
)

func (v *Verdict) conclude(learned bool) {
	recognised := v.TPRLow >= leastTPR
	switch {
	case !learned:
		v.Explanation = "not told from the others with all frequencies there, so nothing to judge"
	case recognised && v.FPRLow > mostFPR:
		v.Sink = true
		v.Explanation = "other images are taken for it as well: what is left does not tell it apart"
	case recognised && v.FPRHigh <= mostFPR && v.P <= level:
		v.Shortcut = true
		v.Explanation = "these few frequencies are enough to recognise it, and random ones are not"
	case recognised && v.P > level:
		v.Explanation = "recognised, but from random frequencies of the same kind as well"
	default:
		v.Explanation = "not recognised from these frequencies alone"
	}
}

// Matched returns a random mask that keeps as many frequencies at each distance
// from zero as m does, and others than m as far as the ring has them: the
// question is whether these frequencies matter, so they must not be in the
// comparison by chance.
func Matched(m spectrum.Mask, rng *tensor.Rand) spectrum.Mask {
	rings := map[int][]spectrum.Pair{}
	wanted := map[int]int{}
	for _, p := range spectrum.Pairs(m.Size) {
		r := int(spectrum.Radius(p.U, p.V, m.Size) + 0.5)
		rings[r] = append(rings[r], p)
		if m.Keep[p.U*m.Size+p.V] {
			wanted[r]++
		}
	}
	inMap := func(p spectrum.Pair) int {
		if m.Keep[p.U*m.Size+p.V] {
			return 1
		}
		return 0
	}
	keep := make([]bool, m.Size*m.Size)
	for r := range m.Size { // in order, so that equal seeds give equal masks
		ring := rings[r]
		rng.Shuffle(len(ring), func(i, j int) { ring[i], ring[j] = ring[j], ring[i] })
		slices.SortStableFunc(ring, func(a, b spectrum.Pair) int { return inMap(a) - inMap(b) })
		for _, p := range ring[:wanted[r]] {
			keep[p.U*m.Size+p.V] = true
		}
	}
	return spectrum.NewMask(m.Size, func(u, v int) bool { return keep[u*m.Size+v] })
}
