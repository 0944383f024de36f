package report

import (
	"fmt"
	"html/template"
	"image"
	"image/color"
	"strings"

	"freqlens/experiments/adcs"
	"freqlens/experiments/corrupt"
	"freqlens/experiments/criticalband"
	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/heatmap"
	"freqlens/experiments/radial"
	"freqlens/experiments/stats"
	"freqlens/experiments/swap"
	"freqlens/fft"
)

const (
	blue = "#4477aa"
	red  = "#cc4455"
	grey = "#888888"

	dashed, dotted = "5 4", "2 3"
)

// radialChart draws accuracy over the radius of both filters.
func radialChart(r *radial.Result) template.HTML {
	c := chart{label: "accuracy over the radius of a low-pass and a high-pass filter", x: "radius, cycles per image", y: "recognised"}
	for _, l := range []struct {
		name, colour string
		points       []radial.Point
	}{{"low-pass", blue, r.LowPass}, {"high-pass", red, r.HighPass}} {
		o := line{name: l.name, colour: l.colour}
		for _, p := range l.points {
			o.x, o.y = append(o.x, p.Radius), append(o.y, p.Accuracy)
			o.low, o.high = append(o.low, p.Low), append(o.high, p.High)
		}
		c.lines = append(c.lines, o)
	}
	last := r.LowPass[len(r.LowPass)-1].Radius
	flat := func(name, dash string, v float64) line {
		return line{name: name, colour: grey, dash: dash, x: []float64{0, last}, y: []float64{v, v}}
	}
	c.lines = append(c.lines, flat("unfiltered", dashed, r.Clean.Accuracy), flat("chance", dotted, 1/float64(len(r.Classes))))
	return c.draw()
}

// radialClasses draws the recall of every class below one of the filters.
func radialClasses(r *radial.Result, high bool) template.HTML {
	points, name := r.LowPass, "low-pass"
	if high {
		points, name = r.HighPass, "high-pass"
	}
	c := chart{label: "recall of each class over the radius of a " + name, x: name + " radius, cycles per image", y: "recognised"}
	for class, name := range r.Classes {
		l := line{name: name, colour: colourOf(class)}
		for _, p := range points {
			l.x, l.y = append(l.x, p.Radius), append(l.y, p.Recall[class])
		}
		c.lines = append(c.lines, l)
	}
	return c.draw()
}

// swapChart draws whose class images are taken for, over the radius of the exchange.
func swapChart(points []swap.Point, given, base string) template.HTML {
	c := chart{label: given + " against " + base, x: "exchanged below this radius, cycles per image", y: "taken for the class of"}
	a, b := line{name: given, colour: blue}, line{name: base, colour: red}
	for _, p := range points {
		for _, l := range []struct {
			to *line
			r  stats.Rate
		}{{&a, p.Given}, {&b, p.Base}} {
			l.to.x, l.to.y = append(l.to.x, p.Radius), append(l.to.y, l.r.Value)
			l.to.low, l.to.high = append(l.to.low, l.r.Low), append(l.to.high, l.r.High)
		}
	}
	c.lines = []line{a, b}
	return c.draw()
}

// bandChart draws accuracy over the octave of the noise, a line for each strength.
func bandChart(r *criticalband.Result) template.HTML {
	c := chart{label: "accuracy over the octave of added noise", x: "centre of the noise's octave, cycles per image", y: "recognised", octave: true}
	for k, d := range r.Config.Deviations {
		l := line{name: fmt.Sprintf("noise %g", d), colour: palette[k%len(palette)]}
		for _, b := range r.Bands {
			l.x, l.y = append(l.x, b.Centre), append(l.y, b.Accuracy[k])
			l.low, l.high = append(l.low, b.Low[k]), append(l.high, b.High[k])
		}
		c.lines = append(c.lines, l)
	}
	x := []float64{r.Bands[0].Centre, r.Bands[len(r.Bands)-1].Centre}
	c.lines = append(c.lines, line{name: "no noise", colour: grey, dash: dashed, x: x, y: []float64{r.Clean, r.Clean}},
		line{name: "half-way to chance", colour: grey, dash: dotted, x: x, y: []float64{r.Level, r.Level}})
	return c.draw()
}

// heatMap draws the error rates, zero frequency in the middle.
func heatMap(r *heatmap.Result) template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, r.Size, r.Size))
	for i, e := range fft.Shift(r.Error, r.Size, r.Size) {
		c := color.RGBA{128, 128, 128, 255}
		if e >= 0 {
			c = heat(e)
		}
		img.SetRGBA(i%r.Size, i/r.Size, c)
	}
	return inline(img, "share of images not recognised with each wave added, zero frequency in the middle")
}

// heatScale draws what the colours mean.
func heatScale() template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, 64, 2))
	for i := range 128 {
		img.SetRGBA(i%64, i/64, heat(float64(i%64)/63))
	}
	return inline(img, "from 0 % on the left to 100 % on the right")
}

// heat maps 0..1 to dark blue, orange, light yellow, rising in lightness.
func heat(x float64) color.RGBA {
	stops := [][3]float64{{13, 8, 55}, {120, 28, 109}, {229, 92, 48}, {250, 193, 39}, {252, 255, 164}}
	x = min(max(x, 0), 1) * float64(len(stops)-1)
	i := min(int(x), len(stops)-2)
	f := x - float64(i)
	mix := func(k int) uint8 { return uint8(stops[i][k] + f*(stops[i+1][k]-stops[i][k]) + 0.5) }
	return color.RGBA{mix(0), mix(1), mix(2), 255}
}

