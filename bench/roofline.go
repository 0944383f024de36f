package main

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"strings"

	"freqlens/tensor"
)

// The picture's size and the frame of the plot, in SVG units.
const (
	pictureWidth, pictureHeight    = 900, 600
	frameLeft, frameRight          = 70, 660
	frameTop, frameBottom          = 50, 540
	legendLeft, legendTop, lineGap = 680, 70, 22
)

// roofline is a log-log plot of rate over arithmetic intensity: how much a
// kernel computes for every byte that it must at least move. The slope is what
// memory allows, the roof is what the units allow.
type roofline struct {
	strings.Builder
	minX, maxX, minY, maxY float64 // powers of ten of the frame
	legendAt               float64
}

// writeRoofline draws the cells of the best level under the limits of all.
func writeRoofline(file string, s *survey) error {
	return tensor.WriteFile(file, func(w io.Writer) error {
		_, err := io.WriteString(w, drawRoofline(s))
		return err
	})
}

func drawRoofline(s *survey) string {
	best := s.columns[0].level
	var points []cell
	for _, m := range s.cells {
		if m.column.level == best && m.task.bytes > 0 && m.row.GFlops > 0 {
			points = append(points, m)
		}
	}
	r := &roofline{legendAt: legendTop}
	r.scale(s, points)
	r.open(s)
	r.axes()
	r.roofs(s)
	r.points(s, points)
	fmt.Fprint(r, "</svg>\n")
	return r.String()
}

// widest is the column of the best level with the most threads.
func (s *survey) widest() column {
	w := s.columns[0]
	for _, c := range s.columns {
		if c.level == w.level && c.threads > w.threads {
			w = c
		}
	}
	return w
}

// scale chooses whole powers of ten that hold all roofs and points.
func (r *roofline) scale(s *survey, points []cell) {
	low, high := math.Inf(1), 0.0
	left, right := 0.1, 100.0
	for _, l := range s.limits {
		low, high = min(low, l.peak), max(high, l.peak)
	}
	for _, m := range points {
		low, high = min(low, m.row.GFlops), max(high, m.row.GFlops)
		x := m.task.flops / m.task.bytes
		left, right = min(left, x), max(right, x)
	}
	r.minX, r.maxX = math.Floor(math.Log10(left)), math.Ceil(math.Log10(right))
	r.minY, r.maxY = math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
}

func (r *roofline) x(intensity float64) float64 {
	return frameLeft + (frameRight-frameLeft)*(math.Log10(intensity)-r.minX)/(r.maxX-r.minX)
}

func (r *roofline) y(rate float64) float64 {
	return frameBottom - (frameBottom-frameTop)*(math.Log10(rate)-r.minY)/(r.maxY-r.minY)
}

