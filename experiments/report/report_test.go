package report_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/adcs"
	"freqlens/experiments/bandstop"
	"freqlens/experiments/compare"
	"freqlens/experiments/corrupt"
	"freqlens/experiments/criticalband"
	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/heatmap"
	"freqlens/experiments/ood"
	"freqlens/experiments/radial"
	"freqlens/experiments/report"
	"freqlens/experiments/stats"
	"freqlens/experiments/swap"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// study is a page's content from an untrained network, with a shortcut that is
// made up, so that every section appears.
func study(t *testing.T) (*report.Study, compare.Run) {
	ctx := context.Background()
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 1, Test: 6, Seed: 1}
	_, test := p.Generate()
	test.Classes[0] = `<A&">` // names come from outside
	net, err := train.New("cnn3", 0.25, test, 1)
	require.NoError(t, err)
	s := &report.Study{Name: "planted", Model: "cnn3", Classes: test.Classes, Size: 16, Accuracy: 0.5, AccuracyLow: 0.4, AccuracyHigh: 0.6}
	s.Scores, err = dfm.Score(ctx, net, test, dfm.Config{Mode: dfm.Verified, Probes: 1})
	require.NoError(t, err)
	s.Verdicts, err = dfm.Judge(ctx, net, test, s.Scores, dfm.DefaultJudge(), nil)
	require.NoError(t, err)
	for i := range s.Verdicts {
		if v := &s.Verdicts[i]; v.Class == "B" && v.Percent == 5 {
			v.Shortcut, v.P, v.Q, v.NullTPR = true, 0.005, 0.015, 0.1
		}
	}
	s.ADCS = adcs.Compute(test, net.Norm, false)
	s.Curve = &dynamics.Curve{Classes: test.Classes, Iterations: []int{10}, F1: [][]float64{{0}, {0.5}, {1}}, Accuracy: []float64{0.5}}
	s.Bandstop, err = bandstop.Run(ctx, net, test, false, nil)
	require.NoError(t, err)
	s.Radial, err = radial.Run(ctx, net, test, radial.Radii(16, 2), nil)
	require.NoError(t, err)
	s.Heatmap, err = heatmap.Run(ctx, net, test, heatmap.Config{Most: 2}, nil)
	require.NoError(t, err)
	s.CriticalBand, err = criticalband.Run(ctx, net, test, criticalband.Default(), nil)
	require.NoError(t, err)
	s.Swap, err = swap.Run(ctx, net, test, []float64{0, 6, 12}, 1, nil)
	require.NoError(t, err)
	bias := cueconflict.Rate{Rate: stats.Rate{Value: 0.9, Low: 0.7, High: 0.97}, N: 10}
	s.CueConflict = &cueconflict.Result{Conflict: 12, Shape: 9, Texture: 1, Bias: bias, Silhouettes: bias,
		Classes: []cueconflict.Class{{Class: "B", ShapeFound: bias, TextureFound: bias, Bias: bias}}}
	s.Corrupted = &corrupt.Errors{Clean: 0.1, By: map[string][5]float64{"fog": {0.1, 0.2, 0.3, 0.4, 0.5}}}
	m, err := ood.Same(test.Classes, net.Classes)
	require.NoError(t, err)
	outside, err := ood.Run(ctx, net, test, []ood.Style{{Name: "drawn", Set: m.Apply(test, net.Classes)}}, s.Scores, s.Verdicts, ood.Config{Percent: 5}, nil)
	require.NoError(t, err)
	s.OOD = []report.Outside{{Name: "drawn", Result: outside}}
	return s, compare.Run{Name: "one", Settings: []string{"cnn3"}, Net: net, Test: test, Scores: s.Scores, Verdicts: s.Verdicts, Cue: s.CueConflict, OOD: map[string]*ood.Result{"drawn": outside}, Curve: s.Curve, Bandstop: s.Bandstop}
}

