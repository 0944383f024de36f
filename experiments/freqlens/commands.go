package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"freqlens/experiments/dataset"
	"freqlens/experiments/synthetic"
	"freqlens/experiments/train"
)

// settings are the flags of everything that trains.
type settings struct {
	Data        string  `default:"synthetic" help:"synthetic, cifar10=DIR, or imagefolder=DIR_OR_ZIP[@SIZE]."`
	Bands       []int   `help:"Which of the synthetic sets Syn_B1 to Syn_B4 (default 1,2,3,4)."`
	Model       string  `help:"cnn3gap, resnet18, resnet20, ... (default cnn3gap for synthetic data, else resnet20)."`
	Width       float64 `help:"Multiplier of the network's channels (default 0.5 for synthetic data, else 1)."`
	Preset      string  `default:"plain" enum:"plain,paper,cifar" help:"Training settings: plain (no augmentation), paper (the authors'), cifar (for accuracy)."`
	Augment     string  `placeholder:"RECIPE" help:"Augmentation instead of the preset's: none, standard, resizedcrop, paper, autoaugment, autoaugment-imagenet, augmix, apr, apr-s, apr-p, afa, style, lowpass=R, highpass=R, joined by +."`
	Iterations  int     `help:"Training steps (default 500 for synthetic data, 1200 for other; the cifar preset trains 30 epochs)."`
	LR          float64 `name:"lr" help:"Learning rate instead of the preset's."`
	Seed        uint64  `default:"1" help:"Seed of data, weights and order."`
	TrainImages int     `help:"Training images per class (default 2000 for synthetic data, else all)."`
	TestImages  int     `help:"Test images per class (default 200 for synthetic data, 100 for other)."`
	DFMPerClass int     `name:"dfm-images" default:"50" help:"Images per class that frequencies are scored on."`
	DFMMode     string  `name:"dfm-mode" enum:",exact,fast,verified" default:"" help:"exact removes every frequency, fast estimates from gradients, verified estimates and then measures the best (default by size: up to 32 pixels exact, up to 64 verified, beyond fast)."`
	RandomMasks int     `default:"199" help:"Random maps that a class's map is compared with, at most."`
	Out         string  `default:"runs/study" help:"Folder for the results."`
}

// folders resolves the settings into one folder per data set.
func (s *settings) folders() ([]*folder, error) {
	sources, err := parseSources(s.Data, s.Bands)
	if err != nil {
		return nil, err
	}
	for _, flag := range []struct {
		name         string
		value, least int
	}{{"iterations", s.Iterations, 0}, {"train-images", s.TrainImages, 0}, {"test-images", s.TestImages, 0}, {"dfm-images", s.DFMPerClass, 1}, {"random-masks", s.RandomMasks, 0}} {
		if flag.value < flag.least {
			return nil, fmt.Errorf("--%s %d: want at least %d", flag.name, flag.value, flag.least)
		}
	}
	var out []*folder
	for _, src := range sources {
		if err := src.apart(s.Out); err != nil {
			return nil, err
		}
		c, err := train.Preset(s.Preset)
		if err != nil {
			return nil, err
		}
		c.Seed, src.Seed = s.Seed, s.Seed
		src.TrainPerClass, src.TestPerClass = s.TrainImages, s.TestImages
		model := s.Model
		steps, tests, arch, width := 1200, 100, "resnet20", 1.0
		if src.Kind == "synthetic" {
			steps, tests, arch, width = 500, 200, "cnn3gap", 0.5
			src.TrainPerClass = orDefault(src.TrainPerClass, 2000)
		}
		src.TestPerClass = orDefault(src.TestPerClass, tests)
		if model == "" {
			model = arch
		}
		if s.Iterations > 0 || s.Preset != "cifar" {
			c.Iterations = orDefault(s.Iterations, steps)
		}
		if s.Width != 0 {
			width = s.Width
		}
		if !(width > 0) || math.IsInf(width, 0) {
			return nil, fmt.Errorf("--width %g: want a positive number", width)
		}
		if s.LR != 0 {
			if c.LR = s.LR; math.IsInf(s.LR, 0) {
				return nil, fmt.Errorf("--lr %g: want a finite number", s.LR)
			}
		}
		if s.Augment != "" {
			c.Augment = s.Augment
		}
		if err := c.Check(); err != nil {
			return nil, err
		}
		out = append(out, &folder{dir: filepath.Join(s.Out, src.name()), rec: record{
			Source: src, Model: model, Width: width, Train: c, PerClass: s.DFMPerClass, NullMasks: s.RandomMasks, Mode: s.DFMMode,
		}})
	}
	return out, nil
}

func orDefault(n, d int) int {
	if n == 0 {
		return d
	}
	return n
}

type studyCmd struct{ settings }

// Run trains, analyses and reports.
func (c *studyCmd) Run(ctx context.Context) error {
	folders, err := c.folders()
	if err != nil {
		return err
	}
	for _, f := range folders {
		if err := f.all(ctx); err != nil {
			return err
		}
	}
	return writeReport(c.Out)
}

type trainCmd struct{ settings }

// Run trains only.
func (c *trainCmd) Run(ctx context.Context) error {
	folders, err := c.folders()
	if err != nil {
		return err
	}
	for _, f := range folders {
		if err := inOrder(f.prepare, func() error { return f.trained(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

type synthCmd struct {
	Bands []int  `default:"1,2,3,4" help:"Which of the sets Syn_B1 to Syn_B4."`
	Train int    `default:"5000" help:"Training images per class."`
	Test  int    `default:"1000" help:"Test images per class."`
	Seed  uint64 `default:"1" help:"Seed."`
	Out   string `default:"runs/synthetic" help:"Folder for the files."`
}

// Run writes the sets under the names that the authors' loader reads.
func (c *synthCmd) Run() error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	for _, band := range c.Bands {
		spec := synthetic.DefaultSpec(band)
		spec.Train, spec.Test, spec.Seed = c.Train, c.Test, c.Seed
		set, test, err := synthetic.Generate(spec)
		if err != nil {
			return err
		}
		for part, s := range map[string]*dataset.Set{"train": set, "test": test} {
			file := func(what string) string {
				return filepath.Join(c.Out, fmt.Sprintf("%s_%s_complex_special_%d_par.npy", part, what, band))
			}
			if err := dataset.SaveNPY(s, file("data"), file("label")); err != nil {
				return err
			}
		}
		fmt.Fprintf(os.Stderr, "Syn_B%d: %d training and %d test images\n", band, set.Len(), test.Len())
	}
	return nil
}

type bandstopCmd struct {
	Run_     string `arg:"" name:"run" help:"Folder that train or study has made, such as runs/study/Syn_B1."`
	KeepMean bool   `help:"Keep the mean when the first band is removed."`
}

// Run runs the six tests.
func (c *bandstopCmd) Run(ctx context.Context) error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	return inOrder(
		func() error {
			return f.step(ctx, "bandstop", func(ctx context.Context) error { return f.bandstop(ctx, c.KeepMean) })
		},
		f.renewReport)
}

type adcsCmd struct {
	Run_   string `arg:"" name:"run" help:"Folder that train or study has made."`
	Compat bool   `help:"Follow the authors' code where it differs from the paper."`
}

// Run computes the maps.
func (c *adcsCmd) Run() error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	return inOrder(func() error { return f.adcs(c.Compat) }, f.renewReport)
}

type reportCmd struct {
	Folder string `arg:"" help:"Folder that study has made, such as runs/study."`
}

// Run writes the report anew.
func (c *reportCmd) Run() error { return writeReport(c.Folder) }
