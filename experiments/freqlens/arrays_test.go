package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dfm"
	"freqlens/tensor"
)

func fewScores() *dfm.Scores {
	plane := []float64{0, 0.5, 1, 0.25}
	return &dfm.Scores{Classes: []string{"a", "b"}, Size: 2, PerClass: 3, Mode: dfm.Exact, Base: []float64{1, 2}, Agreement: []float64{0.5, 0.25},
		Score: [][]float64{plane, {1, 2, 3, 4}}, Error: [][]float64{plane, plane}, Member: [][]float64{{0, 0, 1, 0}, plane}}
}

// TestScoresComeBack: from the files of a whole and of an interrupted search.
func TestScoresComeBack(t *testing.T) {
	f := &folder{dir: t.TempDir()}
	none, err := f.readScores()
	require.NoError(t, err)
	require.Nil(t, none)
	want := fewScores()
	require.NoError(t, f.writeScores(want))
	got, err := f.readScores()
	require.NoError(t, err)
	require.Equal(t, want, got)

	want.Base, want.Score, want.Error, want.Member = want.Base[:1], want.Score[:1], want.Error[:1], want.Member[:1]
	want.Score[0] = []float64{0.1, 0.2, 0.3, 0.4} // not even in single precision
	require.NoError(t, f.writeSomeScores(want))
	got, err = f.readSomeScores()
	require.NoError(t, err)
	require.Equal(t, want, got)
}

// TestOtherArrays: files that do not fit together are named.
func TestOtherArrays(t *testing.T) {
	f := &folder{dir: t.TempDir()}
	s := fewScores()
	require.NoError(t, f.writeScores(s))
	require.NoError(t, f.writePlanes(scoresArrays, s.Classes[:1], 2, map[string][][]float64{"score": s.Score[:1]}))
	_, err := f.readScores()
	require.ErrorContains(t, err, filepath.Join(f.dir, "dfm.npz")+": score has 4 values, want 2 planes of 2x2")
	require.NoError(t, tensor.WriteNPZ(f.path(scoresArrays), nil))
	_, err = f.readScores()
	require.ErrorContains(t, err, "dfm.npz holds no score: remove")
	require.NoError(t, os.Remove(f.path(scoresArrays)))
	_, err = f.readScores()
	require.ErrorContains(t, err, "dfm.npz")
}
