package dataset_test

import (
	"bytes"
	"compress/gzip"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

func record(label byte) []byte {
	r := bytes.Repeat([]byte{label * 20}, 3073)
	r[0] = label
	return r
}

func TestCIFARFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	_, _, err := dataset.LoadCIFAR10(dir)
	require.ErrorContains(t, err, "no data_batch_*.bin")

	var z bytes.Buffer
	g := gzip.NewWriter(&z)
	_, _ = g.Write(append(record(3), record(7)...))
	require.NoError(t, g.Close())
	write("data_batch_1.bin.gz", z.Bytes())
	write("test_batch.bin", record(1))
	train, test, err := dataset.LoadCIFAR10(dir)
	require.NoError(t, err)
	require.Equal(t, []int{3, 7}, train.Labels)
	require.Equal(t, 1, test.Len())
	require.Equal(t, byte(140), train.Image(1)[5])

	write("test_batch.bin", record(1)[:3000])
	_, _, err = dataset.LoadCIFAR10(dir)
	require.ErrorContains(t, err, "3000 bytes are not a whole number of records")
	write("test_batch.bin", record(12))
	_, _, err = dataset.LoadCIFAR10(dir)
	require.ErrorContains(t, err, "record 0 has label 12, want 0 to 9")
	write("data_batch_1.bin.gz", z.Bytes()[:20])
	_, _, err = dataset.LoadCIFAR10(dir)
	require.ErrorContains(t, err, "not a whole gzip file")
}

func writePNG(t *testing.T, path string, w, h int, grey uint8) {
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = grey
	}
	img.Set(0, 0, color.Gray{255})
	f, err := os.Create(path)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, png.Encode(f, img))
}

func TestImageFolder(t *testing.T) {
	dir := t.TempDir()
	for _, part := range []string{"train", "val"} {
		writePNG(t, filepath.Join(dir, part, "cat", "1.png"), 16, 16, 10)
		writePNG(t, filepath.Join(dir, part, "dog", "1.png"), 16, 16, 200)
	}
	train, test, err := dataset.LoadImageFolder(dir, 0)
	require.NoError(t, err)
	require.Equal(t, []string{"cat", "dog"}, train.Classes)
	require.Equal(t, []int{0, 1}, test.Labels)
	require.Equal(t, byte(10), train.Image(0)[300])

	writePNG(t, filepath.Join(dir, "val", "dog", "2.png"), 8, 16, 0)
	_, _, err = dataset.LoadImageFolder(dir, 0)
	require.ErrorContains(t, err, "val/dog/2.png: is 8x16, the images before it are 16x16")
	_, test, err = dataset.LoadImageFolder(dir, 12)
	require.NoError(t, err)
	require.Equal(t, 12, test.W)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "val", "dog", "3.png"), []byte("no image"), 0o644))
	_, _, err = dataset.LoadImageFolder(dir, 12)
	require.ErrorContains(t, err, "3.png: cannot be decoded")
}

func everyone(s *dataset.Set) []int {
	index := make([]int, s.Len())
	for i := range index {
		index[i] = i
	}
	return index
}

func TestSplitAndSubset(t *testing.T) {
	s := &dataset.Set{Name: "s", Classes: []string{"a", "b"}, C: 1, H: 1, W: 1}
	for i := range 100 {
		s.Labels, s.Pixels = append(s.Labels, i%2), append(s.Pixels, byte(i))
	}
	rest, part := s.Split(0.2, 5)
	require.Equal(t, 80, rest.Len())
	require.Len(t, part.ByClass()[0], 10)
	again, _ := s.Split(0.2, 5)
	require.Equal(t, rest.Hash(), again.Hash())
	whole := s.Subset(everyone(s))
	cut := whole.Cut(0.2, 5)
	require.Equal(t, part.Hash(), cut.Hash())
	require.Equal(t, rest.Hash(), whole.Hash())
	seen := map[byte]bool{}
	for _, p := range append(append([]byte{}, rest.Pixels...), part.Pixels...) {
		require.False(t, seen[p])
		seen[p] = true
	}
	require.Equal(t, 6, s.PerClass(3, 1).Len())
}

