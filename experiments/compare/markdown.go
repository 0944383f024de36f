package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Markdown returns the tables as text that a README can hold.
func (r *Result) Markdown() string {
	var b strings.Builder
	names := r.Outside()
	b.WriteString("| run | settings | seed | accuracy | AvgTPR of maps | AvgFPR of maps | shortcuts | sinks |")
	for _, n := range names {
		fmt.Fprintf(&b, " change on %s |", n)
	}
	b.WriteString(" shape bias | error under corruptions |\n|" + strings.Repeat(" --- |", 10+len(names)) + "\n")
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %s | %s | %s |", row.Name, row.Settings, row.Seed,
			row.Accuracy, row.AvgTPR, row.AvgFPR, strings.Join(row.Shortcuts, ", "), strings.Join(row.Sinks, ", "))
		for _, n := range names {
			fmt.Fprintf(&b, " %s |", cell(row.OOD, n))
		}
		bias := ""
		if row.Bias.High > 0 {
			bias = row.Bias.String()
		}
		corrupted := ""
		if row.Kinds > 0 {
			corrupted = fmt.Sprintf("%.3f (%d kinds)", row.Corrupted, row.Kinds)
		}
		fmt.Fprintf(&b, " %s | %s |\n", bias, corrupted)
	}
	b.WriteString("\n| model | seeds | accuracy | AvgTPR of maps | AvgFPR of maps | shortcuts (seeds) |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %s |\n", g.Settings, len(g.Runs), g.Accuracy, g.AvgTPR, g.AvgFPR, g.shortcuts())
	}
	for _, m := range []struct {
		title string
		rates [][]Rate
	}{{"AvgTPR", r.TPR}, {"AvgFPR", r.FPR}} {
		fmt.Fprintf(&b, "\n| %s: network (row) under the maps of (column) |", m.title)
		for _, row := range r.Rows {
			fmt.Fprintf(&b, " %s |", row.Name)
		}
		b.WriteString("\n|" + strings.Repeat(" --- |", 1+len(r.Rows)) + "\n")
		for i, row := range r.Rows {
			fmt.Fprintf(&b, "| %s |", row.Name)
			for _, rate := range m.rates[i] {
				fmt.Fprintf(&b, " %s |", rate)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// String is the value with its interval.
func (r Rate) String() string { return fmt.Sprintf("%.3f [%.3f, %.3f]", r.Value, r.Low, r.High) }

func cell(all map[string]Rate, name string) string {
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
