package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// line is one line of a chart.
type line struct {
	name   string
	colour string
	dash   string // as SVG has it; none for an unbroken line
	x, y   []float64
	// low and high, if not nil, bound a shaded interval.
	low, high []float64
}

// chart draws lines over x, with y from 0 to 1 (or to top, if positive).
type chart struct {
	label  string // for those who cannot see it
	x, y   string // titles of the axes
	octave bool   // logarithmic x
	top    float64
	lines  []line
}

const (
	plotW, chartH                  = 290, 290 // narrow, so that letters can be read on a phone
	chartLeft, chartTop, chartFoot = 46, 26, 40
	legendRow                      = 15
)

// draw returns the chart as SVG.
func (c chart) draw() template.HTML {
	var b strings.Builder
	var legend []string
	for _, l := range c.lines {
		legend = append(legend, l.name)
	}
	height := max(chartH, chartTop+legendRow*len(c.lines)) // the names of many classes go on below the axes
	fmt.Fprintf(&b, `<svg class="chart" viewBox="0 0 %d %d" role="img" aria-label="%s">`, chartLeft+plotW+labelWidth(legend)+12, height, template.HTMLEscapeString(c.label))
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, l := range c.lines {
		for _, v := range l.x {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	top := c.top
	if top <= 0 {
		top = 1
	}
	scale := func(v float64) float64 { return v }
	if c.octave {
		scale = math.Log2
	}
	x := func(v float64) float64 {
		return chartLeft + (scale(v)-scale(lo))/max(scale(hi)-scale(lo), 1e-9)*plotW
	}
	y := func(v float64) float64 { return chartTop + (1-min(v/top, 1))*(chartH-chartFoot-chartTop) }
	c.axes(&b, lo, hi, top, x, y)
	for i, l := range c.lines {
		l.draw(&b, x, y)
		right, at := chartLeft+plotW+8, chartTop+6+legendRow*i
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%d" y2="%d" stroke="%s" stroke-width="3" stroke-dasharray="%s"/><text x="%d" y="%d">%s</text>`,
			right, right+15, at-4, at-4, l.colour, l.dash, right+20, at, template.HTMLEscapeString(short(l.name, longestLabel)))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

func (c chart) axes(b *strings.Builder, lo, hi, top float64, x, y func(float64) float64) {
	for _, v := range ticks(0, 100*top, false) {
		at := y(v / 100)
		fmt.Fprintf(b, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/><text x="%d" y="%.1f" text-anchor="end">%.4g %%</text>`,
			chartLeft, chartLeft+plotW, at, at, chartLeft-5, at+4, v)
	}
	for _, v := range ticks(lo, hi, c.octave) {
		fmt.Fprintf(b, `<text x="%.1f" y="%d" text-anchor="middle">%g</text>`, x(v), chartH-chartFoot+19, v)
	}
	fmt.Fprintf(b, `<text class="soft" x="%d" y="%d" text-anchor="middle">%s</text><text class="soft" x="4" y="12">%s</text>`,
		chartLeft+plotW/2, chartH-4, template.HTMLEscapeString(c.x), template.HTMLEscapeString(c.y))
}

// ticks are about six round values from lo to hi, or all doublings.
func ticks(lo, hi float64, octave bool) (all []float64) {
	if octave {
		for v := lo; v <= hi*1.001; v *= 2 {
			all = append(all, v)
		}
		return all
	}
	if !(hi-lo > 1e-9*math.Abs(hi)) { // a curve of one point
		return []float64{lo}
	}
	step := math.Pow(10, math.Floor(math.Log10(hi-lo)))
	for _, f := range []float64{0.1, 0.2, 0.5, 1, 2} {
		if (hi-lo)/(step*f) <= 7 {
			step *= f
			break
		}
	}
	for i := math.Ceil(lo / step); i*step <= hi+step/1000; i++ {
		all = append(all, i*step)
	}
	return all
}

func (l line) draw(b *strings.Builder, x, y func(float64) float64) {
	point := func(v, w float64) string { return fmt.Sprintf("%.1f,%.1f", x(v), y(w)) }
	if l.low != nil {
		var around []string
		for i := range l.x {
			around = append(around, point(l.x[i], l.high[i]))
		}
		for i := len(l.x) - 1; i >= 0; i-- {
			around = append(around, point(l.x[i], l.low[i]))
		}
		fmt.Fprintf(b, `<polygon fill="%s" fill-opacity="0.15" points="%s"/>`, l.colour, strings.Join(around, " "))
	}
	var points []string
	for i := range l.x {
		points = append(points, point(l.x[i], l.y[i]))
	}
	fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="2.2" stroke-dasharray="%s" points="%s"><title>%s</title></polyline>`,
		l.colour, l.dash, strings.Join(points, " "), template.HTMLEscapeString(l.name))
}
