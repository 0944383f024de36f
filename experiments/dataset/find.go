package dataset

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
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
