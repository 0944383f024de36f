package report

import (
	"fmt"
	"html/template"

	"freqlens/experiments/compare"
)

// seedCurves draws the F1 of every class, mean and range of the seeds.
func seedCurves(classes []string, s compare.Seeds) template.HTML {
	f := chart{label: "F1 of each class over training iterations", x: "iteration", y: "F1"}
	for class, name := range classes {
		l := line{name: name, colour: colourOf(class)}
		for i, at := range s.Iterations {
			v := s.F1[class][i]
			l.x, l.y = append(l.x, float64(at)), append(l.y, v.Mean)
			l.low, l.high = append(l.low, v.Least), append(l.high, v.Most)
		}
		f.lines = append(f.lines, l)
	}
	return f.draw()
}

// seedDeltas draws the mean change of predictions; titles have the range.
func seedDeltas(classes []string, b compare.Bandstop) template.HTML {
	return deltas(b.Name, classes, func(i, j int) (float64, string) {
		d := b.Delta[i][j]
		if d.Least == d.Most {
			return d.Mean, ""
		}
		return d.Mean, fmt.Sprintf(", from %+.1f to %+.1f", d.Least, d.Most)
	})
}

// span is a mean in per cent, with its range if there is one: a single seed has none.
func span(s compare.Span) string {
	if s.Least == s.Most {
		return percent(s.Mean)
	}
	return fmt.Sprintf("%s (%.0f to %.0f)", percent(s.Mean), 100*s.Least, 100*s.Most)
}

// seedMap draws in how many of the seeds' maps each frequency is.
func seedMap(m []float64, size int) template.HTML {
	return shares(m, size, "share of the seeds whose map has each frequency, zero frequency in the middle")
}
