package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/compare"
)

// tinyStudy makes a run in dir/study/Syn_B2.
func tinyStudy(t *testing.T, dir string) {
	code, messages := command(t, dir, 2, "study", "--bands", "2", "--train-images", "60", "--test-images", "12", "--iterations", "10",
		"--dfm-images", "3", "--random-masks", "3", "--dfm-mode", "fast", "--out", "study")
	require.Zero(t, code, messages)
}

// stimuli writes cue-conflict images of the classes C0 and C1, and a folder of
// images outside.
func stimuli(t *testing.T, dir string) {
	write := func(name string, left, right uint8) {
		img := image.NewGray(image.Rect(0, 0, 32, 32))
		for i := range img.Pix {
			img.Pix[i] = left
			if i%32 > 15 {
				img.Pix[i] = right
			}
		}
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
	write("stimuli/cue_conflict/zero/zero1-one1.png", 40, 200)
	write("stimuli/cue_conflict/one/one1-zero1.png", 200, 40)
	for i := range 4 {
		write(fmt.Sprintf("outside/drawn/zero/%d.png", i), uint8(20*i), 200)
		write(fmt.Sprintf("outside/drawn/one/%d.png", i), 200, uint8(30*i))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "map.json"), []byte(`{"zero": "C0", "one": "C1"}`), 0o644))
}

var analyses = [][]string{
	{"dfm", "find", "study/Syn_B2", "--mode", "verified"},
	{"radial", "study/Syn_B2", "--step", "6"},
	{"heatmap", "study/Syn_B2", "--images", "2", "--most", "2"},
	{"criticalband", "study/Syn_B2", "--images", "4"},
	{"swap", "study/Syn_B2", "--images", "4", "--radii", "4,30"},
	{"cueconflict", "study/Syn_B2", "--stimuli", "stimuli", "--map", "map.json"},
	{"ood", "study/Syn_B2", "--data", "imagefolder=outside@32", "--styles", "drawn", "--map", "map.json"},
	{"export", "study/Syn_B2", "--images", "2", "--out", "export"},
	{"compare", "study/Syn_B2", "--out", "compare"},
	{"keep", "study/Syn_B2", "--weights", "--out", "kept"},
	{"keep", "study/Syn_B2", "--out", "bare"},
	{"compare", "kept/Syn_B2", "--images", "5", "--out", "comparekept"},
	{"compare", "bare/Syn_B2", "--images", "5", "--out", "comparebare"},
}

// TestAnalysesDoNotDependOnThreads: every command leaves the same bits with one
// and with three threads, and its section in the report.
func TestAnalysesDoNotDependOnThreads(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every analysis twice")
	}
	base := t.TempDir()
	tinyStudy(t, base)
	stimuli(t, base)
	var first map[string]string
	for _, procs := range []int{1, 3} {
		dir := t.TempDir()
		require.NoError(t, os.CopyFS(dir, os.DirFS(base)))
		for _, args := range analyses {
			code, messages := command(t, dir, procs, args...)
			require.Zero(t, code, messages)
		}
		files := contents(t, dir)
		delete(files, filepath.Join("study", "Syn_B2", "timing.json"))
		delete(files, filepath.Join("kept", "Syn_B2", "timing.json"))
		delete(files, filepath.Join("bare", "Syn_B2", "timing.json"))
		var runs [3]compare.Result
		for i, name := range []string{"compare", "comparekept", "comparebare"} {
			require.NoError(t, json.Unmarshal([]byte(files[filepath.Join(name, "compare.json")]), &runs[i]))
			require.Equal(t, runs[0].Rows[0].Accuracy, runs[i].Rows[0].Accuracy)
			require.Equal(t, runs[0].Rows[0].TPR, runs[i].Rows[0].TPR, "a kept run is the run")
		}
		require.Len(t, runs[1].Matrix, 1)
		require.Empty(t, runs[2].Matrix, "bare has no network")
		for _, name := range []string{"radial", "heatmap", "criticalband", "swap", "cueconflict", "ood-outside"} {
			require.Contains(t, files, filepath.Join("study", "Syn_B2", name+".json"))
			require.Contains(t, files, filepath.Join("study", "Syn_B2", name+".npz"))
		}
		kept := func(name string) string { return files[filepath.Join("kept", "Syn_B2", name)] }
		require.Contains(t, files, filepath.Join("kept", "Syn_B2", "dfm.json"))
		require.Equal(t, files[filepath.Join("study", "Syn_B2", "verdicts.json")], kept("verdicts.json"))
		require.Less(t, len(kept("model.safetensors")), len(files[filepath.Join("study", "Syn_B2", "model.safetensors")])*3/4, "half precision")
		page := files[filepath.Join("study", "report.html")]
		for _, heading := range []string{"Coarse or fine", "Which added wave", "Which octave", "Amplitude or phase?", "Shape or texture?", "Outside the data: outside"} {
			require.Contains(t, page, heading)
		}
		if first == nil {
			first = files
			continue
		}
		require.Len(t, files, len(first))
		for name, text := range first {
			require.True(t, files[name] == text, "%s differs between 1 and %d threads", name, procs)
		}
	}
}

