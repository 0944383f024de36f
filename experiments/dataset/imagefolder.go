package dataset

import (
	"archive/zip"
	"errors"
	"fmt"
	"io/fs"
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
	if _, err := fs.Stat(tree, "train"); err != nil {
		all, err := readFolder(tree, root, ".", size)
		if err != nil {
			return nil, nil, err
		}
		test = all.Cut(0.2, 1) // whatever the run's seed: runs are compared, and no run's test image may be another's training image
		test.Name, all.Name = all.Name+" test", all.Name+" train"
		return all, test, nil
	}
	held := "val"
	if _, err := fs.Stat(tree, held); err != nil {
		held = "test"
	}
	if train, err = readFolder(tree, root, "train", size); err != nil {
		return nil, nil, err
	}
	if test, err = readFolder(tree, root, held, size); err != nil {
		return nil, nil, err
	}
	if !slices.Equal(train.Classes, test.Classes) {
		return nil, nil, fmt.Errorf("%s: train and %s have different classes: %v and %v", root, held, train.Classes, test.Classes)
	}
	if test.H != train.H || test.W != train.W {
		return nil, nil, fmt.Errorf("%s: images are %dx%d in train and %dx%d in %s; give a size to scale to", root, train.H, train.W, test.H, test.W, held)
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
	return readFolder(inner(tree), root, folder, size)
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

func readFolder(tree fs.FS, root, folder string, size int) (*Set, error) {
	entries, err := fs.ReadDir(tree, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: holds no folder %s", root, folder)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", root, err)
	}
	s := &Set{Name: path.Join(path.Base(root), folder), C: 3, H: size, W: size}
	var names []string
	for _, class := range entries {
		if !class.IsDir() || hidden(class) {
			continue
		}
		label := len(s.Classes)
		s.Classes = append(s.Classes, class.Name())
		files, err := fs.ReadDir(tree, path.Join(folder, class.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", root, err)
		}
		for _, f := range files {
			if isImage(f.Name()) && !hidden(f) {
				names = append(names, path.Join(folder, class.Name(), f.Name()))
				s.Labels = append(s.Labels, label)
			}
		}
	}
	if len(s.Classes) == 0 {
		return nil, fmt.Errorf("%s: folder %s holds no class folders", root, folder)
	}
	if err := s.decode(tree, root, names); err != nil {
		return nil, err
	}
	return s, s.Check()
}

func isImage(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png"}, strings.ToLower(path.Ext(name)))
}
