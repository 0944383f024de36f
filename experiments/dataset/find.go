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

// Find looks at dir and what is directly in it, without decoding images.
func Find(dir string) ([]Found, error) {
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

// recognise says what one folder or zip holds.
func recognise(at string) []Found {
	if paths, err := batches(at); err == nil && len(paths) > 0 {
		what := fmt.Sprintf("CIFAR-10 records, %d training files", len(paths))
		if CIFAR10.Complete(at) {
			what = CIFAR10.Title + ", complete"
		}
		return []Found{{"cifar10=" + at, at, what}}
	}
	if info, err := os.Stat(at); err == nil && info.IsDir() {
		if all := cifarFiles(at); len(all) > 0 {
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

// cifarFiles lists the single files of CIFAR-10 records of a folder.
func cifarFiles(dir string) (all []Found) {
	for _, pattern := range []string{"*.bin", "*.bin.gz"} {
		paths, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, p := range paths {
			if s, err := LoadCIFARFile(p); err == nil {
				all = append(all, Found{"", p, fmt.Sprintf("%d CIFAR-10 records", s.Len())})
			}
		}
	}
	return all
}

// folders lists the folders of class folders in a tree.
func folders(tree fs.FS, at string) (all []Found) {
	parts, err := fs.ReadDir(tree, ".")
	if err != nil {
		return nil
	}
	if classes, images := countImages(tree, "."); classes > 1 {
		return []Found{{"imagefolder=" + at, at, fmt.Sprintf("%d classes, %d images, of which a fifth becomes the test set", classes, images)}}
	}
	var what []string
	train := false
	for _, p := range parts {
		if classes, images := countImages(tree, p.Name()); classes > 1 {
			what = append(what, fmt.Sprintf("%s: %d classes, %d images", p.Name(), classes, images))
			train = train || p.Name() == "train"
		}
	}
	if len(what) == 0 {
		return nil
	}
	found := Found{Path: at, What: strings.Join(what, "; ")}
	if train {
		found.Flag = "imagefolder=" + at
	}
	return []Found{found}
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
	failed, err := eachFile(tree, names, func(i int, file []byte) (err error) {
		sizes[i][0], sizes[i][1], err = imageio.Size(file)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("%s: %s: %w", root, names[failed], err)
	}
	area := func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0]*a[1], b[0]*b[1]), cmp.Compare(a[0], b[0])) }
	least, most := slices.MinFunc(sizes, area), slices.MaxFunc(sizes, area)
	small := fmt.Sprintf("%dx%d", least[1], least[0])
	if least == most {
		return small, nil
	}
	return fmt.Sprintf("%s to %dx%d", small, most[1], most[0]), nil
}
