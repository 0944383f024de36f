package dataset

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// LoadImageFolder reads images sorted into one folder per class, from a
// directory or a zip: train/CLASS/* and val/CLASS/* (or test/CLASS/*), or only
// CLASS/*, of which a fifth then becomes the test set, always the same. One folder
// around train and val is looked through. JPEG and PNG images are converted to RGB; if
// size is 0 all must have one size, else they are scaled to size x size, without regard
// to their proportions, as the paper's authors do. See [freqlens/experiments/imageio].
func LoadImageFolder(root string, size int) (train, test *Set, err error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return nil, nil, err
	}
	defer closeTree()
	tree = inner(tree)
	some, held, err := parts(tree, root)
	if err != nil {
		return nil, nil, err
	}
	train, err = some.read(tree, size)
	if held == nil {
		if err != nil {
			return nil, nil, err
		}
		test = train.Cut(testShare, 1) // whatever the run's seed: runs are compared, and no run's test image may be another's training image
		test.Name, train.Name = train.Name+" test", train.Name+" train"
		return train, test, nil
	}
	test, failed := held.read(tree, size)
	if err := errors.Join(err, failed); err != nil { // what is broken in both
		return nil, nil, err
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("%s: images are %dx%d in train and %dx%d in %s; write imagefolder=%s@64 to scale all", root, train.W, train.H, test.W, test.H, held.folder, root)
	}
	return train, test, nil
}

// testShare is what becomes the test set of class folders that have none.
const testShare = 0.2

// parts lists the files that [LoadImageFolder] reads. Where class folders are all there
// is, test is nil.
func parts(tree fs.FS, root string) (train, test *listing, err error) {
	if _, err := fs.Stat(tree, "train"); err != nil {
		all, err := list(tree, root, ".")
		if err != nil {
			return nil, nil, err
		}
		for class, n := range all.counts() {
			if int(testShare*float64(n)+0.5) < 1 {
				return nil, nil, fmt.Errorf("%s: class %s has %d images, of which a fifth, the test set, rounds to none: a study needs at least 6 of each class, and is worth it from about a hundred on",
					root, all.classes[class], n)
			}
		}
		return all, nil, nil
	}
	held := "val"
	if _, err := fs.Stat(tree, held); err != nil {
		held = "test"
	}
	if _, err := fs.Stat(tree, held); err != nil {
		return nil, nil, fmt.Errorf("%s: there is no folder val or test beside train, in lower case, but %s", root, strings.Join(subfolders(tree, "."), ", "))
	}
	if train, err = list(tree, root, "train"); err != nil {
		return nil, nil, err
	}
	if test, err = list(tree, root, held); err != nil {
		return nil, nil, err
	}
	if !slices.Equal(train.classes, test.classes) {
		return nil, nil, fmt.Errorf("%s: train and %s have different classes: %v and %v", root, held, train.classes, test.classes)
	}
	return train, test, nil
}

// LoadFolder reads one folder of class folders of a directory or zip.
func LoadFolder(root, folder string, size int) (*Set, error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return nil, err
	}
	defer closeTree()
	tree = inner(tree)
	l, err := list(tree, root, folder)
	if err != nil {
		return nil, err
	}
	return l.read(tree, size)
}

// inner goes down into a folder train's parent if that is all the tree holds, as
// archives often have it.
func inner(tree fs.FS) fs.FS {
	entries, err := fs.ReadDir(tree, ".")
	if err != nil {
		return tree
	}
	entries = slices.DeleteFunc(entries, hidden)
	if len(entries) != 1 || !entries[0].IsDir() || entries[0].Name() == "train" {
		return tree
	}
	sub, err := fs.Sub(tree, entries[0].Name())
	if err != nil {
		return tree
	}
	if _, err := fs.Stat(sub, "train"); err != nil {
		return tree
	}
	return sub
}

// hidden reports what file managers and archivers leave behind.
func hidden(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX"
}

func openTree(root string) (fs.FS, func() error, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return os.DirFS(root), func() error { return nil }, nil
	}
	z, err := zip.OpenReader(root)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: neither a directory nor a zip: %w", root, err)
	}
	return z, z.Close, nil
}

