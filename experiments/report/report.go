package report

import (
	"fmt"
	"html/template"
	"io"

	_ "embed"

	"freqlens/experiments/adcs"
	"freqlens/experiments/bandstop"
	"freqlens/experiments/corrupt"
	"freqlens/experiments/criticalband"
	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/heatmap"
	"freqlens/experiments/ood"
	"freqlens/experiments/radial"
	"freqlens/experiments/swap"
	"freqlens/tensor"
)

// Study is everything that is known about one network on one data set. Parts
// that were not computed are nil and left out of the report.
type Study struct {
	Name, Model               string
	Classes                   []string
	Images                    string // how many images, of what size
	Accuracy                  float64
	AccuracyLow, AccuracyHigh float64
	Samples                   [][][]byte // class, example: C x H x W bytes
	Size                      int
	Curve                     *dynamics.Curve
	Bandstop                  *bandstop.Result
	ADCS                      *adcs.Result
	Scores                    *dfm.Scores
	Verdicts                  []dfm.Verdict
	Filtered                  [][][]byte // class, example: what the class's map of 5 % leaves
	Radial                    *radial.Result
	Heatmap                   *heatmap.Result
	CriticalBand              *criticalband.Result
	Swap                      *swap.Result
	CueConflict               *cueconflict.Result
	OOD                       []Outside
	Corrupted                 *corrupt.Errors
}

// Outside is the comparison with one set of other images.
type Outside struct {
	Name   string
	Result *ood.Result
}

// Report is the content of the page.
type Report struct {
	Title    string
	Intro    string
	Commands []string
	Facts    [][2]string // what identifies the run: seed, version, level, hashes
	Studies  []*Study
}

//go:embed page.html
var pageText string

//go:embed analyses.html
var analysesText string

var page = template.Must(template.Must(template.New("page").Funcs(template.FuncMap{
	"curves":  curves,
	"delta":   delta,
	"signmap": signMap,
	"stronger": func(r *adcs.Result, class int) string {
		more, _ := r.Stronger(class)
		return percent(more)
	},
	"picture":  picture,
	"percent":  percent,
	"pvalue":   pvalue,
	"top":      func(s *dfm.Scores, class int, p float64) template.HTML { return maskMap(s.Top(class, p)) },
	"percents": func(s *dfm.Scores) []float64 { return s.Offered(dfm.Percents) },
	"five":     func(v dfm.Verdict) bool { return v.Percent == 5 },
	"add":      func(a, b int) int { return a + b },
	"bands":    func(t bandstop.Test) string { return t.Name() },
	"first":    firstLearned,
	"sub":      func(a, b float64) float64 { return a - b },
	"points":   func(x float64) string { return fmt.Sprintf("%+.0f", 100*x) },

	"radialChart": radialChart, "radialClasses": radialClasses, "heatMap": heatMap, "heatScale": heatScale, "heatChart": heatChart,
	"bandChart": bandChart, "swapChart": swapChart, "member": memberMap, "profile": profile, "leaning": leaning,
	"shortcuts": (*Study).shortcuts, "cue": (*Study).cueOf, "audited": audited, "order": order, "corrupted": corrupted, "untested": untested, "byClass": byClass,
}).Parse(analysesText)).Parse(pageText))

// Write writes the page.
func (r *Report) Write(w io.Writer) error { return page.Execute(w, r) }

// WriteFile writes the page to a file.
func (r *Report) WriteFile(path string) error { return tensor.WriteFile(path, r.Write) }
