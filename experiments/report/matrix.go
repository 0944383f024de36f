package report

import (
	"fmt"
	"html/template"
	"image/color"
	"math"
	"strings"
)

// matrix draws numbers on coloured cells.
type matrix struct {
	label         string // for those who cannot see it
	over          string // title of the columns; may be empty
	rows, columns []string
	cell          func(i, j int) cell
}

// cell is one of them; its note shows under the pointer.
type cell struct {
	colour     color.RGBA
	text, note string
}

// draw returns the matrix as SVG of a fixed width: letters do not shrink with the
// window, the box around scrolls.
func (m matrix) draw() template.HTML {
	const cellW, cellH, lean = 42, 29, 50 * math.Pi / 180
	left, head, beyond := labelWidth(m.rows), 22, 8
	upright := labelWidth(m.columns) <= cellW+20
	if !upright { // they lean to the right, and the last one needs room
		length := float64(labelWidth(m.columns) - 16)
		head, beyond = 12+int(length*math.Sin(lean)), int(length*math.Cos(lean))-cellW/2
	}
	if m.over != "" {
		head += 16
	}
	w, h := left+cellW*len(m.columns)+beyond, head+cellH*len(m.rows)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s" style="width:%dpx">`, w, h, template.HTMLEscapeString(m.label), w)
	fmt.Fprintf(&b, `<text class="soft" x="%d" y="12">%s</text>`, left, template.HTMLEscapeString(m.over))
	for j, name := range m.columns {
		place := `text-anchor="middle"`
		x, y := left+cellW*j+cellW/2, head-7
		if !upright {
			place = fmt.Sprintf(`transform="rotate(-50 %d %d)"`, x, y)
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" %s>%s</text>`, x, y, place, template.HTMLEscapeString(short(name, longestLabel)))
	}
	for i, name := range m.rows {
		y := head + cellH*i
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`, left-8, y+19, template.HTMLEscapeString(short(name, longestLabel)))
		for j := range m.columns {
			c := m.cell(i, j)
			fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#%02x%02x%02x"><title>%s</title></rect><text x="%d" y="%d" text-anchor="middle" style="fill:%s">%s</text>`,
				left+cellW*j, y, cellW-1, cellH-1, c.colour.R, c.colour.G, c.colour.B, template.HTMLEscapeString(c.note), left+cellW*j+cellW/2, y+19, inkOn(c.colour), c.text)
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// rates is a matrix of shares, in per cent.
func rates(over string, rows, columns []string, value func(i, j int) (v float64, note string)) template.HTML {
	return matrix{label: "matrix of rates", over: over, rows: rows, columns: columns, cell: func(i, j int) cell {
		v, note := value(i, j)
		return cell{heat(v), fmt.Sprintf("%.0f", 100*v), note}
	}}.draw()
}

// inkOn is black or white, whichever stands out more from a colour (WCAG 2.2, relative
// luminance).
func inkOn(c color.RGBA) string {
	linear := func(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }
	if 0.2126*linear(c.R)+0.7152*linear(c.G)+0.0722*linear(c.B) > 0.179 {
		return "#000"
	}
	return "#fff"
}

// longestLabel is how many letters of a network's or class's name are shown.
const longestLabel = 34

// labelWidth is the room for the longest of the names, of letters of usual width.
func labelWidth(names []string) int {
	longest := 0
	for _, name := range names {
		longest = max(longest, min(len([]rune(name)), longestLabel))
	}
	return 20 + 7*longest
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
