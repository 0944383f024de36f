package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"freqlens/experiments/corrupt"
	"freqlens/experiments/dataset"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

type corruptCmd struct {
	Data       string   `required:"" help:"cifar10=DIR or imagefolder=DIR_OR_ZIP[@SIZE]; its test images are corrupted."`
	Out        string   `required:"" help:"Folder for the files."`
	Kind       []string `placeholder:"NAME,..." help:"Corruptions such as fog,jpeg_compression (default all 15)."`
	Severity   []int    `default:"1,2,3,4,5" help:"Severities."`
	Format     string   `default:"png" enum:"png,npy" help:"png: OUT/CORRUPTION/SEVERITY/CLASS/*.png; npy: OUT/CORRUPTION.npy with all severities and OUT/labels.npy, as CIFAR-10-C."`
	TestImages int      `help:"Test images per class (default all)."`
	Seed       uint64   `default:"1" help:"Seed."`
}

// Run writes the corrupted images.
func (c *corruptCmd) Run(ctx context.Context) error {
	kinds, err := chosenKinds(c.Kind)
	if err != nil {
		return err
	}
	for _, s := range c.Severity {
		if err := corrupt.Check("fog", s); err != nil {
			return err
		}
	}
	if c.Format == "npy" && !slices.Equal(c.Severity, []int{1, 2, 3, 4, 5}) {
		return fmt.Errorf("--severity %v: npy files hold all five", c.Severity)
	}
	src, err := oneSource(c.Data)
	if err != nil {
		return err
	}
	if err := src.apart(c.Out); err != nil {
		return err
	}
	src.Seed, src.TestPerClass = c.Seed, c.TestImages
	_, test, err := src.load()
	if err != nil {
		return err
	}
	out, err := openCorrupted(c.Out, corruptedFrom{Format: c.Format, Images: test.Len(), Seed: c.Seed, Hash: test.Hash()})
	if err != nil {
		return err
	}
	p := newProgress("corrupt")
	for i, kind := range kinds {
		progress := func(done int) { p.update(i*len(c.Severity)+done, len(kinds)*len(c.Severity)) }
		if c.Format == "npy" {
			err = c.arrays(ctx, out, test, kind, progress)
		} else {
			err = c.images(ctx, out, test, kind, progress)
		}
		if err != nil {
			return err
		}
	}
	p.finish("%d images, %d corruptions, %d severities in %s", test.Len(), len(kinds), len(c.Severity), c.Out)
	return nil
}

// images writes the PNG files of a corruption that are not complete.
func (c *corruptCmd) images(ctx context.Context, out *corrupted, test *dataset.Set, kind string, progress func(done int)) error {
	for k, severity := range c.Severity {
		if err := ctx.Err(); err != nil {
			return err
		}
		if name := kind + "/" + strconv.Itoa(severity); !out.has(name) {
			set, err := corrupt.Set(test, kind, severity, c.Seed)
			if err != nil {
				return err
			}
			if err := corrupt.WriteImages(filepath.Join(c.Out, kind, strconv.Itoa(severity)), set); err != nil {
				return err
			}
			if err := out.done(name); err != nil {
				return err
			}
		}
		progress(k + 1)
	}
	return nil
}

// arrays writes the .npy file of a corruption, if that is not complete.
func (c *corruptCmd) arrays(ctx context.Context, out *corrupted, test *dataset.Set, kind string, progress func(done int)) error {
	if out.has(kind) {
		return nil
	}
	var sets []*dataset.Set
	for k, severity := range c.Severity {
		if err := ctx.Err(); err != nil {
			return err
		}
		set, err := corrupt.Set(test, kind, severity, c.Seed)
		if err != nil {
			return err
		}
		sets = append(sets, set)
		progress(k + 1)
	}
	if err := corrupt.WriteArrays(c.Out, kind, sets); err != nil {
		return err
	}
	return out.done(kind)
}

