package compare

import (
	"slices"

	"freqlens/experiments/stats"
)

func row(r *Run, correct []float64, own outcome, seed uint64) Row {
	out := Row{Name: r.Name, Settings: r.Settings, Seed: r.Seed, Images: r.Test.Hash(), OOD: map[string]stats.Rate{}}
	out.Accuracy = share(correct)
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
		out.OOD[name] = d.AccuracyOut.Minus(d.AccuracyIn)
	}
	if a := r.Scores.Agreement; len(a) > 0 {
		out.Agreement = SpanOf(a).Mean
	}
	if r.Bandstop != nil {
		out.Empty = r.Bandstop.Empty
	}
	if r.Corrupted != nil {
		out.Corrupted, out.Kinds = r.Corrupted.MeanError(), len(r.Corrupted.By)
	}
	if r.Order != nil {
		out.Order = stats.Rate{Value: r.Order.Spearman, Low: r.Order.Low, High: r.Order.High}
	}
	if r.Cue != nil {
		out.Bias = r.Cue.Bias.Rate
	}
	return out
}

// share is the rate of the ones among ones and zeros.
func share(correct []float64) stats.Rate {
	n := 0
	for _, c := range correct {
		n += int(c)
	}
	return stats.Share(n, len(correct))
}

// groups joins the rows of equal settings.
func groups(rows []Row, correct [][]float64, own []outcome) []Group {
	var out []Group
	for i, row := range rows {
		k := slices.IndexFunc(out, func(g Group) bool { return slices.Equal(g.Settings, row.Settings) })
		if k < 0 {
			k = len(out)
			out = append(out, Group{Settings: row.Settings, Shortcuts: map[string]int{}, Sinks: map[string]int{}})
		}
		out[k].Runs = append(out[k].Runs, i)
		for _, name := range row.Shortcuts {
			out[k].Shortcuts[name]++
		}
		for _, name := range row.Sinks {
			out[k].Sinks[name]++
		}
	}
	for k := range out {
		g := &out[k]
		var all, tpr, fpr [][]float64
		paired := true
		for _, i := range g.Runs {
			all = append(all, correct[i])
			tpr, fpr = append(tpr, own[i].weightedHits()), append(fpr, own[i].weightedAlarms())
			paired = paired && rows[i].Images == rows[g.Runs[0]].Images
		}
		g.Accuracy, g.AvgTPR, g.AvgFPR = crossed(all, paired), crossed(tpr, paired), crossed(fpr, paired)
	}
	return out
}

func crossed(values [][]float64, paired bool) stats.Rate {
	r := stats.Crossed(values, paired)
	r.Low, r.High = max(r.Low, 0), min(r.High, 1)
	return r
}