// open writes the head: colours for light and dark, and the title.
func (r *roofline) open(s *survey) {
	fmt.Fprintf(r, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13" role="img">
<title>Roofline of %s</title>
<style>
  .paper { fill: #ffffff } .ink { fill: #1b1f24 } .soft { fill: #57606a }
  .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 4px }
  .grid { stroke: #d0d7de; stroke-width: 1 } .roof { stroke: #1b1f24; fill: none; stroke-width: 2 } .low { stroke: #8c959f; stroke-width: 1.2; stroke-dasharray: 5 4 }
  .sgemm { fill: #0550ae; stroke: #0550ae } .conv { fill: #bc4c00; stroke: #bc4c00 } .fft { fill: #116329; stroke: #116329 } .one { fill-opacity: 0 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .ink { fill: #e6edf3 } .soft { fill: #9198a1 }
    .halo { stroke: #0d1117 } .grid { stroke: #30363d } .roof { stroke: #e6edf3 } .low { stroke: #768390 }
    .sgemm { fill: #79c0ff; stroke: #79c0ff } .conv { fill: #ffa657; stroke: #ffa657 } .fft { fill: #7ee787; stroke: #7ee787 } .one { fill-opacity: 0 }
  }
</style>
<rect class="paper" width="%[1]d" height="%[2]d"/>
<text class="ink" x="%[4]d" y="28" font-size="17">%[3]s</text>
`, pictureWidth, pictureHeight, html.EscapeString(cpuName()), frameLeft)
	fmt.Fprintf(r, `<text class="soft" x="%d" y="44" font-size="12">kernels at level %s; a filled mark is %d thread(s), a hollow one fewer</text>`+"\n",
		frameLeft, s.columns[0].level, s.widest().threads)
}

// axes draws a line for every power of ten, and what the axes mean.
func (r *roofline) axes() {
	for e := r.minX; e <= r.maxX; e++ {
		x := r.x(math.Pow(10, e))
		fmt.Fprintf(r, `<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text class="soft" x="%.1f" y="%d" text-anchor="middle">%g</text>`+"\n",
			x, frameTop, x, frameBottom, x, frameBottom+18, math.Pow(10, e))
	}
	for e := r.minY; e <= r.maxY; e++ {
		y := r.y(math.Pow(10, e))
		fmt.Fprintf(r, `<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="soft" x="%d" y="%.1f" text-anchor="end">%g</text>`+"\n",
			frameLeft, y, frameRight, y, frameLeft-8, y+4, math.Pow(10, e))
	}
	fmt.Fprintf(r, `<text class="ink" x="%d" y="%d" text-anchor="middle">operations for each byte that must be moved</text>`+"\n",
		(frameLeft+frameRight)/2, frameBottom+42)
	fmt.Fprintf(r, `<text class="ink" transform="translate(20 %d) rotate(-90)" text-anchor="middle">GFLOP/s, counted by the definition</text>`+"\n",
		(frameTop+frameBottom)/2)
}

// roofs draws the limits of all columns, and writes what they are one above the
// other where they are close.
func (r *roofline) roofs(s *survey) {
	columns := slices.Clone(s.columns)
	slices.SortStableFunc(columns, func(a, b column) int { return cmp.Compare(s.limits[a].peak, s.limits[b].peak) })
	above := math.Inf(1)
	for _, c := range columns {
		l, class := s.limits[c], "roof low"
		if c.level == s.columns[0].level {
			class = "roof"
		}
		r.roof(l, class)
		above = min(r.y(l.peak)-5, above-13)
		fmt.Fprintf(r, `<text class="soft halo" x="%d" y="%.1f" font-size="11" text-anchor="end">%s: %.0f GFLOP/s, %.0f GB/s</text>`+"\n",
			frameRight-4, above, c, l.peak, l.bandwidth)
	}
}

// roof draws one limit: memory's slope up to the peak.
func (r *roofline) roof(l limit, class string) {
	floor, left, right := math.Pow(10, r.minY), math.Pow(10, r.minX), math.Pow(10, r.maxX)
	start := max(left, floor/l.bandwidth)
	ridge := min(max(l.peak/l.bandwidth, left), right)
	fmt.Fprintf(r, `<polyline class="%s" points="%.1f,%.1f %.1f,%.1f %.1f,%.1f"/>`+"\n", class,
		r.x(start), r.y(min(l.peak, start*l.bandwidth)), r.x(ridge), r.y(l.peak), r.x(right), r.y(l.peak))
}

// marks says what the points of each suite look like.
var marks = []struct{ suite, text, shape string }{
	{"sgemm", "matrix product", `<circle class="%s" cx="%.1f" cy="%.1f" r="5" stroke-width="1.5">%s</circle>`},
	{"conv", "convolution", `<rect class="%s" x="-4.5" y="-4.5" width="9" height="9" stroke-width="1.5" transform="translate(%.1f %.1f)">%s</rect>`},
	{"fft", "Fourier transform", `<path class="%s" d="M0-6 5 4-5 4Z" stroke-width="1.5" transform="translate(%.1f %.1f)">%s</path>`},
}

func (r *roofline) points(s *survey, points []cell) {
	widest := s.widest()
	for _, mark := range marks {
		if !slices.ContainsFunc(points, func(m cell) bool { return m.task.Bench == mark.suite }) {
			continue
		}
		for _, m := range points {
			if m.task.Bench != mark.suite {
				continue
			}
			class := mark.suite
			if m.column != widest {
				class += " one"
			}
			title := fmt.Sprintf("<title>%s %s, %d thread(s): %.1f GFLOP/s</title>", html.EscapeString(m.task.Case),
				m.task.variant(), m.column.threads, m.row.GFlops)
			fmt.Fprintf(r, mark.shape+"\n", class, r.x(m.task.flops/m.task.bytes), r.y(m.row.GFlops), title)
		}
		r.legend(mark.shape, mark.suite, mark.text)
	}
	r.note("A convolution above the roof")
	r.note("was done by Winograd: fewer")
	r.note("operations than counted.")
	r.note("A mark above the slope worked")
	r.note("on data that a cache held.")
}

func (r *roofline) legend(shape, class, text string) {
	fmt.Fprintf(r, shape+"\n", class, float64(legendLeft), r.legendAt-4, "")
	fmt.Fprintf(r, `<text class="ink" x="%d" y="%.1f">%s</text>`+"\n", legendLeft+14, r.legendAt, text)
	r.legendAt += lineGap
}

func (r *roofline) note(text string) {
	fmt.Fprintf(r, `<text class="soft" x="%d" y="%.1f" font-size="12">%s</text>`+"\n", legendLeft-5, r.legendAt+12, text)
	r.legendAt += 16
}
