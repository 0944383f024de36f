package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifestFile says in the folder of corrupt what its images were made from, and which
// of them are complete.
const manifestFile = "corrupt.json"

// corrupted is corrupt.json. It is written before the first image, so that files of two
// settings never lie side by side, and an interrupted call can go on.
type corrupted struct {
	dir      string
	Made     corruptedFrom `json:"made_from"`
	Complete []string      `json:"complete"` // CORRUPTION/SEVERITY, or CORRUPTION of .npy files
}

// corruptedFrom is all that the image of a corruption and severity is a function of.
type corruptedFrom struct {
	Format string `json:"format"`
	Images int    `json:"number_of_images"`
	Seed   uint64 `json:"seed"`
	Hash   string `json:"test_sha256"`
}

// openCorrupted takes up a folder of the same settings or begins a new one.
func openCorrupted(dir string, from corruptedFrom) (*corrupted, error) {
	c := &corrupted{dir: dir}
	have, err := readJSON(filepath.Join(dir, manifestFile), c)
	if err != nil {
		return nil, err
	}
	if have {
		if name, was, is := difference(c.Made, from); name != "" {
			return nil, fmt.Errorf("%s holds corrupted images with another %s (%v, now %v): choose another --out or remove it", dir, name, was, is)
		}
		return c, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return nil, fmt.Errorf("%s is not empty and holds no %s: choose another --out, a new or an empty folder", dir, manifestFile)
		}
	}
	c.Made, c.Complete = from, []string{}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return c, c.write()
}

func (c *corrupted) write() error { return writeJSON(filepath.Join(c.dir, manifestFile), c) }

func (c *corrupted) has(name string) bool { return slices.Contains(c.Complete, name) }

// done notes that files are complete.
func (c *corrupted) done(name string) error {
	c.Complete = append(c.Complete, name)
	return c.write()
}
