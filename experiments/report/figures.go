package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"math"

	"freqlens/experiments/bandstop"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/spectrum"
	"freqlens/fft"
)

// percent is a share in per cent; no line breaks within.
func percent(x float64) string { return fmt.Sprintf("%.0f\u00a0%%", 100*x) }

// pvalue is a probability with three places; one that would be 0 by them is none.
func pvalue(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// palette colours classes; it keeps its order of lightness in both themes.
var palette = []string{"#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bb7733", "#777777", "#44aa99", "#882255"}

func colourOf(class int) string { return palette[class%len(palette)] }

// curves draws the F1 of every class over the iterations.
func curves(c *dynamics.Curve) template.HTML {
	f := chart{label: "F1 of each class over training iterations", x: "iteration", y: "F1"}
	for class, name := range c.Classes {
		l := line{name: name, colour: colourOf(class), y: c.F1[class]}
		for _, it := range c.Iterations {
			l.x = append(l.x, float64(it))
		}
		f.lines = append(f.lines, l)
	}
	return f.draw()
}

// firstLearned says which class was learned first.
func firstLearned(c *dynamics.Curve) string {
	class, at := c.First(dynamics.LearnedF1)
	if class < 0 {
		return fmt.Sprintf("No class reached F1 ≥ %s and stayed there.", percent(dynamics.LearnedF1))
	}
	return fmt.Sprintf("%s is the first class to reach F1 ≥ %s and stay there, at iteration %d.", c.Classes[class], percent(dynamics.LearnedF1), at)
}

// delta draws a relative confusion matrix with its numbers.
func delta(t bandstop.Test, classes []string) template.HTML {
	return deltas(t.Name(), classes, func(i, j int) (float64, string) { return t.Delta[i][j], "" })
}

// deltas draws a relative confusion matrix in per cent, with a note for the title of each cell.
func deltas(removed string, classes []string, value func(i, j int) (v float64, note string)) template.HTML {
	m := matrix{label: "change of predictions with " + removed + " removed", over: "taken for", rows: classes, columns: classes}
	m.cell = func(i, j int) cell {
		v, note := value(i, j)
		text := fmt.Sprintf("%+.0f", v)
		if math.Abs(v) < 0.5 {
			text = "0"
		}
		return cell{diverging(v / 100), text, fmt.Sprintf("%s taken for %s: %+.1f points%s", classes[i], classes[j], v, note)}
	}
	return m.draw()
}

// diverging maps -1..1 to blue, white, red.
func diverging(x float64) color.RGBA {
	x = min(max(x, -1), 1)
	end := [3]float64{178, 24, 43}
	if x < 0 {
		end, x = [3]float64{33, 102, 172}, -x
	}
	mix := func(e float64) uint8 { return uint8(247 + (e-247)*x + 0.5) }
	return color.RGBA{mix(end[0]), mix(end[1]), mix(end[2]), 255}
}

// signMap draws an ADCS, zero frequency in the middle.
func signMap(m []float64, size, classes int) template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for i, v := range fft.Shift(m, size, size) {
		img.SetRGBA(i%size, i/size, diverging(v/float64(max(classes-1, 1))))
	}
	return inline(img, "class-wise spectrum difference, zero frequency in the middle")
}

// maskMap draws the bins that a mask keeps, zero frequency in the middle.
func maskMap(m spectrum.Mask) template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, m.Size, m.Size))
	for i, keep := range fft.Shift(m.Keep, m.Size, m.Size) {
		c := color.RGBA{32, 36, 48, 255}
		if keep {
			c = color.RGBA{255, 214, 82, 255}
		}
		img.SetRGBA(i%m.Size, i/m.Size, c)
	}
	return inline(img, "frequencies in the map, zero frequency in the middle")
}

// picture draws planar bytes of one or three channels.
func picture(planes []byte, size int) template.HTML {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	plane := size * size
	for i := range plane {
		r, g, b := planes[i], planes[i], planes[i]
		if len(planes) >= 3*plane {
			g, b = planes[plane+i], planes[2*plane+i]
		}
		img.SetRGBA(i%size, i/size, color.RGBA{r, g, b, 255})
	}
	return inline(img, "example image")
}

func inline(img image.Image, alt string) template.HTML {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // an image in memory can always be encoded
	}
	return template.HTML(fmt.Sprintf(`<img alt="%s" src="data:image/png;base64,%s">`, alt, base64.StdEncoding.EncodeToString(b.Bytes())))
}
