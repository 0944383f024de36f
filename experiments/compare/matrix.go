package compare

import (
	"context"
	"strings"

	"freqlens/experiments/dataset"
	"freqlens/experiments/stats"
)

// underEachOther fills in the matrix of networks under each other's maps.
func (r *Result) underEachOther(ctx context.Context, runs []Run, c Config, step func()) error {
	for _, i := range r.Matrix {
		var tpr, fpr []stats.Rate
		for _, j := range r.Matrix {
			t, f, err := r.Rows[i].AvgTPR, r.Rows[i].AvgFPR, error(nil)
			if i != j || c.Images > 0 {
				t, f, err = c.cell(ctx, runs, i, j)
			}
			if err != nil {
				return err
			}
			tpr, fpr = append(tpr, t), append(fpr, f)
			step()
		}
		r.TPR, r.FPR = append(r.TPR, tpr), append(r.FPR, fpr)
	}
	return nil
}

// matrix lists the runs that are judged by each other's maps.
func (c Config) matrix(runs []Run) (positions []int) {
	seen := map[string]bool{}
	for i, r := range runs {
		model := strings.Join(r.Settings, ", ")
		if r.Net == nil || c.OnePerModel && seen[model] {
			continue
		}
		positions = append(positions, i)
		seen[model] = true
	}
	return positions
}

// cell is how one network fares under the maps of another.
func (c Config) cell(ctx context.Context, runs []Run, net, maps int) (tpr, fpr stats.Rate, err error) {
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
