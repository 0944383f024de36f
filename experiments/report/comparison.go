package report

import (
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	_ "embed"

	"freqlens/experiments/compare"
	"freqlens/experiments/stats"
	"freqlens/tensor"
)

//go:embed compare.html
var comparisonText string

var comparison = template.Must(template.New("compare").Funcs(template.FuncMap{
	"percent": percent,
	"points":  func(x float64) string { return fmt.Sprintf("%+.0f", 100*x) },
	"style":   func() template.CSS { return template.CSS(styleOf(pageText)) },
	"forest":  forest,
	"crossed": crossed,
	"pvalue":  pvalue,
	"span":    span,
	"curves":  seedCurves,
	"deltas":  seedDeltas,
	"shares":  seedMap,
	"classes": classRates,
	"times":   func(x float64) float64 { return 100 * x },
	"join":    func(s []string) string { return strings.Join(s, ", ") },
}).Parse(comparisonText))

// styleOf is the style sheet of the other page, so that both look alike.
func styleOf(page string) string {
	_, rest, _ := strings.Cut(page, "<style>")
	sheet, _, _ := strings.Cut(rest, "</style>")
	return sheet
}

// WriteComparison writes the page of a comparison.
func WriteComparison(path string, r *compare.Result) error {
	return tensor.WriteFile(path, func(w io.Writer) error { return comparison.Execute(w, r) })
}

// forest draws a rate of every network with its interval, below its name, so that
// long names leave room for the plot on a phone.
func forest(r *compare.Result, what string) template.HTML {
	const left, plot, right, row = 24, 290, 30, 36
	pick := map[string]func(compare.Row) stats.Rate{
		"accuracy": func(r compare.Row) stats.Rate { return r.Accuracy },
		"tpr":      func(r compare.Row) stats.Rate { return r.AvgTPR },
		"fpr":      func(r compare.Row) stats.Rate { return r.AvgFPR },
	}[what]
	lo, hi := 1.0, 0.0
	for _, x := range r.Rows {
		v := pick(x)
		lo, hi = min(lo, v.Low), max(hi, v.High)
	}
	lo, hi = math.Floor(lo*50)/50, math.Ceil(hi*50)/50
	if hi <= lo {
		hi = lo + 0.02
	}
	x := func(v float64) float64 { return left + (v-lo)/(hi-lo)*plot }
	h := row*len(r.Rows) + 34
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart" viewBox="0 0 %d %d" role="img" aria-label="%s of each network" style="max-width:480px">`, left+plot+right, h, what)
	for _, t := range ticks(100*lo, 100*hi, false) {
		for i := range r.Rows { // not across the names
			fmt.Fprintf(&b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`, x(t/100), x(t/100), row*i+19, row*(i+1))
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.4g %%</text>`, x(t/100), h-12, t)
	}
	for i, n := range r.Rows {
		v, y := pick(n), row*i+27
		fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text><line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="%s" stroke-width="3"/><circle cx="%.1f" cy="%d" r="5" fill="%s"/>`,
			left, y-13, template.HTMLEscapeString(short(n.Name, longestLabel)), x(v.Low), x(v.High), y, y, colourOf(i), x(v.Value), y, colourOf(i))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

func names(r *compare.Result) []string {
	var out []string
	for _, row := range r.Rows {
		out = append(out, row.Name)
	}
	return out
}

// crossed draws how networks (rows) fare under each other's maps (columns).
func crossed(r *compare.Result, of [][]stats.Rate) template.HTML {
	var n []string
	for _, k := range r.Matrix {
		n = append(n, r.Rows[k].Name)
	}
	return rates("under the maps of", n, n, func(i, j int) (float64, string) {
		return of[i][j].Value, fmt.Sprintf("%s under the maps of %s: %s", n[i], n[j], of[i][j])
	})
}

// classRates draws the rate of each network (row) for each class (column) under its own maps.
func classRates(r *compare.Result, fpr bool) template.HTML {
	n := names(r)
	return rates("", n, r.Classes, func(i, j int) (float64, string) {
		v := r.Rows[i].TPR[j]
		if fpr {
			v = r.Rows[i].FPR[j]
		}
		return v, fmt.Sprintf("%s, %s: %.2f", n[i], r.Classes[j], v)
	})
}