// listing is the image files of a folder of class folders, class after class.
type listing struct {
	root, folder string
	classes      []string
	names        []string
	labels       []int
	left         map[string]int // how many other files there are, by the ends of their names
}

// list finds the files without reading them; a class without images is an error.
func list(tree fs.FS, root, folder string) (*listing, error) {
	entries, err := fs.ReadDir(tree, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: holds no folder %s but %s", root, folder, strings.Join(subfolders(tree, "."), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", root, err)
	}
	l := &listing{root: root, folder: folder, left: map[string]int{}}
	for _, class := range entries {
		if class.IsDir() && !hidden(class) {
			if err := l.add(tree, class.Name()); err != nil {
				return nil, err
			}
		}
	}
	if len(l.classes) == 0 {
		return nil, fmt.Errorf("%s: holds no class folders", path.Join(root, folder))
	}
	return l, nil
}

// add lists the files of one class.
func (l *listing) add(tree fs.FS, class string) error {
	at := path.Join(l.folder, class)
	files, err := fs.ReadDir(tree, at)
	if err != nil {
		return fmt.Errorf("%s: %w", l.root, err)
	}
	before := len(l.names)
	for _, f := range files {
		switch {
		case hidden(f):
		case isImage(f.Name()):
			l.names = append(l.names, path.Join(at, f.Name()))
			l.labels = append(l.labels, len(l.classes))
		case !f.IsDir():
			l.left[strings.ToLower(path.Ext(f.Name()))]++
		}
	}
	l.classes = append(l.classes, class)
	if len(l.names) > before {
		return nil
	}
	below := subfolders(tree, at)
	switch {
	case len(below) == 0:
		return fmt.Errorf("%s: class %s has no JPEG or PNG image", path.Join(l.root, l.folder), class)
	case l.folder == "." && slices.Contains(partNames, strings.ToLower(class)):
		return fmt.Errorf("%s: want folders train and val (or test), in lower case, there are %s", l.root, strings.Join(subfolders(tree, "."), ", "))
	}
	if strings.EqualFold(path.Ext(l.root), ".zip") {
		return fmt.Errorf("%s: %s holds folders, no images: if these are the classes, unpack the zip and name that folder", path.Join(l.root, l.folder), class)
	}
	return fmt.Errorf("%s: %s holds folders, no images: is it the folder to name, %s?", path.Join(l.root, l.folder), class, path.Join(l.root, at))
}

// partNames are what people call the parts of a data set.
var partNames = []string{"train", "training", "val", "valid", "validation", "test", "testing"}

// subfolders lists the folders in a folder.
func subfolders(tree fs.FS, folder string) (names []string) {
	entries, _ := fs.ReadDir(tree, folder) // what cannot be read has none to name
	for _, e := range entries {
		if e.IsDir() && !hidden(e) {
			names = append(names, e.Name())
		}
	}
	return names
}

// counts is how many images each class has.
func (l *listing) counts() []int {
	n := make([]int, len(l.classes))
	for _, label := range l.labels {
		n[label]++
	}
	return n
}

// read decodes the images.
func (l *listing) read(tree fs.FS, size int) (*Set, error) {
	s := &Set{Name: path.Join(path.Base(l.root), l.folder), Classes: l.classes, Labels: l.labels, C: 3, H: size, W: size}
	if err := s.decode(tree, l.root, l.names); err != nil {
		return nil, err
	}
	return s, s.Check()
}

// LeftOut describes the files in a folder's or zip's class folders that are no JPEG or
// PNG images and so are not read: "1 .gif, 3 .webp". It is empty if there are none.
func LeftOut(root string) (string, error) {
	tree, closeTree, err := openTree(root)
	if err != nil {
		return "", err
	}
	defer closeTree()
	train, test, err := parts(inner(tree), root)
	if err != nil {
		return "", err
	}
	left := train.left
	if test != nil {
		for end, n := range test.left {
			left[end] += n
		}
	}
	var all []string
	for _, end := range slices.Sorted(maps.Keys(left)) {
		all = append(all, fmt.Sprintf("%d %s", left[end], cmp.Or(end, "without extension")))
	}
	return strings.Join(all, ", "), nil
}

func isImage(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png"}, strings.ToLower(path.Ext(name)))
}
