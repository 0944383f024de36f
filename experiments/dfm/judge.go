package dfm

import (
	"context"
	"fmt"
	"slices"

	"freqlens/experiments/dataset"
	"freqlens/experiments/perturb"
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
	FullFPR      float64 // share of the other unfiltered images taken for it
	P            float64 // share of random maps of other frequencies, see [Matched], whose TPR-FPR is as large; 0 if not tested, because the rates alone deny a shortcut
	Q            float64 // P corrected for all classes being tested (Benjamini-Hochberg); 0 if not tested
	Random       int     // random maps tried
	NullTPR      float64 // their mean TPR
	NullFPR      float64
	Learned      bool // whether the network tells the class from others on unfiltered images
	Empty        bool `json:",omitempty"` // whether an image without any frequency is taken for it
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
	// class's map is compared with, on at most a hundred test images of each class.
	// The comparison ends early when enough of them have done as well that the answer
	// is plain (Besag and Clifford 1991). Without any, no class has a shortcut.
	NullPercent float64
	NullMasks   int
	Seed        uint64
	// Taken, if not nil, is filled in.
	Taken *Taken
}

// Taken says what a network takes each test image for.
type Taken struct {
	Whole  []int   // [image], with all frequencies
	Mapped [][]int // [class][image], when only the class's map of NullPercent is left
}

// DefaultNullMasks can reject at 0.005, and so at 0.05 for the best of ten classes.
const DefaultNullMasks = 199

// DefaultJudge is the paper's 5 % with 199 random maps.
func DefaultJudge() JudgeConfig {
	return JudgeConfig{Percents: Percents, NullPercent: 5, NullMasks: DefaultNullMasks, Seed: 1}
}

// Judge filters all images of set by each class's map and counts what the
// network takes for that class. The scores may be another network's. Maps of a size that
// the scores do not offer are left out.
func Judge(ctx context.Context, net *train.Net, set *dataset.Set, s *Scores, c JudgeConfig, progress func(done, all int)) ([]Verdict, error) {
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	c.Percents = s.Offered(c.Percents)
	for _, percent := range c.Percents {
		if s.bins(percent) < 1 {
			return nil, fmt.Errorf("a map of %g %% of %dx%d frequencies has less than one bin: want larger images or maps", percent, s.Size, s.Size)
		}
	}
	j := judge{ctx: ctx, net: net, set: set, some: set.PerClass(nullImages, c.Seed), config: c, progress: progress}
	j.all = 1 + len(s.Classes)*len(c.Percents)
	masks := []spectrum.Mask{spectrum.NewMask(s.Size, func(int, int) bool { return true })}
	for class := range s.Classes {
		for _, percent := range c.Percents {
			masks = append(masks, s.Top(class, percent))
		}
	}
	taken, err := j.predict(set, masks)
	if err != nil {
		return nil, err
	}
	counts := count(set, net, taken)
	original := counts[0]
	if c.Taken != nil {
		*c.Taken = Taken{Whole: taken[0]}
	}
	empty := net.Default()
	var out []Verdict
	var tested []int // positions in out, one for each class
	for class, name := range s.Classes {
		for _, percent := range c.Percents {
			k := len(out)
			v := Rates(counts[1+k], class)
			v.Class, v.Percent, v.Kept, v.Learned = name, percent, masks[1+k].Count(), learned(original, class)
			v.Empty = class == empty
			full := Rates(original, class)
			v.Full, v.FullFPR = full.TPR, full.FPR
			out = append(out, v)
			if percent != c.NullPercent {
				continue
			}
			if c.Taken != nil {
				c.Taken.Mapped = append(c.Taken.Mapped, taken[1+k])
			}
			tested = append(tested, k)
		}
	}
	if err := j.nulls(out, tested, masks[1:]); err != nil {
		return nil, err
	}
	conclude(out, tested)
	return out, nil
}

type judge struct {
	ctx       context.Context
	net       *train.Net
	set, some *dataset.Set // some is what random maps are tried on
	config    JudgeConfig
	progress  func(done, all int)
	done, all int
}

// predict returns what each image is taken for under each mask.
func (j *judge) predict(set *dataset.Set, masks []spectrum.Mask) ([][]int, error) {
	changes := make([]perturb.Change, len(masks))
	for i, m := range masks {
		changes[i] = perturb.Keep(m)
	}
	taken, err := perturb.Predictions(j.ctx, j.net, set, changes, nil, func(done, all int) {
		if j.progress != nil {
			j.progress(min(j.all, j.done+len(masks)*done/all), j.all)
		}
	})
	j.done += len(masks)
	return taken, err
}

// count returns the confusion matrix for each mask.
func count(set *dataset.Set, net *train.Net, taken [][]int) []train.Confusion {
	out := make([]train.Confusion, len(taken))
	for k, t := range taken {
		out[k] = perturb.Count(set, len(net.Classes), t)
	}
	return out
}

// learned reports whether the network tells a class from the others on
// unfiltered images: beyond doubt, it takes a larger share of the class's images
// for the class than of the others. Where it does not, it may still take all
// that is left of any image for that class, and that says nothing about
// frequencies.
func learned(original train.Confusion, class int) bool {
	r := Rates(original, class)
	return r.TPRLow > r.FPRHigh
}

