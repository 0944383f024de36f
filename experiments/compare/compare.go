package compare

import (
	"context"
	"fmt"
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

// Run is one trained network with its results.
type Run struct {
	Name     string
	Settings []string // everything but the seed, piece by piece: runs that share all are one model
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
	Name     string
	Settings []string
	Seed     uint64
	Images   string     // hash of the test images
	Accuracy stats.Rate // Wilson
	// AvgTPR and AvgFPR are means over the classes of the rates with only each
	// class's own map of 5 % left; intervals by drawing images again.
	AvgTPR, AvgFPR stats.Rate
	TPR            []float64 // for each class
	FPR            []float64
	Shortcuts      []string
	Sinks          []string
	// Agreement is the rank correlation of the frequencies' scores to be expected with
	// a second set of as many images, mean over the classes; see [dfm.Scores].
	Agreement float64
	Empty     string // class that an image without any frequency is taken for; may be unknown
	// OOD is the change of accuracy outside, by the comparison's name.
	OOD  map[string]stats.Rate
	Bias stats.Rate // shape bias; all 0 without cue-conflict images
	// Order is the rank correlation, over classes, of being learned early and
	// standing out in spectra; all 0 without a learning curve.
	Order stats.Rate
	// Corrupted is the mean error over corruptions and severities, Kinds how many
	// corruptions; 0 if not tested.
	Corrupted float64
	Kinds     int
}

// Group is a model: the runs that differ in nothing but the seed.
type Group struct {
	Settings                 []string
	Runs                     []int      // positions of rows
	Accuracy, AvgTPR, AvgFPR stats.Rate // means; intervals over seeds and images, see [stats.Crossed]
	// Shortcuts and Sinks count in how many of the runs a class is one.
	Shortcuts, Sinks map[string]int
	Seeds            Seeds
}

// Pair compares two networks.
type Pair struct {
	A, B string
	// Paired tells whether both were tested on the same images. If not, the
	// interval is that of independent rates, and P and Q are 1.
	Paired       bool
	Difference   stats.Rate // of accuracy, A - B, from images drawn again in pairs
	P            float64    // McNemar's exact test
	Q            float64    // corrected for all pairs (Benjamini-Hochberg)
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
	TPR, FPR [][]stats.Rate
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
	Known(net, maps int) (tpr, fpr stats.Rate, ok bool)
	Found(net, maps int, tpr, fpr stats.Rate) error
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
	if err := r.underEachOther(ctx, runs, c, step); err != nil {
		return nil, err
	}
	r.Groups = groups(r.Rows, correct, own)
	for k := range r.Groups {
		var same []*Run
		var rows []Row
		for _, i := range r.Groups[k].Runs {
			same, rows = append(same, &runs[i]), append(rows, r.Rows[i])
		}
		r.Groups[k].Seeds = join(same, rows)
	}
	r.Pairs = pairs(runs, r.Rows, correct, c.Seed)
	return r, nil
}

// check reports runs that cannot be compared.
func check(runs []Run) error {
	if len(runs) == 0 {
		return fmt.Errorf("no runs to compare")
	}
	first := runs[0]
	for i, r := range runs {
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
		for _, other := range runs[:i] {
			if other.Seed == r.Seed && slices.Equal(other.Settings, r.Settings) {
				return fmt.Errorf("%s and %s are one model with one seed, %d, which would count as two: name one of them", other.Name, r.Name, r.Seed)
			}
		}
	}
	return nil
}