// TestAnalysisMistakes: a mistake gets one sentence and leaves nothing behind.
func TestAnalysisMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a study")
	}
	dir := t.TempDir()
	tinyStudy(t, dir)
	stimuli(t, dir)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "full", "Syn_B2"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "full", "Syn_B2", "thesis.txt"), []byte("mine"), 0o644))
	before := contents(t, dir)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"radial", "nowhere"}, 1, "nowhere holds no run.json"},
		{[]string{"radial", "study/Syn_B2", "--step=-1"}, 1, "--step -1"},
		{[]string{"radial", "study/Syn_B2", "--step", "1000"}, 1, "--step 1000: want a positive distance of at most 22.6"},
		{[]string{"dfm", "find", "study/Syn_B2", "--dfm-images", "0"}, 1, "--dfm-images 0: want at least 1"},
		{[]string{"dfm", "find", "study/Syn_B2", "--random-masks=-1"}, 1, "--random-masks -1: want at least 0"},
		{[]string{"heatmap", "study/Syn_B2", "--norm=-2"}, 1, "norm -2"},
		{[]string{"heatmap", "study/Syn_B2", "--norm", "inf"}, 1, "--norm +Inf: want a finite number"},
		{[]string{"swap", "study/Syn_B2", "--radii", "4,nan"}, 1, "--radii NaN: want finite distances"},
		{[]string{"ood", "study/Syn_B2", "--data", "imagefolder=outside", "--percent", "nan"}, 1, "--percent NaN"},
		{[]string{"swap", "study/Syn_B2", "--radii", "4"}, 1, "beyond the corner"},
		{[]string{"criticalband", "study/Syn_B2", "--noise", "0.2,0.1"}, 1, "want rising positive deviations"},
		{[]string{"criticalband", "study/Syn_B2", "--images=-1"}, 1, "--images -1"},
		{[]string{"dfm", "find", "study/Syn_B2", "--mode", "quick"}, 2, "--mode must be one of"},
		{[]string{"cueconflict", "study/Syn_B2"}, 2, "--stimuli"},
		{[]string{"cueconflict", "study/Syn_B2", "--stimuli", "stimuli"}, 1, `a class "one", the network has none of that name`},
		{[]string{"ood", "study/Syn_B2", "--data", "imagefolder=outside", "--map", "map.json"}, 1, "needs --styles"},
		{[]string{"ood", "study/Syn_B2", "--data", "imagefolder=outside", "--styles", "sketch", "--map", "map.json"}, 1, "outside: holds no folder sketch but drawn\n"},
		{[]string{"ood", "study/Syn_B2", "--data", "tin"}, 1, "--data tin: want cifar10=FILE or imagefolder="},
		{[]string{"ood", "study/Syn_B2", "--data", "imagefolder=outside@16", "--styles", "drawn", "--map", "map.json"}, 1, "images are 16x16, the network was trained on 32x32"},
		{[]string{"ood", "study/Syn_B2", "--data", "imagefolder=outside", "--styles", "drawn", "--map", "map.json", "--percent", "0.01"}, 1, "--percent 0.01"},
		{[]string{"compare", "study/Syn_B2", "nowhere"}, 1, "nowhere holds no run.json"},
		{[]string{"compare", "study/Syn_B2", "./study/Syn_B2"}, 1, "are one model with one seed, 1"},
		{[]string{"keep", "nowhere", "--out", "x"}, 1, "nowhere holds no run.json"},
		{[]string{"keep", "study/Syn_B2", "--out", "study"}, 1, "study/Syn_B2 is the run itself: choose another --out"},
		{[]string{"keep", "study/Syn_B2", "--out", "full"}, 1, "full/Syn_B2 holds files that are not of a run"},
		{[]string{"radial", "study"}, 1, "study is not a run but holds some: name one of them, such as study/Syn_B2"},
		{[]string{"export", "study/Syn_B2", "--images=-1", "--out", "x"}, 1, "--images -1"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			code, messages := command(t, dir, 2, c.args...)
			require.Equal(t, c.code, code, messages)
			require.Contains(t, messages, c.says)
			require.NotContains(t, messages, "goroutine")
			require.Equal(t, before, contents(t, dir))
		})
	}
}

