package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
)

type dfmCmd struct {
	Find dfmFindCmd `cmd:"" help:"Score every frequency and judge the maps."`
	Test dfmTestCmd `cmd:"" help:"Judge one network with another's maps."`
}

type dfmFindCmd struct {
	Run_   string `arg:"" name:"run" help:"Folder that train or study has made."`
	Mode   string `enum:",exact,fast,verified" default:"" help:"exact removes every frequency, fast estimates from gradients, verified estimates and then measures the best (default: the run's, else by size)."`
	Compat bool   `help:"Follow the authors' program: score on test images, with its treatment of the highest frequencies. Always exact."`

	DFMPerClass *int `name:"dfm-images" help:"Images per class that frequencies are scored on (default the run's)."`
	RandomMasks *int `help:"Random maps that a class's map is compared with, at most (default the run's)."`
}

// Run scores and judges.
func (c *dfmFindCmd) Run(ctx context.Context) error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	mode := c.Mode
	if mode == "" {
		mode = f.rec.Mode
	}
	return inOrder(
		func() error { return f.lookAnew(c.DFMPerClass, c.RandomMasks) },
		func() error { return f.findDFM(ctx, c.Compat, mode) },
		func() error { return f.step(ctx, "judge", f.judgeOwn) },
		f.renewReport)
}

type dfmTestCmd struct {
	DFM   string `name:"dfm" required:"" help:"Folder with the maps."`
	Model string `required:"" help:"Folder with the network and the images."`
}

// Run prints one line per verdict.
func (c *dfmTestCmd) Run(ctx context.Context) error {
	maps, err := (&folder{dir: c.DFM}).results()
	if err != nil {
		return err
	}
	if maps.scores == nil {
		return fmt.Errorf("%s holds no %s: run freqlens dfm find there first", c.DFM, scoresFile)
	}
	f, err := open(c.Model)
	if err != nil {
		return err
	}
	if maps.scores.Size != f.test.H || !slices.Equal(maps.scores.Classes, f.test.Classes) {
		return fmt.Errorf("the maps of %s are for the classes %v at %d pixels, %s has %v at %d",
			c.DFM, maps.scores.Classes, maps.scores.Size, c.Model, f.test.Classes, f.test.H)
	}
	var verdicts []dfm.Verdict
	err = f.step(ctx, "dfm test", func(ctx context.Context) error {
		verdicts, _, err = f.judge(ctx, maps.scores)
		return err
	})
	if err != nil {
		return err
	}
	for _, v := range verdicts {
		fmt.Printf("%-12s %4g %%  TPR %.2f [%.2f, %.2f]  FPR %.2f [%.2f, %.2f]\n", v.Class, v.Percent, v.TPR, v.TPRLow, v.TPRHigh, v.FPR, v.FPRLow, v.FPRHigh)
	}
	return nil
}

// lookAnew changes in run.json how the network is looked at, nil leaving it as it is,
// and gives up verdicts that are about other random maps.
func (f *folder) lookAnew(images, masks *int) error {
	r := f.rec
	if images != nil {
		if r.PerClass = *images; r.PerClass < 1 {
			return fmt.Errorf("--dfm-images %d: want at least 1", r.PerClass)
		}
	}
	if masks != nil {
		if r.NullMasks = *masks; r.NullMasks < 0 {
			return fmt.Errorf("--random-masks %d: want at least 0", r.NullMasks)
		}
	}
	if r.PerClass == f.rec.PerClass && r.NullMasks == f.rec.NullMasks {
		return nil
	}
	if r.NullMasks != f.rec.NullMasks {
		if err := f.forgetVerdicts(); err != nil {
			return err
		}
	}
	f.rec.PerClass, f.rec.NullMasks = r.PerClass, r.NullMasks
	return writeJSON(f.path(runFile), r)
}

// findDFM scores every frequency on validation images, or on the test images as
// the authors did if compat is set. An interrupted search goes on with the class
// it was at.
func (f *folder) findDFM(ctx context.Context, compat bool, mode string) error {
	if mode == "" {
		mode = dfm.ModeFor(f.test.H)
	}
	images := f.val
	if compat {
		images, mode = f.test, dfm.Exact
	}
	images = images.PerClass(f.rec.PerClass, f.rec.Train.Seed)
	s, err := f.readScores()
	if err != nil || s != nil && s.Compat == compat && s.InMode(mode) && s.Images == images.Hash() {
		return err
	}
	c := dfm.Config{Mode: mode, Compat: compat, Seed: f.rec.Train.Seed, Save: f.writeSomeScores}
	if c.Done, err = f.readSomeScores(); err != nil {
		return err
	}
	if d := c.Done; d != nil && (d.Compat != compat || !d.InMode(mode) || d.Images != images.Hash()) {
		c.Done = nil // of a search that was given up for this one
	}
	return f.timed("dfm", func() error { return f.score(ctx, images, c) })
}

// score finds new scores; what was said about the old ones goes.
func (f *folder) score(ctx context.Context, images *dataset.Set, c dfm.Config) error {
	p := newProgress("DFM " + f.rec.Source.name())
	c.Progress = p.update
	s, err := dfm.Score(ctx, f.net, images, c)
	if err != nil {
		return err
	}
	p.finish("every frequency of %d classes, %d images each or more, mode %s", len(s.Classes), s.PerClass, s.Mode)
	if s.PerClass < f.rec.PerClass {
		fmt.Fprintf(os.Stderr, "note: --dfm-images %d: there are only %d of a class, %g %% of the training images\n", f.rec.PerClass, s.PerClass, 100*validationShare)
	}
	if err := f.forgetVerdicts(); err != nil {
		return err
	}
	if err := f.writeScores(s); err != nil {
		return err
	}
	return os.Remove(f.path(partialScores))
}

// forgetVerdicts removes what was found with maps that are given up: verdicts, and
// what became of shortcuts outside.
func (f *folder) forgetVerdicts() error {
	files, err := filepath.Glob(f.path("ood-*"))
	for _, path := range append(files, f.path(verdictsFile), f.path(takenArrays)) {
		if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

const partialScores = "dfm.partial.json"

// judge tests a network on its own or another network's maps.
func (f *folder) judge(ctx context.Context, s *dfm.Scores) ([]dfm.Verdict, *dfm.Taken, error) {
	p := newProgress("judge " + f.rec.Source.name())
	c := dfm.DefaultJudge()
	c.NullMasks, c.Seed, c.Taken = f.rec.NullMasks, f.rec.Train.Seed, &dfm.Taken{}
	v, err := dfm.Judge(ctx, f.net, f.test, s, c, p.update)
	if err != nil {
		return nil, nil, err
	}
	found := 0
	for _, x := range v {
		if x.Shortcut {
			found++
		}
	}
	p.finish("%d of %d classes have a shortcut", found, len(s.Classes))
	return v, c.Taken, nil
}

func (f *folder) judgeOwn(ctx context.Context) error {
	r, err := f.results()
	if err != nil {
		return err
	}
	if r.scores == nil {
		return fmt.Errorf("%s holds no %s: run freqlens dfm find first", f.dir, scoresFile)
	}
	if masks, least := f.rec.NullMasks, 20*len(r.scores.Classes)-1; masks > 0 && masks < least {
		fmt.Fprintf(os.Stderr, "note: %d random maps cannot set a single class of %d apart at 5 %%; --random-masks %d could\n", masks, len(r.scores.Classes), least)
	}
	v, taken, err := f.judge(ctx, r.scores)
	if err != nil {
		return err
	}
	if err := f.writeTaken(taken); err != nil {
		return err
	}
	return writeJSON(f.path(verdictsFile), v)
}
