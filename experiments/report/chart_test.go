package report

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTicks(t *testing.T) {
	require.InDeltaSlice(t, []float64{0, 5, 10, 15, 20}, ticks(0, 23, false), 1e-9)
	require.InDeltaSlice(t, []float64{0, 100, 200, 300, 400, 500}, ticks(0, 500, false), 1e-9)
	require.InDeltaSlice(t, []float64{64, 66, 68, 70, 72, 74}, ticks(64, 74, false), 1e-9)
	require.Equal(t, []float64{1.75, 3.5, 7, 14}, ticks(1.75, 14, true))
	require.Equal(t, []float64{10}, ticks(10, 10, false), "one point has one tick")
	require.Equal(t, []float64{0}, ticks(0, 0, false))
	for _, c := range [][2]float64{{0, 1e-3}, {0.3, 0.31}, {-4, 900}, {1e6, 1e6 + 3}} {
		require.LessOrEqual(t, len(ticks(c[0], c[1], false)), 12)
		require.NotEmpty(t, ticks(c[0], c[1], false))
	}
}

// TestManyLines: the names of many classes stay within the picture, which is not larger
// for a few.
func TestManyLines(t *testing.T) {
	height := func(names int) (picture, last int) {
		var c chart
		for i := range names {
			c.lines = append(c.lines, line{name: strconv.Itoa(i), x: []float64{0, 1}, y: []float64{0, 1}})
		}
		drawn := string(c.draw())
		picture, err := strconv.Atoi(regexp.MustCompile(`viewBox="0 0 \d+ (\d+)"`).FindStringSubmatch(drawn)[1])
		require.NoError(t, err)
		end := regexp.MustCompile(`y="(\d+)">` + strconv.Itoa(names-1) + `</text></svg>`)
		last, err = strconv.Atoi(end.FindStringSubmatch(drawn)[1])
		require.NoError(t, err)
		return picture, last
	}
	few, _ := height(3)
	same, last := height(17)
	require.Equal(t, few, same)
	require.Less(t, last, same)
	many, last := height(100)
	require.Greater(t, many, few)
	require.Less(t, last, many)
}