func TestNPYRoundTrip(t *testing.T) {
	s := &dataset.Set{Name: "s", Classes: []string{"a", "b"}, C: 3, H: 2, W: 2, Labels: []int{1, 0}}
	for i := range 24 {
		s.Pixels = append(s.Pixels, byte(i*10))
	}
	dir := t.TempDir()
	data, labels := filepath.Join(dir, "x.npy"), filepath.Join(dir, "y.npy")
	require.NoError(t, dataset.SaveNPY(s, data, labels))
	back, err := dataset.LoadNPY(data, labels, s.Classes)
	require.NoError(t, err)
	require.Equal(t, s.Labels, back.Labels)
	for i, v := range s.Pixels {
		require.InDelta(t, v, back.Pixels[i], 1)
	}
	_, err = dataset.LoadNPY(data, labels, s.Classes[:1])
	require.ErrorContains(t, err, "label 1 of image 0 is no class")
}

func TestRealImages(t *testing.T) {
	dir := os.Getenv("FREQLENS_DATA")
	if dir == "" {
		t.Skip("FREQLENS_DATA is not set")
	}
	train, test, err := dataset.LoadCIFAR10(filepath.Join(dir, "cifar10"))
	require.NoError(t, err)
	require.NoError(t, train.Check())
	require.NoError(t, test.Check())
	require.Zero(t, dataset.FindDuplicates(train, test).Across)
	train, test, err = dataset.LoadImageFolder(filepath.Join(dir, "pacs_64.zip"), 0)
	require.NoError(t, err)
	require.Equal(t, 64, test.W)
	require.Equal(t, 1333, train.Len())
	test, err = dataset.LoadFolder(filepath.Join(dir, "pacs_64.zip"), "val", 224)
	require.NoError(t, err)
	require.Equal(t, 270*3*224*224, len(test.Pixels))
	found, err := dataset.Find(dir)
	require.NoError(t, err)
	require.Len(t, found, 5)
}

// TestBatchesAreTakenOnce: a batch that is there plain and zipped counts once,
// and other files beside it do not count.
func TestBatchesAreTakenOnce(t *testing.T) {
	dir := t.TempDir()
	record := make([]byte, 3073)
	for _, name := range []string{"data_batch_1.bin", "data_batch_1.bin.bak", "test_batch.bin"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), record, 0o644))
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write(append(record, record...))
	require.NoError(t, z.Close())
	for _, name := range []string{"data_batch_1.bin.gz", "data_batch_2.bin.gz"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), zipped.Bytes(), 0o644))
	}
	set, _, err := dataset.LoadCIFAR10(dir)
	require.NoError(t, err)
	require.Equal(t, 3, set.Len())
}

// TestTransparencyIsDropped: the colour below a half transparent pixel stays.
func TestTransparencyIsDropped(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
	img.SetNRGBA(0, 0, color.NRGBA{R: 200, G: 100, B: 50, A: 128})
	dir := t.TempDir()
	for _, part := range []string{"train", "test"} {
		folder := filepath.Join(dir, part, "a")
		require.NoError(t, os.MkdirAll(folder, 0o755))
		f, err := os.Create(filepath.Join(folder, "x.png"))
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
	set, _, err := dataset.LoadImageFolder(dir, 0)
	require.NoError(t, err)
	require.Equal(t, []byte{200, 100, 50}, set.Pixels)
}

func TestNPYWithoutNumbersIsRefused(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, a *tensor.Array) string {
		path := filepath.Join(dir, name)
		require.NoError(t, tensor.WriteFile(path, func(w io.Writer) error { return tensor.WriteNPY(w, a) }))
		return path
	}
	data := write("data.npy", tensor.Float32Array([]float32{0, float32(math.NaN())}, 2, 1, 1, 1))
	labels := write("labels.npy", tensor.Int64Array([]int{0, 0}, 2))
	_, err := dataset.LoadNPY(data, labels, []string{"a"})
	require.ErrorContains(t, err, "value 0 of image 1 is no number")
}
