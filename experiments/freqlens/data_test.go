package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/corrupt"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// TestDataCommands: what a user's first steps say.
func TestDataCommands(t *testing.T) {
	dir := t.TempDir()
	record := make([]byte, 2*3073)
	record[3073+5] = 1 // two images that differ
	for _, name := range []string{"data_batch_1.bin", "test_batch.bin"} {
		var all []byte
		for label := range byte(10) {
			for i := range 2 {
				one := append([]byte{}, record[i*3073:][:3073]...)
				one[0], one[9] = label, label
				all = append(all, one...)
			}
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), all, 0o644))
	}
	code, messages := command(t, dir, 1, "data", "list", ".")
	require.Zero(t, code, messages)
	code, messages = command(t, dir, 1, "data", "check", "cifar10=.")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "20 test images are training images")

	code, messages = command(t, dir, 1, "data", "check", "cifar10=test_batch.bin")
	require.Zero(t, code, messages)
	code, messages = command(t, dir, 1, "study", "--data", "cifar10=test_batch.bin")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "test_batch.bin: is one file; to train, want the folder")
	for name, bytes := range map[string]string{"no.zip": "no zip", "notes.txt": "none"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(bytes), 0o644))
		code, messages = command(t, dir, 1, "data", "list", name)
		require.Equal(t, 1, code)
		require.Contains(t, messages, name+": no set of images there")
	}

	code, messages = command(t, dir, 1, "data", "list", "nowhere")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "nowhere")

	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	code, messages = command(t, dir, 1, "data", "download", "cifar10", "--mirror", server.URL, "--out", "new")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "/cifar-10-binary.tar.gz: the server answers 404")
}

// imageFolder writes two classes of small images, of which one is bright.
func imageFolder(t *testing.T, dir string) {
	rng := tensor.NewRand(1)
	for _, part := range []string{"train", "val"} {
		s := &dataset.Set{Classes: []string{"dark", "light"}, C: 3, H: 16, W: 16}
		for i := range 160 {
			s.Labels = append(s.Labels, i%2)
			for range 3 * 16 * 16 {
				s.Pixels = append(s.Pixels, byte(rng.IntN(100)+i%2*120))
			}
		}
		require.NoError(t, corrupt.WriteImages(filepath.Join(dir, "set", part), s))
	}
}

// TestCorruptionCommands trains, corrupts, tests and draws; what a command wrote
// the next one reads.
func TestCorruptionCommands(t *testing.T) {
	dir := t.TempDir()
	imageFolder(t, dir)
	run := func(want int, says string, args ...string) {
		t.Helper()
		code, messages := command(t, dir, 2, args...)
		require.Equal(t, want, code, messages)
		require.Contains(t, messages, says)
		require.NotContains(t, messages, "goroutine")
	}
	data := []string{"--data", "imagefolder=set"}
	with := func(first string, rest ...string) []string { return append(append([]string{first}, data...), rest...) }

	run(1, "unknown augmentation", with("train", "--augment", "rotate")...)
	run(0, "", with("train", "--model", "cnn3gap", "--iterations", "8", "--preset", "cifar", "--augment", "paper+augmix", "--out", "runs")...)
	record, err := os.ReadFile(filepath.Join(dir, "runs", "images", "run.json"))
	require.NoError(t, err)
	require.Contains(t, string(record), `"augment": "paper+augmix"`)
	curve, err := os.ReadFile(filepath.Join(dir, "runs", "images", "metrics.jsonl"))
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(curve), `"iteration":8`), "the curve ends where training does, also where the schedule has no point")

	run(1, "run freqlens mce", "mce", "runs/images", "--baseline", "runs")
	run(1, "unknown corruption", "mce", "runs/images", "--kind", "rain")
	run(0, "report: ", "mce", "runs/images", "--kind", "contrast,fog")
	page, err := os.ReadFile(filepath.Join(dir, "runs", "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(page), "--out runs", "the folder as it was named")
	require.Contains(t, string(page), "contrast")
	first, err := os.ReadFile(filepath.Join(dir, "runs", "images", "corruptions.json"))
	require.NoError(t, err)

	run(0, "160 images, 2 corruptions", with("corrupt", "--kind", "contrast,fog", "--format", "npy", "--out", "files")...)
	run(0, "", with("corrupt", "--kind", "fog", "--format", "npy", "--test-images", "10", "--out", "few")...)
	run(1, "--files few: there are 20 images, the test set has 160", "mce", "runs/images", "--kind", "fog", "--files", "few")
	run(0, "corruptions.json held another result, which this one replaces", "mce", "runs/images", "--kind", "contrast,fog", "--files", "files")
	second, err := os.ReadFile(filepath.Join(dir, "runs", "images", "corruptions.json"))
	require.NoError(t, err)
	require.Equal(t, string(first), strings.Replace(string(second), ",\n \"files\": \"files\"", "", 1), "the files hold what is made in memory")

	run(0, "20 images", with("corrupt", "--kind", "fog", "--severity", "2", "--test-images", "10", "--out", "png")...)
	images, err := dataset.LoadFolder(filepath.Join(dir, "png", "fog", "2"), ".", 0)
	require.NoError(t, err)
	require.Equal(t, 20, images.Len())
	run(0, "20 images", with("corrupt", "--kind", "fog,contrast", "--severity", "2", "--test-images", "10", "--out", "png")...)
	run(1, "png holds corrupted images with another number_of_images (20, now 10): choose another --out", with("corrupt", "--kind", "fog", "--test-images", "5", "--out", "png")...)
	run(1, "set is not empty and holds no corrupt.json", "corrupt", "--data", "imagefolder=png/fog/2", "--out", "set")
	run(1, "--out set/c lies in the folder of --data", with("corrupt", "--out", "set/c")...)
	run(1, "severity 7", with("corrupt", "--severity", "7", "--out", "png")...)
	run(1, "npy files hold all five", with("corrupt", "--severity", "2", "--format", "npy", "--out", "png")...)

	run(0, "row 14: highpass", with("sheet", "--augment", "all", "--columns", "2", "--out", "a.png")...)
	run(0, "row 15: jpeg_compression", with("sheet", "--corrupt", "all", "--out", "c.png")...)
	require.FileExists(t, filepath.Join(dir, "c.png"))
	run(0, "new/s.png", with("sheet", "--corrupt", "fog", "--rows", "1", "--out", "new/s.png")...)
	run(1, "--image 5000: class dark has images 0 to 79", with("sheet", "--corrupt", "fog", "--image", "5000")...)
	run(1, "want either --augment or --corrupt", with("sheet")...)
	run(1, "--rows 0", with("sheet", "--augment", "all", "--rows", "0")...)
	run(1, "unknown corruption", with("sheet", "--corrupt", "rain")...)
}

// TestCorruptGoesOn: what is complete is not made again, what is not is.
func TestCorruptGoesOn(t *testing.T) {
	dir := t.TempDir()
	imageFolder(t, dir)
	corrupt := func() {
		t.Helper()
		code, messages := command(t, dir, 2, "corrupt", "--data", "imagefolder=set", "--kind", "fog", "--severity", "1,2", "--test-images", "3", "--out", "c")
		require.Zero(t, code, messages)
	}
	corrupt()
	whole := contents(t, filepath.Join(dir, "c"))
	manifest := filepath.Join(dir, "c", manifestFile)
	text := strings.Replace(whole[manifestFile], ",\n  \"fog/2\"", "", 1)
	require.NotEqual(t, whole[manifestFile], text)
	require.NoError(t, os.WriteFile(manifest, []byte(text), 0o644))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "c", "fog", "2")))
	kept := filepath.Join(dir, "c", "fog", "1", "dark", "00000.png")
	before, err := os.Stat(kept)
	require.NoError(t, err)
	corrupt()
	require.Equal(t, whole, contents(t, filepath.Join(dir, "c")))
	after, err := os.Stat(kept)
	require.NoError(t, err)
	require.Equal(t, before.ModTime(), after.ModTime())
}

