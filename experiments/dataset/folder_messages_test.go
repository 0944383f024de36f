package dataset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
)

// TestFolderMessages: what people have instead of class folders, and what they are told.
// What is refused gets no flag from Find either.
func TestFolderMessages(t *testing.T) {
	for says, files := range map[string][]string{
		"class monarch has 2 images, of which a fifth, the test set, rounds to none: a study needs at least 6": {"bee 6", "monarch 2"},
		"myphotos holds folders, no images: is it the folder to name, ROOT/myphotos?":                          {"myphotos/cat 6", "myphotos/dog 6"},
		"want folders train and val (or test), in lower case, there are Train, Valid":                          {"Train/cat 6", "Train/dog 6", "Valid/cat 6", "Valid/dog 6"},
		"want folders train and val (or test), in lower case, there are val":                                   {"val/cat 6", "val/dog 6"},
		"there is no folder val or test beside train, in lower case, but Valid, train":                         {"train/cat 6", "train/dog 6", "Valid/cat 6"},
		"train and val have different classes: [cat dog] and [cat]":                                            {"train/cat 6", "train/dog 6", "val/cat 6"},
		"ROOT: class dog has no JPEG or PNG image":                                                             {"cat 6", "fox 6", "dog 0"},
		"ROOT: holds no class folders":                                                                         {". 6"},
	} {
		t.Run(says, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "root")
			for _, f := range files {
				var folder string
				var n int
				_, err := fmt.Sscan(f, &folder, &n)
				require.NoError(t, err)
				require.NoError(t, os.MkdirAll(filepath.Join(root, folder), 0o755))
				for i := range n {
					writePNG(t, filepath.Join(root, folder, fmt.Sprintf("%d.png", i)), 8, 8, uint8(i))
				}
			}
			_, _, err := dataset.LoadImageFolder(root, 0)
			require.ErrorContains(t, err, strings.ReplaceAll(says, "ROOT", root))
			found, err := dataset.Find(root)
			require.NoError(t, err)
			for _, f := range found {
				require.NotEqual(t, root, strings.TrimPrefix(f.Flag, "imagefolder="))
			}
		})
	}
}

func TestFolderThatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "photo", "cat", "1.png"), 8, 8, 1)
	_, err := dataset.LoadFolder(dir, "sketch", 8)
	require.EqualError(t, err, dir+": holds no folder sketch but photo")
}

// TestBrokenAndLeftOut: all broken files are named at once, of training and test images;
// files of other kinds are counted.
func TestBrokenAndLeftOut(t *testing.T) {
	dir := t.TempDir()
	for _, part := range []string{"train", "test"} {
		for i := range 30 {
			writePNG(t, filepath.Join(dir, part, []string{"a", "b"}[i%2], fmt.Sprintf("%02d.png", i)), 9+i%2, 9, uint8(i))
		}
	}
	write := func(name string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("no image"), 0o644))
	}
	left, err := dataset.LeftOut(dir)
	require.NoError(t, err)
	require.Empty(t, left)
	for _, name := range []string{"train/a/x.WebP", "test/b/y.webp", "test/a/z.gif", "test/a/README", "test/a/.DS_Store"} {
		write(name)
	}
	left, err = dataset.LeftOut(dir)
	require.NoError(t, err)
	require.Equal(t, "1 without extension, 1 .gif, 2 .webp", left)

	_, _, err = dataset.LoadImageFolder(dir, 0)
	require.ErrorContains(t, err, "train/b/01.png: is 10x9, the images before it are 9x9; write imagefolder="+dir+"@64 to scale all")
	require.Equal(t, 2, strings.Count(err.Error(), "@64"), "once for training and once for test images")
	found, err := dataset.Find(dir)
	require.NoError(t, err)
	require.Equal(t, "imagefolder="+dir+"@64", found[0].Flag)

	broken := []string{"train/a/00.png", "train/b/03.png", "test/a/02.png"}
	for _, name := range broken {
		write(name)
	}
	for _, size := range []int{0, 12} {
		_, _, err = dataset.LoadImageFolder(dir, size)
		for _, name := range broken {
			require.ErrorContains(t, err, name+": cannot be decoded")
		}
	}
	for i := range 30 {
		write(filepath.Join("train", []string{"a", "b"}[i%2], fmt.Sprintf("%02d.png", i)))
	}
	_, _, err = dataset.LoadImageFolder(dir, 0)
	require.Equal(t, 20, strings.Count(err.Error(), "train/"))
	require.ErrorContains(t, err, "perhaps more")
}

func TestFindLooksAtFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.bin")
	require.NoError(t, os.WriteFile(path, record(3), 0o644))
	found, err := dataset.Find(path)
	require.NoError(t, err)
	require.Equal(t, []dataset.Found{{Path: path, What: "1 CIFAR-10 records"}}, found)
	_, _, err = dataset.LoadCIFAR10(path)
	require.ErrorContains(t, err, "is one file; to train, want the folder")
}

func TestCopies(t *testing.T) {
	set := func(pixels ...byte) *dataset.Set {
		return &dataset.Set{Classes: []string{"a"}, C: 1, H: 1, W: 1, Pixels: pixels, Labels: make([]int, len(pixels))}
	}
	require.Equal(t, 3, set(1, 2, 2, 3, 4).Copies(set(1, 2), set(2, 9)))
}