// TestAnalysesTellWhatTheyReplace: a result of other images, and dfm find with other
// random maps than the study had.
func TestAnalysesTellWhatTheyReplace(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a study")
	}
	dir := t.TempDir()
	tinyStudy(t, dir)
	run := func(args ...string) string {
		t.Helper()
		code, messages := command(t, dir, 2, args...)
		require.Zero(t, code, messages)
		return messages
	}
	heatmap := func(images string) string {
		return run("heatmap", "study/Syn_B2", "--images", images, "--most", "1")
	}
	require.NotContains(t, heatmap("3"), "replaces")
	require.NotContains(t, heatmap("3"), "replaces")
	require.Contains(t, heatmap("2"), "heatmap.json held a result of 12 images, which this one of 8 replaces")

	require.Contains(t, run("dfm", "find", "study/Syn_B2"), "--random-masks 79 could")
	require.NotContains(t, run("dfm", "find", "study/Syn_B2", "--random-masks", "79", "--dfm-images", "2"), "random maps cannot")
	record, err := os.ReadFile(filepath.Join(dir, "study", "Syn_B2", "run.json"))
	require.NoError(t, err)
	require.Contains(t, string(record), `"dfm_null_masks": 79`)
	require.Contains(t, string(record), `"dfm_images_per_class": 2`)
	page, err := os.ReadFile(filepath.Join(dir, "study", "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "--random-masks 79 --out study")

	ood := func(percent string) (int, string) {
		return command(t, dir, 2, "ood", "study/Syn_B2", "--data", "imagefolder=outside@32", "--styles", "drawn", "--map", "map.json", "--percent", percent)
	}
	stimuli(t, dir)
	code, messages := ood("30")
	require.Zero(t, code, messages)
	require.NotContains(t, messages, "replaces")
	_, messages = ood("30")
	require.NotContains(t, messages, "replaces", "the same again")
	_, messages = ood("10")
	require.Contains(t, messages, "ood-outside.json held another result, which this one replaces")
	run("dfm", "find", "study/Syn_B2", "--mode", "verified")
	code, messages = ood("30")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "--percent 30: the mode verified has measured fewer frequencies")
	run("compare", "study/Syn_B2", "--out", "compare")
	require.Contains(t, contents(t, dir)[filepath.Join("compare", "compare.md")], "maps from at most 2 images a class (verified)", "not the mode that the study was called with")
}

// TestStudyMakesItsOwn: what a single command has made in another way, the study that the
// report names makes again as it was.
func TestStudyMakesItsOwn(t *testing.T) {
	dir := t.TempDir()
	tinyStudy(t, dir)
	tests, spectra := filepath.Join("study", "Syn_B2", bandstopFile), filepath.Join("study", "Syn_B2", adcsFile)
	before := contents(t, dir)
	for _, args := range [][]string{{"bandstop", "study/Syn_B2", "--keep-mean"}, {"adcs", "study/Syn_B2", "--compat"}} {
		code, messages := command(t, dir, 2, args...)
		require.Zero(t, code, messages)
	}
	other := contents(t, dir)
	require.NotEqual(t, before[tests], other[tests])
	require.NotEqual(t, before[spectra], other[spectra])
	code, messages := command(t, dir, 2, "compare", "study/Syn_B2", "--out", "compare")
	require.Zero(t, code, messages)
	require.Contains(t, contents(t, dir)[filepath.Join("compare", "compare.md")], "band-stop tests that keep the mean, ADCS as the authors' program")
	tinyStudy(t, dir)
	again := contents(t, dir)
	require.Equal(t, before[tests], again[tests])
	require.Equal(t, before[spectra], again[spectra])
}

func TestShortestNames(t *testing.T) {
	require.Equal(t, []string{"a/x", "b/x"}, shortest([]string{"runs/a/x", "runs/b/x/"}))
	require.Equal(t, []string{"x", "y"}, shortest([]string{"a/x", "a/y"}))
	require.Equal(t, []string{"x", "x"}, shortest([]string{"x", "x"}))
	require.Equal(t, []string{"a", "b"}, withoutShared([]string{"a/x/y", "b/x/y"}))
	require.Equal(t, []string{"a/x", "b"}, withoutShared([]string{"a/x/y", "b/y"}))
	require.Equal(t, []string{"x", "y"}, withoutShared([]string{"x", "y"}))
	require.Equal(t, []string{"x"}, withoutShared([]string{"x"}))
}
