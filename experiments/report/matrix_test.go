package report

import (
	"image/color"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/compare"
)

// TestInk: numbers stand out from every colour of both scales by the 4.5 to 1 that
// WCAG 2.2 asks for.
func TestInk(t *testing.T) {
	luminance := func(c color.RGBA) (sum float64) {
		for i, v := range []uint8{c.R, c.G, c.B} {
			x := float64(v) / 255
			if x <= 0.04045 {
				x /= 12.92
			} else {
				x = math.Pow((x+0.055)/1.055, 2.4)
			}
			sum += x * []float64{0.2126, 0.7152, 0.0722}[i]
		}
		return sum
	}
	for i := range 201 {
		x := float64(i-100) / 100
		for _, c := range []color.RGBA{heat(x), diverging(x)} {
			ink := map[string]float64{"#000": 0, "#fff": 1}[inkOn(c)]
			ratio := (luminance(c) + 0.05) / (ink + 0.05)
			require.GreaterOrEqual(t, max(ratio, 1/ratio), 4.5, "%v", c)
		}
	}
}

// TestNamesFit: the longest name of a row starts within the picture, and so does that
// of a column end.
func TestNamesFit(t *testing.T) {
	names := []string{"a", "golden_retriever", "a_name_of_the_greatest_length_shown"}
	page := string(matrix{rows: names, columns: names, cell: func(i, j int) cell { return cell{} }}.draw())
	size := regexp.MustCompile(`viewBox="0 0 (\d+) `).FindStringSubmatch(page)
	width, err := strconv.Atoi(size[1])
	require.NoError(t, err)
	const letter = 6.5
	for i := range names {
		length := letter * float64(min(len(names[i]), longestLabel))
		x := labelWidth(names) - 8
		require.Greater(t, float64(x), length)
		last := float64(labelWidth(names) + 42*i + 21)
		require.Less(t, last+length*math.Cos(50*math.Pi/180), float64(width))
	}
	require.NotContains(t, page, "length_shown")
	require.Contains(t, page, "golden_retriever")
	require.Contains(t, page, "rotate")
	require.NotContains(t, string(rates("", names, []string{"1", "2"}, func(i, j int) (float64, string) { return 0, "" })), "rotate")
}

func TestNumbers(t *testing.T) {
	require.Equal(t, []string{"< 0.001", "0.001", "0.590"}, []string{pvalue(0.0004), pvalue(0.001), pvalue(0.59)})
	require.Equal(t, "50\u00a0%", span(compare.Span{Mean: 0.5, Least: 0.5, Most: 0.5}))
	require.Equal(t, "50\u00a0% (40 to 60)", span(compare.Span{Mean: 0.5, Least: 0.4, Most: 0.6}))
}