// heatChart draws the error over the distance from zero.
func heatChart(r *heatmap.Result) template.HTML {
	c := chart{label: "error over the frequency of the added wave", x: "frequency of the added wave, cycles per image", y: "not recognised"}
	l := line{name: "wrong", colour: red, y: r.Mean, low: r.Low, high: r.High}
	for _, radius := range r.Radius {
		l.x = append(l.x, float64(radius))
	}
	c.lines = []line{l, {name: "without a wave", colour: grey, dash: dashed, x: []float64{0, l.x[len(l.x)-1]}, y: []float64{r.Clean, r.Clean}}}
	return c.draw()
}

// memberMap draws how probably each bin is in the map of 5 %.
func memberMap(s *dfm.Scores, class int) template.HTML {
	return shares(s.Member[class], s.Size, "probability of each frequency to be in the map, zero frequency in the middle")
}

// shares draws values from 0 to 1 over frequencies, zero frequency in the middle.
func shares(m []float64, size int, label string) template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for i, v := range fft.Shift(m, size, size) {
		img.SetRGBA(i%size, i/size, heat(v))
	}
	return inline(img, label)
}

// profile draws where a class's map of 5 % lies.
func profile(s *dfm.Scores, class int) template.HTML {
	p := s.Top(class, 5).Profile()[1:] // the mean is one bin, and would be all or nothing
	l := line{name: "in the map", colour: blue, y: p}
	top := 0.1
	for r, v := range p {
		l.x = append(l.x, float64(r+1))
		top = max(top, v)
	}
	c := chart{label: "share of frequencies in the map over their distance from zero", x: "distance from zero, cycles per image", y: "share of frequencies in the map", top: top}
	c.lines = []line{l, {name: "if spread evenly", colour: grey, dash: dashed, x: []float64{1, l.x[len(l.x)-1]}, y: []float64{0.05, 0.05}}}
	return c.draw()
}

// shortcuts lists the classes with a shortcut at 5 %.
func (s *Study) shortcuts() []int {
	var out []int
	for class, name := range s.Classes {
		for _, v := range s.Verdicts {
			if v.Percent == 5 && v.Class == name && v.Shortcut {
				out = append(out, class)
			}
		}
	}
	return out
}

// cueOf returns a class's part of the cue-conflict test, or nil.
func (s *Study) cueOf(class int) *cueconflict.Class {
	if s.CueConflict == nil {
		return nil
	}
	for i, c := range s.CueConflict.Classes {
		if c.Class == s.Classes[class] {
			return &s.CueConflict.Classes[i]
		}
	}
	return nil
}

// leaning says in words what a bias means, if its interval leaves no doubt.
func leaning(r cueconflict.Rate) string {
	switch {
	case r.N == 0:
		return "no decision for either cue"
	case r.Low > 0.5:
		return "goes by shape"
	case r.High < 0.5:
		return "goes by texture"
	}
	return "goes by neither beyond doubt"
}

// audited sums up the samples of the verified mode.
func audited(all []dfm.Audit) string {
	missed, sampled, worst := 0, 0, 0.0
	for _, a := range all {
		missed, sampled = missed+a.Missed, sampled+a.Sampled
		if a.Sampled < a.Left { // the bound holds for all classes together (Bonferroni)
			worst = max(worst, stats.UpperShare(a.Missed, a.Sampled, 0.05/float64(len(all))))
		}
	}
	return fmt.Sprintf("%d of %d in all classes together; of the frequencies left out, at most %.0f %% belong into the map of any class (95 %% bound)", missed, sampled, 100*worst)
}

// cells are the verdicts of one class, one for each size of its map.
type cells struct {
	Class string
	Full  float64
	All   []dfm.Verdict
}

// byClass sorts verdicts into rows.
func byClass(all []dfm.Verdict) (rows []cells) {
	for _, v := range all {
		if len(rows) == 0 || rows[len(rows)-1].Class != v.Class {
			rows = append(rows, cells{Class: v.Class, Full: v.Full})
		}
		last := &rows[len(rows)-1]
		last.All = append(last.All, v)
	}
	return rows
}

// orderUntil is how many iterations of natural images the paper looks at.
const orderUntil = 1200

// Order sets what is learned first against what stands out; nil if either is not known.
func Order(c *dynamics.Curve, a *adcs.Result) *dynamics.Order {
	if c == nil || a == nil {
		return nil
	}
	o := c.Compare(a.Distinctness(), orderUntil)
	return &o
}

func order(s *Study) *dynamics.Order {
	if s.Curve != nil && len(s.Curve.Iterations) == 0 {
		return nil
	}
	return Order(s.Curve, s.ADCS)
}

// corrupted draws the error for each corruption and severity.
func corrupted(e *corrupt.Errors) template.HTML {
	kinds, _ := tested(e)
	return rates("severity", kinds, []string{"1", "2", "3", "4", "5"}, func(i, j int) (float64, string) {
		v := e.By[kinds[i]][j]
		return v, fmt.Sprintf("%s, severity %d: %.1f %% not recognised", kinds[i], j+1, 100*v)
	})
}

// untested says which corruptions the mean is not about; "" if it is about all.
func untested(e *corrupt.Errors) string {
	if _, missing := tested(e); len(missing) > 0 {
		return fmt.Sprintf("Only %d of %d corruptions were tested; missing: %s.", len(e.By), len(corrupt.Names()), strings.Join(missing, ", "))
	}
	return ""
}

// tested splits the corruptions, in the papers' order.
func tested(e *corrupt.Errors) (kinds, missing []string) {
	for _, name := range corrupt.Names() {
		if _, ok := e.By[name]; ok {
			kinds = append(kinds, name)
		} else {
			missing = append(missing, name)
		}
	}
	return kinds, missing
}
