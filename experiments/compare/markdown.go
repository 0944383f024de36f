package compare

import (
	"fmt"
	"freqlens/experiments/stats"
	"maps"
	"slices"
	"strings"
)

// Table writes rows, the first of them the head, as Markdown.
func Table(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat(" --- |", len(row)) + "\n")
		}
	}
	return b.String()
}

// Markdown returns the tables as text that a README can hold.
func (r *Result) Markdown() string {
	var b strings.Builder
	b.WriteString(r.markdownRuns())
	rows := [][]string{{"model", "seeds", "accuracy", "AvgTPR of maps", "AvgFPR of maps", "shortcuts (seeds)", "learned as ADCS says, mean and range"}}
	for _, g := range r.Groups {
		rows = append(rows, []string{g.Settings, fmt.Sprint(len(g.Runs)), g.Accuracy.String(), g.AvgTPR.String(), g.AvgFPR.String(), g.shortcuts(), g.Seeds.Order.String()})
	}
	b.WriteString("\n" + Table(rows))
	for _, g := range r.Groups {
		g.Seeds.markdown(&b, r.Classes, g)
	}
	r.markdownMatrix(&b)
	return b.String()
}

// markdownRuns has a line for each run.
func (r *Result) markdownRuns() string {
	names := r.Outside()
	head := []string{"run", "settings", "seed", "accuracy", "AvgTPR of maps", "AvgFPR of maps", "shortcuts", "sinks", "an empty image is"}
	for _, n := range names {
		head = append(head, "change on "+n)
	}
	rows := [][]string{append(head, "learned as ADCS says", "shape bias", "error under corruptions")}
	for _, row := range r.Rows {
		line := []string{row.Name, row.Settings, fmt.Sprint(row.Seed), row.Accuracy.String(), row.AvgTPR.String(), row.AvgFPR.String(),
			strings.Join(row.Shortcuts, ", "), strings.Join(row.Sinks, ", "), row.Empty}
		for _, n := range names {
			line = append(line, cell(row.OOD, n))
		}
		order, bias, corrupted := "", "", ""
		if row.Order != (stats.Rate{}) {
			order = row.Order.String()
		}
		if row.Bias.High > 0 {
			bias = row.Bias.String()
		}
		if row.Kinds > 0 {
			corrupted = fmt.Sprintf("%.3f (%d kinds)", row.Corrupted, row.Kinds)
		}
		rows = append(rows, append(line, order, bias, corrupted))
	}
	return Table(rows)
}

// markdownMatrix adds how networks fare under each other's maps.
func (r *Result) markdownMatrix(b *strings.Builder) {
	if len(r.Matrix) < 2 {
		return
	}
	images := ""
	if r.Images > 0 {
		images = fmt.Sprintf(" of %d images a class", r.Images)
	}
	for _, m := range []struct {
		title string
		rates [][]stats.Rate
	}{{"AvgTPR", r.TPR}, {"AvgFPR", r.FPR}} {
		rows := [][]string{{m.title + images + ": network (row) under the maps of (column)"}}
		for i, k := range r.Matrix {
			rows[0] = append(rows[0], r.Rows[k].Name)
			row := []string{r.Rows[k].Name}
			for _, rate := range m.rates[i] {
				row = append(row, rate.String())
			}
			rows = append(rows, row)
		}
		b.WriteString("\n" + Table(rows))
	}
}

// markdown adds what the runs of a model have in common.
func (s Seeds) markdown(b *strings.Builder, classes []string, g Group) {
	n := len(g.Runs)
	fmt.Fprintf(b, "\n### %s\n\nMean and range of %d seed(s).\n\n", g.Settings, n)
	rows := [][]string{{"with the own map alone", "TPR", "FPR", "shortcut", "sink"}}
	for class, name := range classes {
		rows = append(rows, []string{name, s.TPR[class].String(), s.FPR[class].String(),
			fmt.Sprintf("%d of %d", g.Shortcuts[name], n), fmt.Sprintf("%d of %d", g.Sinks[name], n)})
	}
	b.WriteString(Table(rows))
	s.markdownCurves(b, classes, g)
	if len(s.Bandstop) == 0 {
		return
	}
	rows = [][]string{{"recall without"}}
	for _, t := range s.Bandstop {
		rows[0] = append(rows[0], t.Name)
	}
	for class, name := range classes {
		row := []string{name}
		for _, t := range s.Bandstop {
			row = append(row, t.Recall[class].String())
		}
		rows = append(rows, row)
	}
	b.WriteString("\n" + Table(rows))
}

// shown are the iterations that a table of learning curves has, as far as they were
// evaluated.
var shown = []int{10, 20, 50, 100, 200, 500, 1200}

func (s Seeds) markdownCurves(b *strings.Builder, classes []string, g Group) {
	if len(s.Iterations) == 0 {
		return
	}
	var at []int // positions
	head := []string{"F1 at iteration"}
	for i, iteration := range s.Iterations {
		if slices.Contains(shown, iteration) {
			at, head = append(at, i), append(head, fmt.Sprint(iteration))
		}
	}
	rows := [][]string{append(head, "first learned for good")}
	for class, name := range classes {
		row := []string{name}
		for _, i := range at {
			row = append(row, s.F1[class][i].String())
		}
		rows = append(rows, append(row, fmt.Sprintf("%d of %d", s.First[name], len(g.Runs))))
	}
	b.WriteString("\n" + Table(rows))
}

func cell(all map[string]stats.Rate, name string) string {
	if r, ok := all[name]; ok {
		return r.String()
	}
	return ""
}

func (g Group) shortcuts() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(g.Shortcuts)) {
		parts = append(parts, fmt.Sprintf("%s (%d of %d)", name, g.Shortcuts[name], len(g.Runs)))
	}
	return strings.Join(parts, ", ")
}

// Outside lists the comparisons with other images that any of the rows has.
func (r *Result) Outside() []string {
	all := map[string]bool{}
	for _, row := range r.Rows {
		for name := range row.OOD {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
