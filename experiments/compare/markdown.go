package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"freqlens/experiments/stats"
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
	if shared := r.Shared(); len(shared) > 0 {
		fmt.Fprintf(&b, "\nAll runs: %s.\n", strings.Join(shared, ", "))
	}
	rows := [][]string{{"model", "seeds", "accuracy", "AvgTPR of maps", "AvgFPR of maps", "shortcuts (seeds)", "learned as ADCS says, mean and range"}}
	for _, g := range r.Groups {
		rows = append(rows, []string{r.Own(g.Settings), fmt.Sprint(len(g.Runs)), g.Accuracy.String(), g.AvgTPR.String(), g.AvgFPR.String(), g.shortcuts(), g.Seeds.Order.String()})
	}
	b.WriteString("\n" + Table(rows))
	for _, g := range r.Groups {
		g.Seeds.markdown(&b, r, g)
	}
	r.markdownMatrix(&b)
	return b.String()
}

// column is a column of the table of runs.
type column struct {
	head string
	cell func(Row) string
}

// columns are those that there is something to say in.
func (r *Result) columns() []column {
	all := []column{
		{"run", func(row Row) string { return row.Name }},
		{"seed", func(row Row) string { return fmt.Sprint(row.Seed) }},
		{"accuracy", func(row Row) string { return row.Accuracy.String() }},
		{"AvgTPR of maps", func(row Row) string { return row.AvgTPR.String() }},
		{"AvgFPR of maps", func(row Row) string { return row.AvgFPR.String() }},
		{"scores repeat", func(row Row) string { return fmt.Sprintf("%.2f", row.Agreement) }},
		{"shortcuts", func(row Row) string { return strings.Join(row.Shortcuts, ", ") }},
		{"sinks", func(row Row) string { return strings.Join(row.Sinks, ", ") }},
		{"an empty image is", func(row Row) string { return row.Empty }},
	}
	for _, n := range r.Outside() {
		all = append(all, column{"change on " + n, func(row Row) string { return known(row.OOD[n]) }})
	}
	all = append(all, column{"learned as ADCS says", func(row Row) string { return known(row.Order) }})
	if r.Biased() {
		all = append(all, column{"shape bias", func(row Row) string { return known(row.Bias) }})
	}
	if r.Corrupted() {
		all = append(all, column{"error under corruptions", func(row Row) string {
			if row.Kinds == 0 {
				return ""
			}
			return fmt.Sprintf("%.3f (%d kinds)", row.Corrupted, row.Kinds)
		}})
	}
	if r.Several() {
		all = append(all, column{"settings", func(row Row) string { return r.Own(row.Settings) }})
	}
	return all
}

// known is the text of a rate, none of one that was not measured.
func known(r stats.Rate) string {
	if r == (stats.Rate{}) {
		return ""
	}
	return r.String()
}

// markdownRuns has a line for each run.
func (r *Result) markdownRuns() string {
	columns := r.columns()
	rows := make([][]string, 1+len(r.Rows))
	for _, c := range columns {
		rows[0] = append(rows[0], c.head)
		for i, row := range r.Rows {
			rows[1+i] = append(rows[1+i], c.cell(row))
		}
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
func (s Seeds) markdown(b *strings.Builder, r *Result, g Group) {
	classes := r.Classes
	n := len(g.Runs)
	seeds := "One seed."
	if n > 1 {
		seeds = fmt.Sprintf("Mean and range of %d seeds.", n)
	}
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n", r.Own(g.Settings), seeds)
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

func (g Group) shortcuts() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(g.Shortcuts)) {
		parts = append(parts, fmt.Sprintf("%s (%d of %d)", name, g.Shortcuts[name], len(g.Runs)))
	}
	return strings.Join(parts, ", ")
}

// Several tells whether there is more than one model.
func (r *Result) Several() bool { return len(r.Groups) > 1 }

// Shared are the settings that all of several models have in common.
func (r *Result) Shared() []string {
	var shared []string
	if !r.Several() {
		return nil
	}
	for _, piece := range r.Groups[0].Settings {
		if !slices.ContainsFunc(r.Groups, func(g Group) bool { return !slices.Contains(g.Settings, piece) }) {
			shared = append(shared, piece)
		}
	}
	return shared
}

// Own says in what settings differ from the other models'; of a single model it says all.
func (r *Result) Own(settings []string) string {
	shared := r.Shared()
	own := slices.DeleteFunc(slices.Clone(settings), func(piece string) bool { return slices.Contains(shared, piece) })
	return strings.Join(own, ", ")
}

// Biased tells whether the shape bias of any of the runs is known.
func (r *Result) Biased() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Bias != stats.Rate{} })
}

// Corrupted tells whether any of the runs was tested on corrupted images.
func (r *Result) Corrupted() bool {
	return slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Kinds > 0 })
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
