package compare

import (
	"fmt"
	"freqlens/experiments/stats"
	"maps"
	"slices"
	"strings"
)

// Markdown returns the tables as text that a README can hold.
func (r *Result) Markdown() string {
	var b strings.Builder
	names := r.Outside()
	b.WriteString("| run | settings | seed | accuracy | AvgTPR of maps | AvgFPR of maps | shortcuts | sinks | an empty image is |")
	for _, n := range names {
		fmt.Fprintf(&b, " change on %s |", n)
	}
	b.WriteString(" learned as ADCS says | shape bias | error under corruptions |\n|" + strings.Repeat(" --- |", 12+len(names)) + "\n")
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %s | %s | %s | %s |", row.Name, row.Settings, row.Seed,
			row.Accuracy, row.AvgTPR, row.AvgFPR, strings.Join(row.Shortcuts, ", "), strings.Join(row.Sinks, ", "), row.Empty)
		for _, n := range names {
			fmt.Fprintf(&b, " %s |", cell(row.OOD, n))
		}
		order, bias := "", ""
		if row.Order != (stats.Rate{}) {
			order = row.Order.String()
		}
		if row.Bias.High > 0 {
			bias = row.Bias.String()
		}
		corrupted := ""
		if row.Kinds > 0 {
			corrupted = fmt.Sprintf("%.3f (%d kinds)", row.Corrupted, row.Kinds)
		}
		fmt.Fprintf(&b, " %s | %s | %s |\n", order, bias, corrupted)
	}
	b.WriteString("\n| model | seeds | accuracy | AvgTPR of maps | AvgFPR of maps | shortcuts (seeds) | learned as ADCS says, mean and range |\n|" + strings.Repeat(" --- |", 7) + "\n")
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %s | %s |\n", g.Settings, len(g.Runs), g.Accuracy, g.AvgTPR, g.AvgFPR, g.shortcuts(), g.Seeds.Order)
	}
	for _, g := range r.Groups {
		g.Seeds.markdown(&b, r.Classes, g)
	}
	r.markdownMatrix(&b)
	return b.String()
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
		fmt.Fprintf(b, "\n| %s%s: network (row) under the maps of (column) |", m.title, images)
		for _, k := range r.Matrix {
			fmt.Fprintf(b, " %s |", r.Rows[k].Name)
		}
		b.WriteString("\n|" + strings.Repeat(" --- |", 1+len(r.Matrix)) + "\n")
		for i, k := range r.Matrix {
			fmt.Fprintf(b, "| %s |", r.Rows[k].Name)
			for _, rate := range m.rates[i] {
				fmt.Fprintf(b, " %s |", rate)
			}
			b.WriteString("\n")
		}
	}
}

// markdown adds what the runs of a model have in common.
func (s Seeds) markdown(b *strings.Builder, classes []string, g Group) {
	fmt.Fprintf(b, "\n### %s\n\nMean and range of %d seed(s).\n\n| with the own map alone | TPR | FPR | shortcut | sink |\n|%s\n", g.Settings, len(g.Runs), strings.Repeat(" --- |", 5))
	for class, name := range classes {
		fmt.Fprintf(b, "| %s | %s | %s | %d of %d | %d of %d |\n", name, s.TPR[class], s.FPR[class], g.Shortcuts[name], len(g.Runs), g.Sinks[name], len(g.Runs))
	}
	s.markdownCurves(b, classes, g)
	if len(s.Bandstop) == 0 {
		return
	}
	b.WriteString("\n| recall without |")
	for _, t := range s.Bandstop {
		fmt.Fprintf(b, " %s |", t.Name)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", 1+len(s.Bandstop)) + "\n")
	for class, name := range classes {
		fmt.Fprintf(b, "| %s |", name)
		for _, t := range s.Bandstop {
			fmt.Fprintf(b, " %s |", t.Recall[class])
		}
		b.WriteString("\n")
	}
}

// shown are the iterations that a table of learning curves has, as far as they were
// evaluated.
var shown = []int{10, 20, 50, 100, 200, 500, 1200}

func (s Seeds) markdownCurves(b *strings.Builder, classes []string, g Group) {
	if len(s.Iterations) == 0 {
		return
	}
	var at []int // positions
	b.WriteString("\n| F1 at iteration |")
	for i, iteration := range s.Iterations {
		if slices.Contains(shown, iteration) {
			at = append(at, i)
			fmt.Fprintf(b, " %d |", iteration)
		}
	}
	b.WriteString(" first learned for good |\n|" + strings.Repeat(" --- |", 2+len(at)) + "\n")
	for class, name := range classes {
		fmt.Fprintf(b, "| %s |", name)
		for _, i := range at {
			fmt.Fprintf(b, " %s |", s.F1[class][i])
		}
		fmt.Fprintf(b, " %d of %d |\n", s.First[name], len(g.Runs))
	}
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
