package compare

import (
	"context"
	"fmt"
	"math"
	"slices"

	"freqlens/experiments/bandstop"
	"freqlens/experiments/corrupt"
	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/ood"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// Rate is a value with its 95 % interval.
type Rate struct{ Value, Low, High float64 }

// Run is one trained network with its results.
type Run struct {
	Name     string
	Settings string // everything but the seed: runs that share it are one model
	Seed     uint64
	Net      *train.Net // may be nil if Taken is there: then it is not asked about others' maps
	Test     *dataset.Set
	Scores   *dfm.Scores
	Verdicts []dfm.Verdict
	Taken    *dfm.Taken // what it took the test images for; nil asks Net
	// OOD are the comparisons with other images, by name; Cue may be nil.
	OOD map[string]*ood.Result
	Cue *cueconflict.Result
	// Corrupted are the errors on corrupted images, or nil.
	Corrupted *corrupt.Errors
	// Curve, Order and Bandstop may be nil.
	Curve    *dynamics.Curve
	Order    *dynamics.Order
	Bandstop *bandstop.Result
}

// Row is a network in the table.
type Row struct {
	Name, Settings string
	Seed           uint64
	Images         string // hash of the test images
	Accuracy       Rate   // Wilson
	// AvgTPR and AvgFPR are means over the classes of the rates with only each
	// class's own map of 5 % left; intervals by drawing images again.
	AvgTPR, AvgFPR Rate
	TPR            []float64 // for each class
	FPR            []float64
	Shortcuts      []string
	Sinks          []string
	// OOD is the change of accuracy outside, by the comparison's name.
	OOD  map[string]Rate
	Bias Rate // shape bias; all 0 without cue-conflict images
	// Order is the rank correlation, over classes, of being learned early and
	// standing out in spectra; all 0 without a learning curve.
	Order Rate
	// Corrupted is the mean error over corruptions and severities, Kinds how many
	// corruptions; 0 if not tested.
	Corrupted float64
	Kinds     int
}

// Group is a model: the runs that differ in nothing but the seed.
type Group struct {
	Settings                 string
	Runs                     []int // positions of rows
	Accuracy, AvgTPR, AvgFPR Rate  // means; intervals by drawing seeds again, and images within them
	// Shortcuts counts in how many of the runs a class has a shortcut.
	Shortcuts map[string]int
	Seeds     Seeds
}

// Pair compares two networks.
type Pair struct {
	A, B string
	// Paired tells whether both were tested on the same images. If not, the
	// interval is that of independent rates, and P and Q are 1.
	Paired       bool
	Difference   Rate    // of accuracy, A - B, from images drawn again in pairs
	P            float64 // McNemar's exact test
	Q            float64 // corrected for all pairs (Benjamini-Hochberg)
	Jaccard      []float64
	MeanJaccard  float64 // of the classes' maps of 5 %
	Chance       float64 // what two random maps would have
	SameShortcut int     // classes that have a shortcut in both
}

// Result is the whole comparison.
type Result struct {
	Classes []string
	Size    int
	Rows    []Row
	Groups  []Group
	Pairs   []Pair
	// Matrix holds the positions of the rows that TPR and FPR are about: TPR[i][j]
	// and FPR[i][j] are means over the classes when network Matrix[i] sees only the
	// maps of network Matrix[j]; the diagonal holds the own maps.
	Matrix   []int
	TPR, FPR [][]Rate
	Images   int // how many images of each class it is about; 0 is all
}

// Config says how to compare.
type Config struct {
	Seed uint64 // of the bootstrap
	// OnePerModel judges by others' maps only the first run of each model, Images only
	// so many images of each class, not all: the work grows with the square of the
	// number of runs.
	OnePerModel bool
	Images      int
	// Cells, if not nil, keeps the matrix's rates from one call to the next.
	Cells Cells
}

// Cells keeps rates of a network under the maps of another; both are positions of runs.
type Cells interface {
	Known(net, maps int) (tpr, fpr Rate, ok bool)
	Found(net, maps int, tpr, fpr Rate) error
}

const percent = 5

// Runs compares networks of the same classes, each on its test images.
func Runs(ctx context.Context, runs []Run, c Config, progress func(done, all int)) (*Result, error) {
	if err := check(runs); err != nil {
		return nil, err
	}
	test := runs[0].Test
	r := &Result{Classes: test.Classes, Size: test.H, Matrix: c.matrix(runs), Images: c.Images}
	done, all := 0, len(runs)+len(r.Matrix)*len(r.Matrix)
	step := func() {
		if done++; progress != nil {
			progress(done, all)
		}
	}
	correct, own := make([][]float64, len(runs)), make([]outcome, len(runs))
	for i := range runs {
		var err error
		if correct[i], own[i], err = runs[i].own(ctx); err != nil {
			return nil, err
		}
		r.Rows = append(r.Rows, row(&runs[i], correct[i], own[i], c.Seed))
		step()
	}
	for _, i := range r.Matrix {
		var tpr, fpr []Rate
		for _, j := range r.Matrix {
			t, f, err := r.Rows[i].AvgTPR, r.Rows[i].AvgFPR, error(nil)
			if i != j || c.Images > 0 {
				t, f, err = c.cell(ctx, runs, i, j)
			}
			if err != nil {
				return nil, err
			}
			tpr, fpr = append(tpr, t), append(fpr, f)
			step()
		}
		r.TPR, r.FPR = append(r.TPR, tpr), append(r.FPR, fpr)
	}
	r.Groups = groups(r.Rows, correct, own, c.Seed)
	for k := range r.Groups {
		var same []*Run
		for _, i := range r.Groups[k].Runs {
			same = append(same, &runs[i])
		}
		r.Groups[k].Seeds = join(same)
	}
	r.Pairs = pairs(runs, r.Rows, correct, c.Seed)
	return r, nil
}

// matrix lists the runs that are judged by each other's maps.
func (c Config) matrix(runs []Run) (positions []int) {
	seen := map[string]bool{}
	for i, r := range runs {
		if r.Net == nil || c.OnePerModel && seen[r.Settings] {
			continue
		}
		positions = append(positions, i)
		seen[r.Settings] = true
	}
	return positions
}

// cell is how one network fares under the maps of another.
func (c Config) cell(ctx context.Context, runs []Run, net, maps int) (tpr, fpr Rate, err error) {
	if c.Cells != nil {
		if tpr, fpr, ok := c.Cells.Known(net, maps); ok {
			return tpr, fpr, nil
		}
	}
	r := runs[net]
	if c.Images > 0 {
		r.Test = firstOfEach(r.Test, c.Images)
	}
	o, err := underMaps(ctx, &r, runs[maps].Scores)
	if err != nil {
		return tpr, fpr, err
	}
	tpr, fpr = o.rates(c.Seed)
	if c.Cells != nil {
		err = c.Cells.Found(net, maps, tpr, fpr)
	}
	return tpr, fpr, err
}

// firstOfEach returns the first images of each class, so that every network sees
// the same ones.
func firstOfEach(s *dataset.Set, n int) *dataset.Set {
	var index []int
	for _, class := range s.ByClass() {
		index = append(index, class[:min(n, len(class))]...)
	}
	return s.Subset(index)
}

// check reports runs that cannot be compared.
func check(runs []Run) error {
	if len(runs) == 0 {
		return fmt.Errorf("no runs to compare")
	}
	first := runs[0]
	for _, r := range runs {
		if r.Scores == nil || r.Verdicts == nil {
			return fmt.Errorf("%s holds no maps and verdicts: run freqlens dfm find there first", r.Name)
		}
		if r.Net == nil && r.Taken == nil {
			return fmt.Errorf("%s holds neither a network nor what it took the test images for: run freqlens dfm find where the network is, and keep that", r.Name)
		}
		if !slices.Equal(r.Test.Classes, first.Test.Classes) {
			return fmt.Errorf("%s and %s have different classes and cannot be compared", first.Name, r.Name)
		}
		if r.Test.H != first.Test.H {
			return fmt.Errorf("%s and %s have images of %d and %d pixels and cannot be compared", first.Name, r.Name, first.Test.H, r.Test.H)
		}
	}
	return nil
}

func row(r *Run, correct []float64, own outcome, seed uint64) Row {
	out := Row{Name: r.Name, Settings: r.Settings, Seed: r.Seed, Images: r.Test.Hash(), OOD: map[string]Rate{}}
	n := 0
	for _, c := range correct {
		n += int(c)
	}
	lo, hi := stats.Wilson(n, len(correct))
	out.Accuracy = Rate{float64(n) / float64(len(correct)), lo, hi}
	out.AvgTPR, out.AvgFPR = own.rates(seed)
	out.TPR, out.FPR = own.perClass()
	for _, v := range r.Verdicts {
		if v.Percent == percent && v.Shortcut {
			out.Shortcuts = append(out.Shortcuts, v.Class)
		}
		if v.Percent == percent && v.Sink {
			out.Sinks = append(out.Sinks, v.Class)
		}
	}
	for name, o := range r.OOD {
		d := o.Domains[len(o.Domains)-1]
		change := d.AccuracyOut.Value - d.AccuracyIn.Value
		out.OOD[name] = Rate{change,
			change - math.Hypot(d.AccuracyOut.Value-d.AccuracyOut.Low, d.AccuracyIn.High-d.AccuracyIn.Value),
			change + math.Hypot(d.AccuracyOut.High-d.AccuracyOut.Value, d.AccuracyIn.Value-d.AccuracyIn.Low)}
	}
	if r.Corrupted != nil {
		out.Corrupted, out.Kinds = r.Corrupted.MeanError(), len(r.Corrupted.By)
	}
	if r.Order != nil {
		out.Order = Rate{r.Order.Spearman, r.Order.Low, r.Order.High}
	}
	if r.Cue != nil {
		out.Bias = Rate{r.Cue.Bias.Value, r.Cue.Bias.Low, r.Cue.Bias.High}
	}
	return out
}

// groups joins the rows of equal settings.
func groups(rows []Row, correct [][]float64, own []outcome, seed uint64) []Group {
	var out []Group
	for i, row := range rows {
		k := slices.IndexFunc(out, func(g Group) bool { return g.Settings == row.Settings })
		if k < 0 {
			k = len(out)
			out = append(out, Group{Settings: row.Settings, Shortcuts: map[string]int{}})
		}
		out[k].Runs = append(out[k].Runs, i)
		for _, name := range row.Shortcuts {
			out[k].Shortcuts[name]++
		}
	}
	for k := range out {
		g := &out[k]
		var all, tpr, fpr [][]float64
		for _, i := range g.Runs {
			all = append(all, correct[i])
			tpr, fpr = append(tpr, own[i].weightedHits()), append(fpr, own[i].weightedAlarms())
		}
		g.Accuracy, g.AvgTPR, g.AvgFPR = nested(all, seed), nested(tpr, seed), nested(fpr, seed)
	}
	return out
}

func nested(values [][]float64, seed uint64) Rate {
	r := Rate{}
	for _, v := range values {
		for _, x := range v {
			r.Value += x / float64(len(v)*len(values))
		}
	}
	r.Low, r.High = stats.Nested(values, seed)
	return r
}

// pairs compares every two networks.
func pairs(runs []Run, rows []Row, correct [][]float64, seed uint64) []Pair {
	var out []Pair
	var p []float64
	for i := range runs {
		for j := range i {
			x := Pair{A: runs[j].Name, B: runs[i].Name, Paired: rows[i].Images == rows[j].Images, P: 1}
			x.accuracy(correct[j], correct[i], seed)
			for class := range runs[i].Scores.Classes {
				a, b := runs[j].Scores.Top(class, percent), runs[i].Scores.Top(class, percent)
				x.Jaccard = append(x.Jaccard, stats.Jaccard(a.Keep, b.Keep))
				x.MeanJaccard += x.Jaccard[class] / float64(len(runs[i].Scores.Classes))
			}
			x.Chance = stats.JaccardChance(percent/100.0, percent/100.0)
			for _, name := range rows[i].Shortcuts {
				if slices.Contains(rows[j].Shortcuts, name) {
					x.SameShortcut++
				}
			}
			p, out = append(p, x.P), append(out, x)
		}
	}
	for k, q := range stats.BenjaminiHochberg(p) {
		out[k].Q = q
	}
	return out
}

// accuracy fills in what the two say about each image.
func (x *Pair) accuracy(a, b []float64, seed uint64) {
	if !x.Paired {
		n, m := 0, 0
		for _, v := range a {
			n += int(v)
		}
		for _, v := range b {
			m += int(v)
		}
		x.Difference.Value = float64(n)/float64(len(a)) - float64(m)/float64(len(b))
		x.Difference.Low, x.Difference.High = stats.Newcombe(n, len(a), m, len(b))
		return
	}
	onlyA, onlyB := 0, 0
	for k := range a {
		switch {
		case a[k] > b[k]:
			onlyA++
		case b[k] > a[k]:
			onlyB++
		}
	}
	x.P = stats.McNemar(onlyA, onlyB)
	x.Difference.Value = float64(onlyA-onlyB) / float64(len(a))
	x.Difference.Low, x.Difference.High = stats.PairedBootstrap(a, b, seed)
}
