package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"freqlens/experiments/report"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// writeReport makes report.html of all runs in the folders below out.
func writeReport(out string) error {
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	r := &report.Report{
		Title: "By which frequencies does the network decide?",
		Intro: "A network that recognises an image need not see what a person sees. It may use a handful of frequencies, " +
			"waves of brightness of certain widths and directions, that happen to tell the classes apart: a frequency shortcut. " +
			"This page takes a network's inputs apart into frequencies, and shows which of them its decisions hang on.",
	}
	var records []record
	for _, e := range entries {
		dir := filepath.Join(out, e.Name())
		if _, err := os.Stat(filepath.Join(dir, runFile)); !e.IsDir() || err != nil {
			continue
		}
		f, err := openBare(dir)
		if err != nil {
			return err
		}
		if f.net == nil {
			fmt.Fprintf(os.Stderr, "report: %s holds no network yet and is left out\n", dir)
			continue
		}
		records = append(records, f.rec)
		s, err := f.study()
		if err != nil {
			return err
		}
		r.Studies = append(r.Studies, s)
		r.Facts = append(r.Facts, [2]string{s.Name, fmt.Sprintf("%s, seed %d, %s, lr %g, batch %d, augmentation %s, level %s, test images %s",
			f.rec.Model, f.rec.Train.Seed, f.rec.Train.Length(), f.rec.Train.LR, f.rec.Train.Batch, f.rec.Train.Augment, f.rec.Level, f.rec.TestHash[:12])})
	}
	if len(r.Studies) == 0 {
		return fmt.Errorf("%s holds no run: name the --out folder of freqlens study", out)
	}
	r.Commands = studyCommands(records, fromHere(out))
	path := filepath.Join(out, "report.html")
	if err := r.WriteFile(path); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "report: %s\n", path)
	return nil
}

// fromHere names a folder as a command does: below the current one without the way to
// it, which is not the same on two machines.
func fromHere(dir string) string {
	here, err := os.Getwd()
	if err != nil {
		return dir
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	if rel, err := filepath.Rel(here, whole); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return dir
}

// study collects a folder's results for the page.
func (f *folder) study() (*report.Study, error) {
	r, err := f.results()
	if err != nil {
		return nil, err
	}
	c, err := f.confusion()
	if err != nil {
		return nil, err
	}
	correct := 0
	for i := range c {
		correct += c[i][i]
	}
	s := &report.Study{
		Name: f.rec.Source.name(), Model: strings.TrimSpace(f.rec.Model), Classes: f.test.Classes, Size: f.test.H,
		Images:   fmt.Sprintf("%d training, %d validation and %d test images of %d×%d pixels in %d classes", f.set.Len(), f.val.Len(), f.test.Len(), f.test.H, f.test.W, len(f.test.Classes)),
		Accuracy: c.Accuracy(), Curve: r.curve, Bandstop: r.bandstop, ADCS: r.adcs, Scores: r.scores, Verdicts: r.verdicts,
	}
	s.AccuracyLow, s.AccuracyHigh = stats.Wilson(correct, f.test.Len())
	const examples = 2
	for class, index := range f.test.ByClass() {
		var row, filtered [][]byte
		shown := index[:min(examples, len(index))]
		for _, i := range shown {
			row = append(row, f.test.Image(i))
		}
		if r.scores != nil {
			x := f.net.Norm.Tensor(f.test, shown)
			spectrum.Transform(x).Filter(x, r.scores.Top(class, 5))
			for i := range shown {
				filtered = append(filtered, stretch(tensor.From(x.Data()[i*x.Len()/len(shown):(i+1)*x.Len()/len(shown)], x.Len()/len(shown))))
			}
			s.Filtered = append(s.Filtered, filtered)
		}
		s.Samples = append(s.Samples, row)
	}
	return s, f.addAnalyses(s)
}

// confusionFile holds what the trained network makes of the test images, so that
// a new report does not need to ask it again.
const confusionFile = "confusion.json"

func (f *folder) confusion() (c train.Confusion, err error) {
	if have, err := readJSON(f.path(confusionFile), &c); have || err != nil {
		return c, err
	}
	c = f.net.Evaluate(f.test)
	return c, writeJSON(f.path(confusionFile), c)
}

// stretch maps values to bytes, the smallest to 0 and the largest to 255.
func stretch(x *tensor.Tensor) []byte {
	low, high := x.Data()[0], x.Data()[0]
	for _, v := range x.Data() {
		low, high = min(low, v), max(high, v)
	}
	out := make([]byte, x.Len())
	for i, v := range x.Data() {
		out[i] = byte(255 * (v - low) / max(high-low, 1e-6))
	}
	return out
}