// wellFormed checks what a browser would forgive silently.
func wellFormed(t *testing.T, page string) {
	require.NotContains(t, page, "NaN")
	require.NotContains(t, page, "ZgotmplZ", "the template engine has refused something")
	require.NotContains(t, page, `<A&">`, "names are escaped")
	require.NotContains(t, page, "http://")
	require.NotContains(t, page, "https://", "the page needs no network")
	for _, tag := range []string{"table", "figure", "div", "svg", "tr", "p"} {
		opened := strings.Count(page, "<"+tag+">") + strings.Count(page, "<"+tag+" ")
		require.Equal(t, strings.Count(page, "</"+tag+">"), opened, tag)
	}
}

// after is what follows a mark.
func after(page, mark string) string {
	_, rest, _ := strings.Cut(page, mark)
	return rest
}

// TestEverySection: each analysis has its heading, and what was not computed has none.
func TestEverySection(t *testing.T) {
	s, _ := study(t)
	headings := []string{"Which class is learned first?", "Noise, blur, weather", "Which class has most energy where?", "Is what stands out learned first?", "What happens without some frequencies?", "What kind of shortcut is it?", "Shape or texture?", "Outside the data: drawn", "Coarse or fine", "Which added wave misleads it?", "Which octave", "Amplitude or phase?"}
	var b strings.Builder
	require.NoError(t, (&report.Report{Title: "t", Studies: []*report.Study{s}}).Write(&b))
	wellFormed(t, b.String())
	for _, h := range headings {
		require.Contains(t, b.String(), h)
	}
	require.Contains(t, b.String(), "goes by shape")
	require.Contains(t, b.String(), "gradient probes")
	require.Contains(t, b.String(), "Only 1 of 15 corruptions were tested; missing: gaussian_noise, ")
	require.Contains(t, b.String(), s.CriticalBand.Channel())
	require.Contains(t, b.String(), "An image without any frequency is taken for")

	b.Reset()
	require.NoError(t, (&report.Report{Title: "t", Studies: []*report.Study{{Name: "bare", Classes: s.Classes}}}).Write(&b))
	wellFormed(t, b.String())
	for _, h := range headings {
		require.NotContains(t, b.String(), h)
	}
}

// TestMapsThatAreOffered: a map larger than what was measured has no column, neither
// among the pictures nor among the rates.
func TestMapsThatAreOffered(t *testing.T) {
	s, _ := study(t)
	write := func() string {
		var b strings.Builder
		require.NoError(t, (&report.Report{Title: "t", Studies: []*report.Study{s}}).Write(&b))
		return b.String()
	}
	const picture, rates = "<small>20 %</small>", "<th>20 % left</th>"
	require.Equal(t, len(s.Classes), strings.Count(write(), picture))
	require.Contains(t, write(), rates)
	for i := range s.Scores.Audits {
		s.Scores.Audits[i].Screened = 13 // pairs, of the 25 bins that 10 % are
	}
	require.NotContains(t, write(), picture)
	require.NotContains(t, write(), rates)
	require.Contains(t, write(), "<th>10 % left</th>")
}

func TestComparisonPage(t *testing.T) {
	_, run := study(t)
	other := run
	other.Name, other.Seed = "two", 2
	r, err := compare.Runs(context.Background(), []compare.Run{run, other}, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "compare.html")
	require.NoError(t, report.WriteComparison(path, r))
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	wellFormed(t, string(page))
	for _, part := range []string{"One network under another", "Change on drawn", "2 of 2", "90\u00a0%", "mean of 2 seeds", "C (2 of 2)", "without B1B2", "the more of the seeds agree"} {
		require.Contains(t, string(page), part)
	}
	alone, err := compare.Runs(context.Background(), []compare.Run{run}, compare.Config{Seed: 1}, nil)
	require.NoError(t, err)
	require.NoError(t, report.WriteComparison(path, alone))
	page, err = os.ReadFile(path)
	require.NoError(t, err)
	wellFormed(t, string(page))
	for _, part := range []string{"of 1)", "mean of", "range of", "\u00a0% ("} {
		require.False(t, strings.Contains(after(string(page), "<h3><small>"), part), "one seed has no range: %s", part)
	}

	text := r.Markdown()
	require.Contains(t, text, "| two | 2 |")
	require.NotContains(t, text, "All runs: ")
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		require.True(t, l == "" || strings.HasPrefix(l, "### ") || strings.HasPrefix(l, "Mean and range of ") || strings.HasPrefix(l, "|") && strings.HasSuffix(l, "|"), l)
	}
}
