package corrupt

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
)

func TestFilesRoundTrip(t *testing.T) {
	s := natural(4, 3, 10, 10)
	s.Classes, s.Labels = []string{"a", "b"}, []int{1, 0, 0, 1}
	dir := t.TempDir()
	var sets []*dataset.Set
	for severity := 1; severity <= Severities; severity++ {
		c, err := Set(s, "contrast", severity, 1)
		require.NoError(t, err)
		sets = append(sets, c)
	}
	require.NoError(t, WriteArrays(dir, "contrast", sets))
	back, err := ReadArrays(dir, "contrast", 4, s.Classes)
	require.NoError(t, err)
	require.Equal(t, sets[3].Pixels, back.Pixels)
	require.Equal(t, s.Labels, back.Labels)
	_, err = ReadArrays(dir, "contrast", 4, s.Classes[:1])
	require.ErrorContains(t, err, "label 1 is no class")
	many := *s
	many.Classes, many.Labels = make([]string, 1000), []int{0, 255, 256, 999}
	require.NoError(t, WriteArrays(dir, "many", []*dataset.Set{&many, &many, &many, &many, &many}))
	back, err = ReadArrays(dir, "many", 2, many.Classes)
	require.NoError(t, err)
	require.Equal(t, many.Labels, back.Labels)
	_, err = ReadArrays(dir, "fog", 1, s.Classes)
	require.ErrorIs(t, err, os.ErrNotExist)

	require.NoError(t, WriteImages(filepath.Join(dir, "png"), sets[0]))
	images, err := dataset.LoadFolder(filepath.Join(dir, "png"), ".", 0)
	require.NoError(t, err)
	require.Equal(t, []int{0, 0, 1, 1}, images.Labels)
	require.Equal(t, sets[0].Image(1), images.Image(0))
	require.Equal(t, sets[0].Image(3), images.Image(3))
}

func TestMCENeedsABaseline(t *testing.T) {
	bad := [5]float64{0.5, 0.5, 0.5, 0.5, 0.5}
	e := Errors{Clean: 0.1, By: map[string][5]float64{"fog": bad}}
	_, _, err := e.MCE(Errors{By: map[string][5]float64{"snow": bad}})
	require.ErrorContains(t, err, "the baseline was not tested with fog")
	_, _, err = e.MCE(Errors{Clean: 0.6, By: map[string][5]float64{"fog": bad}})
	require.ErrorContains(t, err, "the baseline loses nothing with fog")
	_, _, err = Errors{}.MCE(e)
	require.ErrorContains(t, err, "no error rates")
	mce, relative, err := e.MCE(e)
	require.NoError(t, err)
	require.InDelta(t, 1, mce, 1e-12)
	require.InDelta(t, 1, relative, 1e-12)
}
