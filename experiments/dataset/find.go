package dataset

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"freqlens/experiments/imageio"
)

// Found is a set of images that [Find] has recognised.
type Found struct {
	Flag string // as --data takes it; empty if it is no training set
	Path string
	What string
}

// Find looks at a zip, a file of records, or a folder and what is directly in it,
// without decoding images.
func Find(dir string) ([]Found, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return recognise(dir), nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	all := recognise(dir)
	for _, e := range entries {
		at := filepath.Join(dir, e.Name())
		if hidden(e) || slices.ContainsFunc(all, func(f Found) bool { return f.Path == dir && f.Flag != "" }) {
			continue // the folder itself is a set: these are its parts
		}
		if e.IsDir() || strings.EqualFold(filepath.Ext(e.Name()), ".zip") {
			all = append(all, recognise(at)...)
		}
	}
	return all, nil
}

// recognise says what one folder, zip or file of records holds.
func recognise(at string) []Found {
	if paths, err := batches(at); err == nil && len(paths) > 0 {
		what := fmt.Sprintf("CIFAR-10 records, %d training files", len(paths))
		if CIFAR10.Complete(at) {
			what = CIFAR10.Title + ", complete"
		}
		if _, err := os.Stat(testBatch(at)); err != nil {
			return []Found{{"", at, what + ", but no test_batch.bin"}}
		}
		return []Found{{"cifar10=" + at, at, what}}
	}
	if info, err := os.Stat(at); err == nil {
		pattern := at
		if info.IsDir() {
			pattern = filepath.Join(at, "*")
		}
		if all := cifarFiles(pattern); len(all) > 0 {
			return all
		}
	}
	tree, closeTree, err := openTree(at)
	if err != nil {
		return nil
	}
	defer closeTree()
	return folders(inner(tree), at)
}

// cifarFiles lists the single files of CIFAR-10 records that a pattern names.
func cifarFiles(pattern string) (all []Found) {
	paths, _ := filepath.Glob(pattern)
	for _, p := range paths {
		if !strings.HasSuffix(p, ".bin") && !strings.HasSuffix(p, ".bin.gz") {
			continue
		}
		if s, err := LoadCIFARFile(p); err == nil {
			all = append(all, Found{"", p, fmt.Sprintf("%d CIFAR-10 records", s.Len())})
		}
	}
	return all
}

// folders says what the class folders of a tree are. A flag goes only to what can be
// loaded, as far as that can be told without decoding.
func folders(tree fs.FS, at string) []Found {
	what := describe(tree)
	if what == "" {
		return nil
	}
	train, test, err := parts(tree, at)
	if err != nil {
		return []Found{{"", at, what + " (" + err.Error() + ")"}}
	}
	if test == nil {
		what += ", of which a fifth becomes the test set"
	}
	flag := "imagefolder=" + at
	if !oneSize(tree, train, test) {
		return []Found{{flag + "@64", at, what + "; not all of one size and square, so scaled"}}
	}
	return []Found{{flag, at, what}}
}

// describe counts the images of class folders, two at least, and of folders of these.
func describe(tree fs.FS) string {
	if classes, images := countImages(tree, "."); classes > 1 {
		return fmt.Sprintf("%d classes, %d images", classes, images)
	}
	var what []string
	for _, name := range subfolders(tree, ".") {
		if classes, images := countImages(tree, name); classes > 1 {
			what = append(what, fmt.Sprintf("%s: %d classes, %d images", name, classes, images))
		}
	}
	return strings.Join(what, "; ")
}

// oneSize looks at the first image of each class. One that cannot be read is for the
// loader to find.
func oneSize(tree fs.FS, parts ...*listing) bool {
	side := 0
	for _, l := range parts {
		if l == nil {
			continue
		}
		for class := range l.classes {
			file, err := readFile(tree, l.names[slices.Index(l.labels, class)])
			if err != nil {
				continue
			}
			h, w, err := imageio.Size(file)
			if err != nil {
				continue
			}
			if h != w || side != 0 && h != side {
				return false
			}
			side = h
		}
	}
	return true
}

// countImages counts the class folders of a folder that hold images, and these.
func countImages(tree fs.FS, folder string) (classes, images int) {
	entries, err := fs.ReadDir(tree, folder)
	if err != nil {
		return 0, 0
	}
	for _, e := range entries {
		if !e.IsDir() || hidden(e) {
			continue
		}
		files, err := fs.ReadDir(tree, path.Join(folder, e.Name()))
		if err != nil {
			continue
		}
		n := 0
		for _, f := range files {
			if isImage(f.Name()) && !f.IsDir() && !hidden(f) {
				n++
			}
		}
		if n > 0 {
			classes++
			images += n
		}
	}
	return classes, images
}

// StoredSizes describes the sizes that the images of a folder or zip have in their
// files, from their headers: "64x64" or "120x80 to 640x480".
func StoredSizes(root string) (string, error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return "", err
	}
	defer closeTree()
	var names []string
	err = fs.WalkDir(tree, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.Name() != "." && hidden(e) {
			if err == nil && e.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		if !e.IsDir() && isImage(path) {
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", root, err)
	}
	if len(names) == 0 {
		return "", fmt.Errorf("%s: holds no images", root)
	}
	sizes := make([][2]int, len(names))
	failed := eachFile(tree, names, 1, func(i int, file []byte) (err error) {
		sizes[i][0], sizes[i][1], err = imageio.Size(file)
		return err
	})
	for _, f := range failed {
		return "", fmt.Errorf("%s: %s: %w", root, names[f.index], f.err)
	}
	area := func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0]*a[1], b[0]*b[1]), cmp.Compare(a[0], b[0])) }
	least, most := slices.MinFunc(sizes, area), slices.MaxFunc(sizes, area)
	small := fmt.Sprintf("%dx%d", least[1], least[0])
	if least == most {
		return small, nil
	}
	return fmt.Sprintf("%s to %dx%d", small, most[1], most[0]), nil
}
