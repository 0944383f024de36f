package ood

import (
	"context"
	"fmt"

	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/perturb"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// Rates are what a network makes of images of one class and of the others.
type Rates struct {
	Images   int        // of the class
	TPR, FPR stats.Rate // whole images
	// FilteredTPR and FilteredFPR are those with only the class's map left.
	FilteredTPR, FilteredFPR stats.Rate
}

// Class is one class in the test set and outside.
type Class struct {
	Class    string
	Shortcut bool // the verdict in the test set
	// Published is the rule of the literature, which does not ask whether random
	// maps do as well: TPR of at least 60 % and few false positives.
	Published bool
	In, Out   Rates
	Change    stats.Rate // of TPR, from In to Out, with Newcombe's interval
	// Others is the mean change of the other classes, over images: what it says of a
	// class that stands apart is no more than Rank, its place among all classes by
	// change, 1 for the best, allows.
	Others  stats.Rate
	Rank    int
	Present bool // whether the map alone still tells the class from the others
	Verdict string
}

// Domain is what one set of images, such as one style, gives.
type Domain struct {
	Name        string
	Images      int
	Hash        string
	AccuracyIn  stats.Rate
	AccuracyOut stats.Rate
	AvgTPRIn    float64 // means over the classes that Classes lists
	AvgTPROut   float64
	AvgDFMIn    float64 // the same of filtered images
	AvgDFMOut   float64
	Classes     []Class
}

// Result holds all domains; the last, if there are several, is all together.
type Result struct {
	Percent    float64
	Restricted bool // whether the network chose among the classes present only
	Present    []string
	Domains    []Domain
}

// Config says how to test.
type Config struct {
	Percent float64 // size of the maps
	// Restrict lets the network choose only among classes that the images outside
	// have; images of the test set of other classes are then left out as well.
	Restrict bool
}

// Style is a set of images outside, labelled as the network's classes.
type Style struct {
	Name string
	Set  *dataset.Set
}

// Run compares the test set with each style. The verdicts are those of the
// network's own maps in the test set.
func Run(ctx context.Context, net *train.Net, test *dataset.Set, styles []Style, s *dfm.Scores, verdicts []dfm.Verdict, c Config, progress func(done, all int)) (*Result, error) {
	present := make([]bool, len(net.Classes))
	for _, style := range styles {
		for _, l := range style.Set.Labels {
			present[l] = true
		}
	}
	t := &tester{ctx: ctx, net: net, scores: s, config: c, progress: progress}
	if c.Restrict {
		t.among = present
	}
	r := &Result{Percent: c.Percent, Restricted: c.Restrict}
	var inside []int
	for i, l := range test.Labels {
		if present[l] || !c.Restrict {
			inside = append(inside, i)
		}
	}
	test = test.Subset(inside)
	t.all = test.Len()
	for _, style := range styles {
		if style.Set.Len() == 0 {
			return nil, fmt.Errorf("%s: no image is left after the mapping", style.Name)
		}
		t.all += style.Set.Len()
	}
	for class, p := range present {
		if p {
			r.Present = append(r.Present, net.Classes[class])
		}
	}
	in, err := t.count(test)
	if err != nil {
		return nil, err
	}
	shortcut := map[string]bool{}
	for _, v := range verdicts {
		shortcut[v.Class] = shortcut[v.Class] || v.Shortcut
	}
	var sum counts
	for _, style := range styles {
		out, err := t.count(style.Set)
		if err != nil {
			return nil, err
		}
		sum = sum.plus(out)
		r.Domains = append(r.Domains, t.compare(style.Name, style.Set.Hash(), in, out, shortcut))
	}
	if len(styles) > 1 {
		r.Domains = append(r.Domains, t.compare("all", "", in, sum, shortcut))
	}
	return r, nil
}

// counts are the confusion matrices of a set: whole, and for each class with
// only its map left.
type counts struct {
	whole    train.Confusion
	filtered []train.Confusion
}

func (c counts) plus(o counts) counts {
	if c.whole == nil {
		return o
	}
	add := func(a, b train.Confusion) train.Confusion {
		out := make(train.Confusion, len(a))
		for i := range a {
			for j := range a[i] {
				out[i] = append(out[i], a[i][j]+b[i][j])
			}
		}
		return out
	}
	sum := counts{whole: add(c.whole, o.whole)}
	for i := range c.filtered {
		sum.filtered = append(sum.filtered, add(c.filtered[i], o.filtered[i]))
	}
	return sum
}

type tester struct {
	ctx       context.Context
	net       *train.Net
	scores    *dfm.Scores
	config    Config
	among     []bool // classes that may be chosen; nil is all
	progress  func(done, all int)
	done, all int
}

// count runs a set through the network, whole and with each class's map.
func (t *tester) count(set *dataset.Set) (counts, error) {
	changes := []perturb.Change{perturb.Same}
	for class := range t.net.Classes {
		changes = append(changes, perturb.Keep(t.scores.Top(class, t.config.Percent)))
	}
	taken, err := perturb.Predictions(t.ctx, t.net, set, changes, t.among, func(done, whole int) {
		if t.progress != nil {
			t.progress(t.done+done*set.Len()/whole, t.all)
		}
	})
	t.done += set.Len()
	if err != nil {
		return counts{}, err
	}
	all := make([]train.Confusion, len(changes))
	for k := range all {
		all[k] = perturb.Count(set, len(t.net.Classes), taken[k])
	}
	return counts{all[0], all[1:]}, nil
}

func (t *tester) compare(name, hash string, in, out counts, shortcut map[string]bool) Domain {
	d := Domain{Name: name, Hash: hash, AccuracyIn: accuracy(in.whole), AccuracyOut: accuracy(out.whole)}
	for class, name := range t.net.Classes {
		d.Images += out.whole.Images(class)
		if out.whole.Images(class) == 0 {
			continue
		}
		c := Class{Class: name, Shortcut: shortcut[name], In: rates(in, class), Out: rates(out, class)}
		c.Change = c.Out.TPR.Minus(c.In.TPR)
		d.Classes = append(d.Classes, c)
	}
	d.summarise()
	return d
}

func accuracy(c train.Confusion) stats.Rate {
	correct, all := 0, 0
	for i := range c {
		correct += c[i][i]
		all += c.Images(i)
	}
	return stats.Share(correct, all)
}

func rates(c counts, class int) Rates {
	of := func(m train.Confusion) (tpr, fpr stats.Rate) {
		v := dfm.Rates(m, class)
		return stats.Rate{Value: v.TPR, Low: v.TPRLow, High: v.TPRHigh}, stats.Rate{Value: v.FPR, Low: v.FPRLow, High: v.FPRHigh}
	}
	r := Rates{Images: c.whole.Images(class)}
	r.TPR, r.FPR = of(c.whole)
	r.FilteredTPR, r.FilteredFPR = of(c.filtered[class])
	return r
}
