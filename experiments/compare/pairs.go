package compare

import (
	"slices"

	"freqlens/experiments/stats"
)

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
		x.Difference = share(a).Minus(share(b))
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
