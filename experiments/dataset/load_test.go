package dataset_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
)

// TestLoadingInParallel: the images come out in the order of their names, the
// same for any number of cores, and so are the broken files that are named.
func TestLoadingInParallel(t *testing.T) {
	dir := t.TempDir()
	for i := range 60 {
		writePNG(t, filepath.Join(dir, []string{"a", "b", "c"}[i%3], fmt.Sprintf("%02d.png", i)), 9+i%5, 9, uint8(i))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	hash := ""
	for procs := 1; procs <= 4; procs++ {
		runtime.GOMAXPROCS(procs)
		s, err := dataset.LoadFolder(dir, ".", 8)
		require.NoError(t, err)
		require.Equal(t, byte(3*4), s.Image(4)[63])
		if hash == "" {
			hash = s.Hash()
		}
		require.Equal(t, hash, s.Hash())
	}
	sizes, err := dataset.StoredSizes(dir)
	require.NoError(t, err)
	require.Equal(t, "9x9 to 13x9", sizes)
	for _, name := range []string{"b/13.png", "c/02.png", "b/58.png"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("no image"), 0o644))
	}
	for range 5 {
		_, err := dataset.LoadFolder(dir, ".", 8)
		require.ErrorContains(t, err, "b/13.png: cannot be decoded")
	}
}

// TestTooManyImages: a set that no memory holds is refused before it is decoded.
func TestTooManyImages(t *testing.T) {
	dir := t.TempDir()
	for i := range 4 {
		writePNG(t, filepath.Join(dir, "a", fmt.Sprintf("%d.png", i)), 8, 8, 1)
	}
	_, err := dataset.LoadFolder(dir, ".", 30000)
	require.ErrorContains(t, err, "4 images of 30000x30000 take 10.8 GB of memory")
}

// TestZipWithAFolderAround is how people pack things.
func TestZipWithAFolderAround(t *testing.T) {
	var one bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	img.SetGray(0, 0, color.Gray{77})
	require.NoError(t, png.Encode(&one, img))
	path := filepath.Join(t.TempDir(), "x.zip")
	f, err := os.Create(path)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	for _, name := range []string{"mine/train/a/1.PNG", "mine/train/b/1.png", "mine/test/a/1.png", "mine/test/b/2.png", "__MACOSX/mine/train/a/._1.png", "mine/train/a/._1.png"} {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write(one.Bytes())
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	train, test, err := dataset.LoadImageFolder(path, 0)
	require.NoError(t, err)
	require.Equal(t, 2, train.Len())
	require.Equal(t, byte(77), test.Image(1)[0])
	sizes, err := dataset.StoredSizes(path)
	require.NoError(t, err)
	require.Equal(t, "8x8", sizes)

	found, err := dataset.Find(filepath.Dir(path))
	require.NoError(t, err)
	require.Equal(t, []dataset.Found{{Flag: "imagefolder=" + path, Path: path, What: "test: 2 classes, 2 images; train: 2 classes, 2 images"}}, found)
}

func TestDuplicates(t *testing.T) {
	a := &dataset.Set{Name: "train", Classes: []string{"x", "y"}, C: 1, H: 1, W: 2, Labels: []int{0, 1, 0, 1}, Pixels: []byte{1, 2, 3, 4, 1, 2, 1, 2}}
	b := &dataset.Set{Name: "test", Classes: a.Classes, C: 1, H: 1, W: 2, Labels: []int{1, 1}, Pixels: []byte{3, 4, 9, 9}}
	d := dataset.FindDuplicates(a, b)
	require.Equal(t, 2, d.Within)
	require.Equal(t, 1, d.Across)
	require.Equal(t, 1, d.Labels)
	require.Equal(t, "train image 2 (x) equals train image 0 (x)", d.Example)
	require.Equal(t, "2 classes of 2 images", a.Counts())
	require.Equal(t, "x 0, y 2", b.Counts())
}
