package ood_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/ood"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

func text(s string) *string { return &s }

func TestMappingMistakes(t *testing.T) {
	labels, classes := []string{"horse", "guitar"}, []string{"zebra", "ox"}
	for _, c := range []struct {
		m    ood.Mapping
		says string
	}{
		{ood.Mapping{"horse": text("zebra")}, `no entry for the images' class "guitar"`},
		{ood.Mapping{"horse": text("zebra"), "guitar": nil, "house": nil}, `a class "house" that the images do not have; theirs are horse, guitar`},
		{ood.Mapping{"horse": text("zebar"), "guitar": nil}, `sends "horse" to "zebar", which is no class of the network; its classes are zebra, ox`},
		{ood.Mapping{"horse": nil, "guitar": nil}, "leaves out every class"},
		{ood.Mapping{"horse": text("zebra"), "guitar": nil}, ""},
	} {
		err := c.m.Check(labels, classes)
		if c.says == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, c.says)
		}
	}
	_, err := ood.Same(labels, classes)
	require.ErrorContains(t, err, `a class "horse"`)
}

func TestReadMapping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.json")
	for content, says := range map[string]string{
		`["horse"]`: "want one JSON object", `{"a": 3}`: `"a" is 3, want a class name or null`, `{}`: "maps no class", `{"a": "b"`: "want one JSON object",
	} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
		_, err := ood.ReadMapping(path)
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, "map.json")
	}
	require.NoError(t, os.WriteFile(path, []byte(`{"a": "b", "c": null}`), 0o644))
	m, err := ood.ReadMapping(path)
	require.NoError(t, err)
	require.Equal(t, ood.Mapping{"a": text("b"), "c": nil}, m)
}

// TestMappingsShipped: the mappings in the repository are read without complaint.
func TestMappingsShipped(t *testing.T) {
	files, err := filepath.Glob("mappings/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		_, err := ood.ReadMapping(f)
		require.NoError(t, err)
	}
}

// outside makes the images of planted data with other class names, without the
// wave if amplitude is 0.
func outside(amplitude float64) *dataset.Set {
	p := synthetic.Planted{Size: 16, Classes: 4, Class: 2, U: 3, V: 5, Amplitude: amplitude, Train: 1, Test: 60, Seed: 5}
	_, set := p.Generate()
	set.Classes = []string{"one", "two", "three", "four"}
	return set
}

var mapping = ood.Mapping{"one": text("A"), "two": text("B"), "three": text("C"), "four": nil}

// study trains a network on a planted wave in class C and compares images where
// it is and where it is not.
func study(t testing.TB, restrict, shortcut bool) *ood.Result {
	ctx := context.Background()
	p := synthetic.Planted{Size: 16, Classes: 4, Class: 2, U: 3, V: 5, Amplitude: 2, Train: 150, Test: 60, Seed: 1}
	set, test := p.Generate()
	net, err := train.New("cnn3gap", 0.25, set, 1)
	require.NoError(t, err)
	c, err := train.Preset("plain")
	require.NoError(t, err)
	c.Iterations, c.LR = 120, 0.01
	require.NoError(t, train.Run(ctx, net, set, nil, c, train.Hooks{}))
	scores, err := dfm.Score(ctx, net, set.PerClass(8, 1), dfm.Config{Mode: dfm.Fast})
	require.NoError(t, err)
	verdicts := []dfm.Verdict{{Class: "C", Shortcut: shortcut}}
	r, err := ood.Run(ctx, net, test, []ood.Style{
		{Name: "with", Set: mapping.Apply(outside(2), set.Classes)},
		{Name: "without", Set: mapping.Apply(outside(0), set.Classes)},
	}, scores, verdicts, ood.Config{Percent: 5, Restrict: restrict}, nil)
	require.NoError(t, err)
	return r
}

// TestPresentLiftsAbsentSinks: the paper's two verdicts, on data where it is
// known which holds.
func TestPresentLiftsAbsentSinks(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	r := study(t, true, true)
	require.Equal(t, []string{"A", "B", "C"}, r.Present)
	require.Len(t, r.Domains, 3)
	class := func(domain int) ood.Class { return r.Domains[domain].Classes[2] }
	require.True(t, class(0).Present)
	require.Contains(t, class(0).Verdict, "shortcut present")
	require.InDelta(t, class(0).In.TPR.Value, class(0).Out.TPR.Value, 0.1)
	require.False(t, class(1).Present)
	require.Equal(t, "shortcut absent: the score sinks (by change number 3 of 3)", class(1).Verdict)
	require.Equal(t, "no shortcut", r.Domains[0].Classes[0].Verdict)
	all := r.Domains[2]
	require.Equal(t, r.Domains[0].Images+r.Domains[1].Images, all.Images)
	require.InDelta(t, (class(0).Out.TPR.Value+class(1).Out.TPR.Value)/2, class(2).Out.TPR.Value, 1e-9)
}

// TestSameImagesChangeNothing: the test set as its own outside has the same
// rates, whatever the maps.
func TestSameImagesChangeNothing(t *testing.T) {
	p := synthetic.Planted{Size: 16, Classes: 3, Class: 1, U: 2, V: 3, Amplitude: 2, Train: 1, Test: 20, Seed: 1}
	_, test := p.Generate()
	net, err := train.New("cnn3", 0.25, test, 1)
	require.NoError(t, err)
	s := &dfm.Scores{Classes: test.Classes, Size: 16}
	for range test.Classes {
		plane := make([]float64, 256)
		for _, q := range spectrum.Pairs(16)[:20] {
			plane[q.U*16+q.V], plane[q.PartnerU*16+q.PartnerV] = 1, 1
		}
		s.Score = append(s.Score, plane)
	}
	m, err := ood.Same(test.Classes, net.Classes)
	require.NoError(t, err)
	for _, restrict := range []bool{false, true} {
		r, err := ood.Run(context.Background(), net, test, []ood.Style{{Name: "same", Set: m.Apply(test, net.Classes)}}, s, nil, ood.Config{Percent: 5, Restrict: restrict}, nil)
		require.NoError(t, err)
		require.Len(t, r.Domains, 1)
		for _, c := range r.Domains[0].Classes {
			require.Equal(t, c.In, c.Out)
			require.Zero(t, c.Change.Value)
			require.False(t, strings.Contains(c.Verdict, "present"))
		}
	}
}

// TestPublishedRule: a class that is recognised from its map is followed outside
// even where the verdict is not a shortcut, and said to be.
func TestPublishedRule(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a network")
	}
	c := study(t, false, false).Domains[1].Classes[2]
	require.True(t, c.Published)
	require.Equal(t, "by the published rule only, random maps may do as well: shortcut absent: the score sinks (by change number 3 of 3)", c.Verdict)
}

func ExampleMapping() {
	m := ood.Mapping{"zebra": nil, "pony": text("horse")}
	fmt.Println(m.Check([]string{"pony", "zebra", "mule"}, []string{"horse", "dog"}))
	// Output: the mapping has no entry for the images' class "mule": map it to one of the network's, or to null to leave it out
}
