// Package results holds no code but this test: the tables of README.md are made from
// the committed results, and
//
//	go test ./experiments/results -update
//
// writes them again.
package results

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"freqlens/experiments/compare"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/stats"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the tables of README.md again")

// block is a table with the name of what it holds, as in
// <!-- table models compare/cifar10 --> ... <!-- end -->.
var block = regexp.MustCompile(`(?s)(<!-- table (\w+) (\S+) -->\n).*?(<!-- end -->)`)

// makers makes each kind of table from the comparison in a folder.
var makers = map[string]func(t *testing.T, dir string) string{
	"synthetic": synthetic,
	"models":    models,
	"rates":     rates,
	"transfer":  transfer,
}

func TestReadmeShowsTheResults(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Len(t, block.FindAll(text, -1), strings.Count(string(text), "<!-- table "), "a table has no end")
	made := block.ReplaceAllFunc(text, func(old []byte) []byte {
		part := block.FindSubmatch(old)
		make := makers[string(part[2])]
		require.NotNil(t, make, "table %q: want one of synthetic, models, rates, transfer", part[2])
		return slices.Concat(part[1], []byte(make(t, string(part[3]))), part[4])
	})
	if *update {
		require.NoError(t, os.WriteFile("README.md", made, 0o644))
		return
	}
	require.Equal(t, string(made), string(text), "README.md does not show these results: go test ./experiments/results -update")
}

func read[T any](t *testing.T, path ...string) *T {
	t.Helper()
	v := new(T)
	name := filepath.Join(path...)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, v), name)
	return v
}

// short is the name of a model: that of a run's folder without the seed, such as
// resnet20-standard of resnet20-standard-11/CIFAR-10.
func short(run string) string {
	name, _, _ := strings.Cut(run, "/")
	if at := strings.LastIndex(name, "-"); at > 0 {
		name = name[:at]
	}
	return name
}

// span is the mean of values with the least and the greatest.
func span(values []float64) string {
	switch len(values) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%.2f", values[0])
	}
	return compare.SpanOf(values).String()
}

