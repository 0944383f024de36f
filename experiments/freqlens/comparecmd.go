package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"freqlens/experiments/compare"
	"freqlens/experiments/dfm"
	"freqlens/experiments/ood"
	"freqlens/experiments/report"
	"freqlens/experiments/stats"
	"freqlens/tensor"
)

type compareCmd struct {
	Runs []string `arg:"" name:"run" help:"Folders that study has filled, such as runs/a/CIFAR-10 runs/b/CIFAR-10."`
	Out  string   `default:"runs/compare" help:"Folder for compare.html, compare.json, compare.md and compare.npz."`
	Seed uint64   `default:"1" help:"Seed of the bootstrap."`

	OnePerModel bool `help:"Judge by others' maps only the first run of each model, not every seed: the time grows with the square of their number."`
	Images      int  `help:"Judge by others' maps so many images of each class (default: all test images)."`
}

// Run compares and writes.
func (c *compareCmd) Run(ctx context.Context) error {
	if c.Images < 0 {
		return fmt.Errorf("--images %d: want 0 or more", c.Images)
	}
	names := withoutShared(shortest(c.Runs))
	var runs []compare.Run
	for i, dir := range c.Runs {
		run, err := comparable(dir, names[i])
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	cells, err := openCells(filepath.Join(c.Out, "cells.json"), c.Runs, runs, fmt.Sprintf("%d images, seed %d", c.Images, c.Seed))
	if err != nil {
		return err
	}
	p := newProgress("compare")
	r, err := compare.Runs(ctx, runs, compare.Config{Seed: c.Seed, OnePerModel: c.OnePerModel, Images: c.Images, Cells: cells}, p.update)
	if err != nil {
		return err
	}
	p.finish("%d networks, %d models", len(r.Rows), len(r.Groups))
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	if err := tensor.WriteNPZ(filepath.Join(c.Out, "compare.npz"), comparisonArrays(r)); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(c.Out, "compare.json"), r); err != nil {
		return err
	}
	text := r.Markdown()
	if err := tensor.WriteFile(filepath.Join(c.Out, "compare.md"), func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return err
	}
	path := filepath.Join(c.Out, "compare.html")
	if err := report.WriteComparison(path, r); err != nil {
		return err
	}
	fmt.Print(text)
	fmt.Fprintf(os.Stderr, "report: %s\n", path)
	return nil
}

// comparisonArrays are the matrices of networks under each other's maps, value and
// interval, and for each model the share of seeds whose map has a frequency.
func comparisonArrays(r *compare.Result) map[string]*tensor.Array {
	n := len(r.Matrix)
	arrays := map[string]*tensor.Array{}
	for name, m := range map[string][][]stats.Rate{"tpr": r.TPR, "fpr": r.FPR} {
		if n == 0 {
			break // no network is there to be asked
		}
		var values []float64
		for _, row := range m {
			for _, rate := range row {
				values = append(values, rate.Value, rate.Low, rate.High)
			}
		}
		arrays[name] = tensor.Float32Array(float32s(values), n, n, 3)
	}
	var kept []float64
	for _, g := range r.Groups {
		for _, m := range g.Seeds.Kept {
			kept = append(kept, m...)
		}
	}
	arrays["kept"] = tensor.Float32Array(float32s(kept), len(r.Groups), len(r.Classes), r.Size, r.Size)
	return arrays
}

// comparable reads a run for the comparison; its network may be missing.
func comparable(dir, name string) (compare.Run, error) {
	f, err := openBare(dir)
	if err != nil {
		return compare.Run{}, err
	}
	taken, err := f.readTaken()
	if err != nil {
		return compare.Run{}, err
	}
	r, err := f.results()
	if err != nil {
		return compare.Run{}, err
	}
	var s report.Study
	if err := f.addAnalyses(&s); err != nil {
		return compare.Run{}, err
	}
	settings := append(f.rec.settings(), mapsSetting(f.rec, r.scores))
	if r.bandstop != nil && r.bandstop.KeepMean {
		settings = append(settings, "band-stop tests that keep the mean")
	}
	if r.adcs != nil && r.adcs.Compat {
		settings = append(settings, "ADCS as the authors' program")
	}
	run := compare.Run{Name: name, Settings: settings, Seed: f.rec.Train.Seed, Net: f.net, Test: f.test,
		Scores: r.scores, Verdicts: r.verdicts, Taken: taken, Cue: s.CueConflict, Corrupted: s.Corrupted, OOD: map[string]*ood.Result{},
		Curve: r.curve, Order: report.Order(r.curve, r.adcs), Bandstop: r.bandstop}
	for _, o := range s.OOD {
		run.OOD[o.Name] = o.Result
	}
	return run, nil
}

// settings lists everything but the seeds, the images that they draw, and the program.
func (r record) settings() []string {
	model := r.Model
	if r.Width != 1 {
		model += fmt.Sprintf(" ×%g", r.Width)
	}
	all := []string{r.Source.name(), model, "augmentation " + r.Train.Augment, r.Train.Length(), fmt.Sprintf("lr %g %s", r.Train.LR, r.Train.Schedule),
		fmt.Sprintf("batch %d", r.Train.Batch), fmt.Sprintf("weight decay %g", r.Train.WeightDecay)}
	if r.Source.TrainPerClass > 0 {
		all = append(all, fmt.Sprintf("%d training images a class", r.Source.TrainPerClass))
	}
	return all
}

// mapsSetting says how the maps were found, which need not be how the run was to find them.
func mapsSetting(r record, s *dfm.Scores) string {
	maps := fmt.Sprintf("maps from at most %d images a class", r.PerClass)
	if s != nil {
		maps += " (" + s.How() + ")"
	}
	return maps
}

// shortest names folders by as many of their last elements as tell them apart.
func shortest(paths []string) []string {
	for last := 1; ; last++ {
		names, seen, whole := make([]string, len(paths)), map[string]bool{}, true
		for i, p := range paths {
			parts := strings.Split(filepath.ToSlash(filepath.Clean(p)), "/")
			whole = whole && last >= len(parts)
			names[i] = strings.Join(parts[max(0, len(parts)-last):], "/")
			seen[names[i]] = true
		}
		if len(seen) == len(paths) || whole {
			return names
		}
	}
}

// withoutShared drops the last elements that all names have in common, as far as
// something is left of each.
func withoutShared(names []string) []string {
	for {
		at := strings.LastIndexByte(names[0], '/')
		if at < 0 {
			return names
		}
		shared := names[0][at:]
		var cut []string
		for _, name := range names {
			rest, ok := strings.CutSuffix(name, shared)
			if !ok {
				return names
			}
			cut = append(cut, rest)
		}
		names = cut
	}
}
