package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"freqlens/experiments/compare"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// cells is the file of what compare has measured of networks under each other's
// maps, named by what the rates are a function of. An interrupted comparison goes on
// with it, and one with more runs measures only what is new.
type cells struct {
	path       string
	how        string // images, seed
	nets, maps []string
	known      map[string][2]stats.Rate
}

func openCells(path string, dirs []string, runs []compare.Run, how string) (*cells, error) {
	c := &cells{path: path, how: how, known: map[string][2]stats.Rate{}}
	if _, err := readJSON(path, &c.known); err != nil {
		return nil, err
	}
	for i, dir := range dirs {
		net, err := hashOf(filepath.Join(dir, train.WeightsFile))
		if err != nil {
			return nil, err
		}
		maps, err := hashOf(filepath.Join(dir, scoresArrays))
		if err != nil {
			return nil, err
		}
		c.nets, c.maps = append(c.nets, net+" on "+runs[i].Test.Hash()), append(c.maps, maps)
	}
	return c, nil
}

// hashOf returns the SHA-256 of a file; of none it is empty.
func hashOf(path string) (string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

func (c *cells) key(net, maps int) string {
	return c.nets[net] + " under " + c.maps[maps] + ", " + c.how
}

// Known returns rates that an earlier call has found.
func (c *cells) Known(net, maps int) (tpr, fpr stats.Rate, ok bool) {
	r, ok := c.known[c.key(net, maps)]
	return r[0], r[1], ok
}

// Found adds rates to the file.
func (c *cells) Found(net, maps int, tpr, fpr stats.Rate) error {
	c.known[c.key(net, maps)] = [2]stats.Rate{tpr, fpr}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o755); err != nil {
		return err
	}
	return writeJSON(c.path, c.known)
}