// count says in how many runs each class is something.
func count(classes []string, runs int, number map[string]int) string {
	var parts []string
	for _, c := range classes {
		if n := number[c]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d of %d", c, n, runs))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// models has a line for each model: the means over its seeds.
func models(t *testing.T, dir string) string {
	r := read[compare.Result](t, dir, "compare.json")
	outside := r.Outside()
	head := []string{"model and recipe", "seeds", "accuracy", "AvgTPR", "AvgFPR", "scores repeat", "TPR of at least .5", "shortcuts", "sinks", "an empty image is", "learning and ADCS"}
	for _, name := range outside {
		head = append(head, "change on "+name)
	}
	if r.Biased() {
		head = append(head, "shape bias")
	}
	rows := [][]string{head}
	for _, g := range r.Groups {
		high, empty := map[string]int{}, map[string]int{}
		for _, k := range g.Runs {
			empty[r.Rows[k].Empty]++
			for class, tpr := range r.Rows[k].TPR {
				if tpr >= .5 {
					high[r.Classes[class]]++
				}
			}
		}
		n := len(g.Runs)
		row := []string{short(r.Rows[g.Runs[0]].Name), fmt.Sprint(n), g.Accuracy.String(), g.AvgTPR.String(), g.AvgFPR.String(),
			span(agreements(r, g)), count(r.Classes, n, high), count(r.Classes, n, g.Shortcuts), count(r.Classes, n, g.Sinks), count(r.Classes, n, empty),
			each(r, g, func(row compare.Row) stats.Rate { return row.Order })}
		for _, name := range outside {
			row = append(row, each(r, g, func(row compare.Row) stats.Rate { return row.OOD[name] }))
		}
		if r.Biased() {
			row = append(row, each(r, g, func(row compare.Row) stats.Rate { return row.Bias }))
		}
		rows = append(rows, row)
	}
	return compare.Table(rows)
}

// agreements are how well scores would repeat, for the runs of a model.
func agreements(r *compare.Result, g compare.Group) (values []float64) {
	for _, k := range g.Runs {
		values = append(values, r.Rows[k].Agreement)
	}
	return values
}

// each is the span of a value over the runs of a model that have it.
func each(r *compare.Result, g compare.Group, of func(compare.Row) stats.Rate) string {
	var values []float64
	for _, k := range g.Runs {
		if rate := of(r.Rows[k]); rate != (stats.Rate{}) {
			values = append(values, rate.Value)
		}
	}
	return span(values)
}

// rates are TPR and FPR of each class under its own map.
func rates(t *testing.T, dir string) string {
	r := read[compare.Result](t, dir, "compare.json")
	rows := [][]string{append([]string{"TPR/FPR"}, r.Classes...)}
	for _, g := range r.Groups {
		row := []string{short(r.Rows[g.Runs[0]].Name)}
		for class := range r.Classes {
			row = append(row, fmt.Sprintf("%.2f/%.2f", g.Seeds.TPR[class].Mean, g.Seeds.FPR[class].Mean))
		}
		rows = append(rows, row)
	}
	return compare.Table(rows)
}

// transfer is the TPR of networks under each other's maps.
func transfer(t *testing.T, dir string) string {
	r := read[compare.Result](t, dir, "compare.json")
	rows := [][]string{{"network, under the maps of"}}
	for i, k := range r.Matrix {
		rows[0] = append(rows[0], short(r.Rows[k].Name))
		row := []string{short(r.Rows[k].Name)}
		for _, rate := range r.TPR[i] {
			row = append(row, fmt.Sprintf("%.2f", rate.Value))
		}
		rows = append(rows, row)
	}
	return compare.Table(rows)
}

// synthetic has a column for each of the four sets that a preset was trained on.
func synthetic(t *testing.T, preset string) string {
	rows := [][]string{{""}}
	for _, name := range []string{"accuracy, least to greatest",
		"iteration at which F1 reaches .7, C0; C1; C2; **C3**", "from which it stays there",
		"recall of C3 in the three tests that leave its band", "recall of C3 in the three that remove it", "an image without any frequency is taken for",
		"recall of C0 in the three tests that leave B4", "recall of C0 without B1 and B4", "recall of C0 without B2 and B4",
		"recall of C0 without B3 and B4", "C0 a shortcut at 5 %", "other shortcuts", "sinks"} {
		rows = append(rows, []string{name})
	}
	for band := 1; band <= 4; band++ {
		for i, text := range set(t, preset, band) {
			rows[i] = append(rows[i], text)
		}
	}
	return compare.Table(rows)
}

// set is the column of one of them.
func set(t *testing.T, preset string, band int) []string {
	r := read[compare.Result](t, fmt.Sprintf("compare/%s-Syn_B%d", preset, band), "compare.json")
	require.Len(t, r.Groups, 1, "one model")
	g := r.Groups[0]
	least, most := 1.0, 0.0
	var empty []string
	reached, stays := make([][]string, len(r.Classes)), make([][]string, len(r.Classes))
	for _, row := range r.Rows {
		least, most = min(least, row.Accuracy.Value), max(most, row.Accuracy.Value)
		curve := read[dynamics.Curve](t, "synthetic", row.Name, "dynamics.json")
		empty = append(empty, row.Empty)
		for class, f1 := range curve.F1 {
			first := slices.IndexFunc(f1, func(v float64) bool { return v >= dynamics.LearnedF1 })
			reached[class] = append(reached[class], iteration(curve, first))
			stays[class] = append(stays[class], iteration(curve, slices.Index(curve.Iterations, curve.Learned(class, dynamics.LearnedF1))))
		}
	}
	own := fmt.Sprintf("B%d", band)
	n := len(g.Runs)
	c0 := fmt.Sprintf("%d of %d (TPR %s, FPR %s)", g.Shortcuts["C0"], n, g.Seeds.TPR[0], g.Seeds.FPR[0])
	others := map[string]int{"C1": g.Shortcuts["C1"], "C2": g.Shortcuts["C2"], "C3": g.Shortcuts["C3"]}
	return []string{fmt.Sprintf("Syn_B%d", band), fmt.Sprintf("%.1f to %.1f %%", 100*least, 100*most), perClass(reached), perClass(stays),
		recall(g, 3, func(test string) bool { return !strings.Contains(test, own) }),
		recall(g, 3, func(test string) bool { return strings.Contains(test, own) }), strings.Join(empty, ", "),
		recall(g, 0, func(test string) bool { return !strings.Contains(test, "B4") }),
		recall(g, 0, func(test string) bool { return test == "B1B4" }),
		recall(g, 0, func(test string) bool { return test == "B2B4" }),
		recall(g, 0, func(test string) bool { return test == "B3B4" }),
		c0, count(r.Classes, n, others), count(r.Classes, n, g.Sinks)}
}

// perClass joins what the seeds say of each class.
func perClass(seeds [][]string) string {
	var parts []string
	for _, s := range seeds {
		parts = append(parts, strings.Join(s, ", "))
	}
	return strings.Join(parts, "; ")
}

// iteration is that of an evaluation, or a dash.
func iteration(c *dynamics.Curve, evaluation int) string {
	if evaluation < 0 {
		return "–"
	}
	return fmt.Sprint(c.Iterations[evaluation])
}

// recall is a class's over some of the band-stop tests and all seeds.
func recall(g compare.Group, class int, chosen func(test string) bool) string {
	all := compare.Span{Least: math.Inf(1), Most: math.Inf(-1)}
	n := 0
	for _, test := range g.Seeds.Bandstop {
		if chosen(test.Name) {
			s := test.Recall[class]
			all.Mean, all.Least, all.Most = all.Mean+s.Mean, min(all.Least, s.Least), max(all.Most, s.Most)
			n++
		}
	}
	all.Mean /= float64(n)
	return all.String()
}