// Rates are the true and false positive rates of a class, with intervals.
func Rates(c train.Confusion, class int) Verdict {
	positives, all := c.Images(class), 0
	for i := range c {
		all += c.Images(i)
	}
	tp, fp := c[class][class], c.Predicted(class)-c[class][class]
	v := Verdict{Positives: positives, N: all - positives}
	v.TPR, v.FPR = float64(tp)/float64(max(positives, 1)), float64(fp)/float64(max(v.N, 1))
	v.TPRLow, v.TPRHigh = stats.Wilson(tp, positives)
	v.FPRLow, v.FPRHigh = stats.Wilson(fp, v.N)
	return v
}

// worthAsking reports whether random maps could change the verdict.
func (v *Verdict) worthAsking() bool {
	return v.Learned && v.TPRLow >= leastTPR && v.FPRHigh <= mostFPR
}

const (
	// enough is how many random maps must do as well as the class's for the
	// comparison to end.
	enough = 10
	// nullImages is how many images of each class the comparison is made on, at most:
	// a hundred tell a map from random ones as well as a thousand do, and two hundred
	// random maps would take hours on many thousand images.
	nullImages = 100
)

// nulls compares maps with random ones where these could change the verdict. Only now
// is it known how much is left to do.
func (j *judge) nulls(all []Verdict, tested []int, masks []spectrum.Mask) error {
	if j.config.NullMasks == 0 {
		return nil
	}
	for _, k := range tested {
		if all[k].worthAsking() {
			j.all += 1 + j.config.NullMasks
		}
	}
	for class, k := range tested {
		if !all[k].worthAsking() {
			continue
		}
		if err := j.null(&all[k], class, masks[k]); err != nil {
			return err
		}
	}
	return nil
}

// null compares a map with random ones, some at a time.
func (j *judge) null(v *Verdict, class int, m spectrum.Mask) error {
	const together = 10
	asGood := 0
	taken, err := j.predict(j.some, []spectrum.Mask{m})
	if err != nil {
		return err
	}
	own := Rates(count(j.some, j.net, taken)[0], class)
	for v.Random < j.config.NullMasks && asGood < enough {
		var masks []spectrum.Mask
		for i := v.Random; i < min(v.Random+together, j.config.NullMasks); i++ {
			masks = append(masks, Matched(m, tensor.NewRand(j.config.Seed, 501, uint64(class), uint64(i))))
		}
		taken, err := j.predict(j.some, masks)
		if err != nil {
			return err
		}
		for _, c := range count(j.some, j.net, taken) {
			r := Rates(c, class)
			v.Random++
			v.NullTPR += r.TPR
			v.NullFPR += r.FPR
			if r.TPR-r.FPR >= own.TPR-own.FPR {
				if asGood++; asGood == enough {
					break
				}
			}
		}
	}
	v.NullTPR, v.NullFPR = v.NullTPR/float64(v.Random), v.NullFPR/float64(v.Random)
	v.P = float64(1+asGood) / float64(1+v.Random)
	if asGood == enough {
		v.P = float64(enough) / float64(v.Random)
	}
	return nil
}

// The criterion: half of the images are recognised beyond doubt, hardly any
// other is taken for the class, and random frequencies do not do as well.
const (
	leastTPR = 0.5
	mostFPR  = 0.25
	level    = 0.05
)

// conclude gives the verdicts at the given positions, one for each class. Every
// class is tested, also where the rates alone deny a shortcut: those count as
// p = 1 in the correction for many tests.
func conclude(all []Verdict, tested []int) {
	p := make([]float64, len(tested))
	for i, k := range tested {
		if p[i] = all[k].P; p[i] == 0 {
			p[i] = 1
		}
	}
	for i, q := range stats.BenjaminiHochberg(p) {
		v := &all[tested[i]]
		if v.P > 0 {
			v.Q = q
		}
		v.conclude()
	}
}

func (v *Verdict) conclude() {
	recognised := v.TPRLow >= leastTPR
	switch {
	case !v.Learned:
		v.Explanation = "not told from the others with all frequencies there, so nothing to judge"
	case !recognised:
		v.Explanation = "not recognised from these frequencies alone"
	case v.FPRLow > mostFPR:
		v.Sink = true
		v.Explanation = "other images are taken for it as well: what is left does not tell it apart"
		if v.Empty {
			v.Explanation = "other images are taken for it as well, and so is an image without any frequency: it gets what has little left"
		}
	case v.FPRHigh > mostFPR:
		v.Explanation = "recognised, but whether others are taken for it too is in doubt: too few images"
	case v.P == 0:
		v.Explanation = "recognised, but not compared with random maps"
	case v.Q <= level+1e-12: // 10/200 is 5 % whatever its rounding
		v.Shortcut = true
		v.Explanation = "these few frequencies are enough to recognise it, and others, as many and as coarse, are not"
	case v.P <= level:
		v.Explanation = "recognised, better than from most random frequencies, but not beyond doubt when all classes are asked"
	default:
		v.Explanation = "recognised, but from random frequencies of the same kind as well"
	}
}

// Matched returns a random mask that keeps as many frequencies at each distance from
// zero as m does, and others than m as far as the ring has them. Random masks that may
// share frequencies with m would answer another question: a class that lives on a single
// frequency would be recognised from each of the 5 % of them that happen to have it, and
// so could never be told from chance at 5 %. The price is that what follows is not a
// p-value of "m is any map": a map that by luck has the best frequency of a small ring
// leaves none as good to the others. Of arbitrary maps like those of CIFAR-10 networks,
// one in six stands out at .05 if a frequency's worth falls with the square of its
// distance, one in fourteen if it does not fall (simulated). So P says that others do not
// do as well, and is one condition of three; it is no significance of the map.
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
