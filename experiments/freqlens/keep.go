package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"freqlens/experiments/train"
	"freqlens/tensor"
)

type keepCmd struct {
	Runs    []string `arg:"" name:"run" help:"Folders that train or study has made."`
	Out     string   `required:"" help:"Folder that gets one folder for each run."`
	Weights bool     `help:"Keep the weights too, in half precision."`
}

// bulky reports whether a file holds weights or is only needed by an unfinished run.
func bulky(name string) bool {
	return slices.Contains([]string{partialFile, partialCurve, partialScores, train.WeightsFile}, name) || strings.HasSuffix(name, answers)
}

// Run copies what is worth keeping of runs, for an archive or a repository: the
// settings, curves, tests, verdicts and arrays. It is a run's folder without its
// network, which compare reads as well.
func (c *keepCmd) Run() error {
	targets := shortest(c.Runs)
	for i, name := range targets {
		targets[i] = strings.ReplaceAll(name, "/", "-")
		if k := slices.Index(targets[:i], targets[i]); k >= 0 {
			return fmt.Errorf("%s and %s would both be kept as %s: keep them apart with two --out", c.Runs[k], c.Runs[i], targets[i])
		}
	}
	for i, dir := range c.Runs {
		if err := replaceable(dir, filepath.Join(c.Out, targets[i])); err != nil {
			return err
		}
	}
	for i, dir := range c.Runs {
		var net *train.Net
		if c.Weights {
			var err error
			if net, err = train.Load(dir); err != nil {
				return err
			}
		}
		to := filepath.Join(c.Out, targets[i])
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		if err := dropOthers(dir, to); err != nil {
			return err
		}
		bytes, err := keep(dir, to)
		if err != nil {
			return err
		}
		if net != nil {
			if err := net.Save(to, true); err != nil {
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "%s: %d KiB and %s\n", to, bytes>>10, map[bool]string{true: "weights", false: "no weights"}[c.Weights])
	}
	return nil
}

// replaceable returns an error if to is anything but free, or what an earlier call has
// kept of the same run: other files in it would be lost.
func replaceable(dir, to string) error {
	var run, kept record
	if have, err := readJSON(filepath.Join(dir, runFile), &run); err != nil || !have {
		return errors.Join(err, noRun(dir))
	}
	from, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if there, err := os.Stat(to); err == nil && os.SameFile(from, there) {
		return fmt.Errorf("%s is the run itself: choose another --out", to)
	}
	entries, err := os.ReadDir(to)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	have, err := readJSON(filepath.Join(to, runFile), &kept)
	if err != nil {
		return err
	}
	if !have {
		return fmt.Errorf("%s holds files that are not of a run: choose another --out or remove it", to)
	}
	if name, was, is := difference(kept.asLookedAt(run), run); name != "" {
		return fmt.Errorf("%s holds another run than %s (%s %v, not %v): choose another --out or remove it", to, dir, name, was, is)
	}
	return nil
}

// dropOthers removes what an earlier call has kept and this one would not.
func dropOthers(from, to string) error {
	entries, err := os.ReadDir(to)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(from, e.Name())); err == nil && !bulky(e.Name()) {
			continue
		}
		if err := os.Remove(filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// keep copies the files that are not bulky and returns their size.
func keep(from, to string) (bytes int64, err error) {
	entries, err := os.ReadDir(from)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if e.IsDir() || bulky(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err == nil {
			err = tensor.WriteFile(filepath.Join(to, e.Name()), func(w io.Writer) error { _, err := w.Write(text); return err })
		}
		if err != nil {
			return bytes, err
		}
		bytes += int64(len(text))
	}
	return bytes, nil
}