// chosenKinds checks names of corruptions; none means all.
func chosenKinds(names []string) ([]string, error) {
	if len(names) == 0 {
		return corrupt.Names(), nil
	}
	for _, name := range names {
		if err := corrupt.Check(name, 1); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// loadImages reads the images that --data names.
func loadImages(flag string, testPerClass int, seed uint64) (train, test *dataset.Set, err error) {
	src, err := oneSource(flag)
	if err != nil {
		return nil, nil, err
	}
	src.Seed, src.TestPerClass = seed, testPerClass
	return src.load()
}

// corruptionsFile holds the error rates of a run's network on corrupted images.
const corruptionsFile = "corruptions.json"

type mceCmd struct {
	Run_     string   `arg:"" name:"run" help:"Folder that train or study has made."`
	Kind     []string `placeholder:"NAME,..." help:"Corruptions (default all 15)."`
	Baseline string   `help:"Another run's folder, tested before, to give the mean corruption error against."`
	Data     string   `help:"Test images instead of the run's own, such as cifar10=DIR; then the folder needs no run.json."`
	Files    string   `help:"Folder with .npy files as those of CIFAR-10-C, instead of corrupting the test images."`
	Seed     uint64   `default:"1" help:"Seed."`
}

// tested is corruptions.json.
type tested struct {
	corrupt.Errors
	Images int    `json:"images"`
	Seed   uint64 `json:"seed"`
	Hash   string `json:"test_sha256"`
	Files  string `json:"files,omitempty"`
}

// Run tests what has not been tested before, and prints a table.
func (c *mceCmd) Run(ctx context.Context) error {
	kinds, err := chosenKinds(c.Kind)
	if err != nil {
		return err
	}
	f, err := c.open()
	if err != nil {
		return err
	}
	base, err := c.baseline(f.test.Hash())
	if err != nil {
		return err
	}
	t, err := c.test(ctx, f, kinds)
	if err != nil {
		return err
	}
	t.print(kinds)
	if c.own(f) && f.has(runFile) {
		if err := f.renewReport(); err != nil {
			return err
		}
	}
	if c.Baseline == "" {
		return nil
	}
	mce, relative, err := t.MCE(base.Errors)
	if err != nil {
		return err
	}
	fmt.Printf("against %s: mean corruption error %.1f %%, relative %.1f %%\n", c.Baseline, 100*mce, 100*relative)
	return nil
}

// baseline reads how the other network did, on the same images.
func (c *mceCmd) baseline(hash string) (base tested, err error) {
	if c.Baseline == "" {
		return base, nil
	}
	have, err := readJSON(filepath.Join(c.Baseline, corruptionsFile), &base)
	switch {
	case err != nil:
		return base, err
	case !have:
		return base, fmt.Errorf("%s holds no %s: run freqlens mce %s first", c.Baseline, corruptionsFile, c.Baseline)
	case base.Hash != hash || base.Seed != c.Seed || base.Files != c.Files:
		return base, fmt.Errorf("%s was tested on other images, with another seed or other --files: run freqlens mce %s as this one", c.Baseline, c.Baseline)
	}
	return base, nil
}

// open returns the network, with the images to test it on.
func (c *mceCmd) open() (*folder, error) {
	if c.Data == "" {
		return open(c.Run_)
	}
	f := &folder{dir: c.Run_}
	var err error
	if f.net, err = train.Load(c.Run_); err != nil {
		return nil, err
	}
	if _, f.test, err = loadImages(c.Data, 0, c.Seed); err != nil {
		return nil, err
	}
	return f, f.net.Fits(f.test)
}

// own reports whether the result is kept: the file of a run is about its own images.
func (c *mceCmd) own(f *folder) bool { return c.Data == "" || !f.has(runFile) }

// test measures the error rates that the run's file does not hold yet.
func (c *mceCmd) test(ctx context.Context, f *folder, kinds []string) (*tested, error) {
	t := &tested{}
	have, own := false, c.own(f)
	if own {
		var err error
		if have, err = readJSON(f.path(corruptionsFile), t); err != nil {
			return nil, err
		}
	}
	hash := f.test.Hash()
	if !have || t.Seed != c.Seed || t.Files != c.Files || t.Hash != hash {
		if have {
			f.noteOther(corruptionsFile)
		}
		t = &tested{Images: f.test.Len(), Seed: c.Seed, Hash: hash, Files: c.Files}
		t.By = map[string][5]float64{}
		t.Clean = 1 - f.net.Evaluate(f.test).Accuracy()
	}
	todo := slices.DeleteFunc(slices.Clone(kinds), func(kind string) bool { _, done := t.By[kind]; return done })
	p := newProgress("corruptions")
	for i, kind := range todo {
		var rates [corrupt.Severities]float64
		for s := range rates {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			set, err := c.images(f, kind, s+1)
			if err == nil {
				err = f.net.Fits(set)
			}
			if err != nil {
				return nil, err
			}
			rates[s] = 1 - f.net.Evaluate(set).Accuracy()
			p.update(i*len(rates)+s+1, len(todo)*len(rates))
		}
		t.By[kind] = rates
		if !own {
			continue
		}
		if err := writeJSON(f.path(corruptionsFile), t); err != nil {
			return nil, err
		}
	}
	p.finish("error %.3f on average, %.3f without corruption", t.MeanError(), t.Clean)
	return t, nil
}

func (c *mceCmd) images(f *folder, kind string, severity int) (*dataset.Set, error) {
	if c.Files == "" {
		return corrupt.Set(f.test, kind, severity, c.Seed)
	}
	set, err := corrupt.ReadArrays(c.Files, kind, severity, f.test.Classes)
	if err == nil && set.Len() != f.test.Len() {
		err = fmt.Errorf("--files %s: there are %d images, the test set has %d, so that errors with and without corruption would be of different ones: name what the files were made from with --data", c.Files, set.Len(), f.test.Len())
	}
	return set, err
}

// print shows error rates in percent.
func (t *tested) print(kinds []string) {
	lo, hi := stats.Wilson(int(t.Clean*float64(t.Images)+0.5), t.Images)
	fmt.Fprintf(os.Stdout, "%-20s %5.1f %%  [%.1f, %.1f]\n", "no corruption", 100*t.Clean, 100*lo, 100*hi)
	fmt.Printf("%-20s severity 1     2     3     4     5   mean\n", "")
	for _, kind := range kinds {
		sum := 0.0
		fmt.Printf("%-20s        ", kind)
		for _, r := range t.By[kind] {
			fmt.Printf("%5.1f ", 100*r)
			sum += r
		}
		fmt.Printf("  %5.1f\n", 100*sum/corrupt.Severities)
	}
	fmt.Printf("%-20s mean error over the %d corruptions tested so far, not normalised: %.1f %%\n", "", len(t.By), 100*t.MeanError())
}