// TestRunFromElsewhere: a run whose images have a relative path is looked at from any
// folder, as long as they lie beside it; where they do not, the sentence says what to do.
func TestRunFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	imageFolder(t, dir)
	code, messages := command(t, dir, 2, "train", "--data", "imagefolder=set", "--model", "cnn3gap", "--iterations", "2", "--out", "runs/a")
	require.Zero(t, code, messages)
	away := t.TempDir()
	radial := func(run string) (int, string) {
		return command(t, away, 2, "radial", run, "--step", "10", "--images", "2")
	}
	code, messages = radial(filepath.Join(dir, "runs", "a", "images"))
	require.Zero(t, code, messages)
	moved := filepath.Join(away, "moved")
	require.NoError(t, os.Rename(filepath.Join(dir, "runs", "a", "images"), moved))
	code, messages = radial("moved")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "moved: its images imagefolder=set are not there: call from the folder that study was called in")
}

// TestStudyNotesWhatItIsGiven: files that are not read, test images that are trained on;
// one class is refused before.
func TestStudyNotesWhatItIsGiven(t *testing.T) {
	dir := t.TempDir()
	imageFolder(t, dir)
	train := func(set string) string {
		t.Helper()
		_, messages := command(t, dir, 2, "train", "--data", "imagefolder="+set, "--model", "cnn3gap", "--iterations", "1", "--out", "runs")
		return messages
	}
	require.NotContains(t, train("set"), "note:")
	image, err := os.ReadFile(filepath.Join(dir, "set", "train", "dark", "00000.png"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "set", "val", "light", "copy.png"), image, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "set", "val", "light", "a.webp"), image, 0o644))
	messages := train("set")
	require.Contains(t, messages, "note: images: left out: 1 .webp (only JPEG and PNG are read)")
	require.Contains(t, messages, "note: images: 1 of 161 test images are copies of training images")

	require.NoError(t, os.MkdirAll(filepath.Join(dir, "one"), 0o755))
	require.NoError(t, os.Rename(filepath.Join(dir, "set", "val", "dark"), filepath.Join(dir, "one", "dark")))
	require.Contains(t, train("one"), "there is one class, dark: want at least two")
	code, messages := command(t, dir, 2, "data", "check", "imagefolder=one")
	require.Equal(t, 1, code)
	require.Contains(t, messages, "there is one class, dark: want at least two")
}
