package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"freqlens/experiments/dataset"
	"freqlens/experiments/synthetic"
)

// source says where images come from; it is part of run.json, so that later
// steps find the same images again.
type source struct {
	Kind string // synthetic, cifar10 or imagefolder
	Path string
	Size int // of imagefolder's images; 0 leaves them as they are
	Band int // of synthetic
	// TrainPerClass and TestPerClass bound the images; of synthetic sets they
	// are the numbers made. 0 means all.
	TrainPerClass, TestPerClass int
	Seed                        uint64
}

// parseSources reads --data: synthetic, cifar10=DIR or imagefolder=PATH[@SIZE]. No bands
// are all bands.
func parseSources(flag string, bands []int) ([]source, error) {
	kind, path, _ := strings.Cut(flag, "=")
	switch kind {
	case "synthetic":
		if len(bands) == 0 {
			bands = []int{1, 2, 3, 4}
		}
		var all []source
		for i, b := range bands {
			if slices.Contains(bands[:i], b) {
				return nil, fmt.Errorf("--bands: names %d twice", b)
			}
			all = append(all, source{Kind: kind, Band: b})
		}
		return all, nil
	case "cifar10", "imagefolder":
		if path == "" {
			return nil, fmt.Errorf("--data %s: want %s=PATH", flag, kind)
		}
		if len(bands) > 0 {
			return nil, fmt.Errorf("--bands: chooses among the synthetic sets, and --data %s is none", flag)
		}
		s := source{Kind: kind, Path: path}
		if at := strings.LastIndex(path, "@"); kind == "imagefolder" && at > 0 {
			size, err := strconv.Atoi(path[at+1:])
			if err != nil || size < leastSize {
				return nil, fmt.Errorf("--data %s: after @ want the images' size, at least %d", flag, leastSize)
			}
			s.Path, s.Size = path[:at], size
		}
		return []source{s}, nil
	}
	return nil, fmt.Errorf("--data %s: want synthetic, cifar10=DIR or imagefolder=DIR_OR_ZIP[@SIZE]", flag)
}

// oneSource reads --data where one set is looked at; of the synthetic ones that is the first.
func oneSource(flag string) (source, error) {
	sources, err := parseSources(flag, nil)
	if err != nil {
		return source{}, err
	}
	return sources[0], nil
}

// flag is what --data names files by.
func (s source) flag() string {
	if s.Kind == "synthetic" {
		return s.Kind
	}
	if s.Size > 0 {
		return fmt.Sprintf("%s=%s@%d", s.Kind, s.Path, s.Size)
	}
	return s.Kind + "=" + s.Path
}

// name is the title of the source and the name of its folder.
func (s source) name() string {
	switch s.Kind {
	case "synthetic":
		return fmt.Sprintf("Syn_B%d", s.Band)
	case "cifar10":
		return "CIFAR-10"
	}
	return "images"
}

// leastSize is the side of the smallest images of whose S x S frequencies 1 % is one.
const leastSize = 10

// load returns the training and test images.
func (s source) load() (train, test *dataset.Set, err error) {
	switch s.Kind {
	case "synthetic":
		spec := synthetic.DefaultSpec(s.Band)
		spec.Seed = s.Seed
		if s.TrainPerClass > 0 {
			spec.Train = s.TrainPerClass
		}
		if s.TestPerClass > 0 {
			spec.Test = s.TestPerClass
		}
		return synthetic.Generate(spec)
	case "cifar10":
		train, test, err = dataset.LoadCIFAR10(s.Path)
	case "imagefolder":
		train, test, err = dataset.LoadImageFolder(s.Path, s.Size)
	default:
		err = fmt.Errorf("unknown kind of data %q", s.Kind)
	}
	if err != nil {
		return nil, nil, err
	}
	for _, set := range []*dataset.Set{train, test} {
		if err := set.Check(); err != nil {
			return nil, nil, err
		}
		if len(set.Classes) < 2 {
			return nil, nil, fmt.Errorf("%s: there is one class, %s: want at least two to tell apart", set.Name, set.Classes[0])
		}
		if set.H < leastSize { // said before hours of training, not after
			return nil, nil, fmt.Errorf("%s: images are %dx%d, frequency maps of 1 %% need at least %dx%d", set.Name, set.W, set.H, leastSize, leastSize)
		}
	}
	if s.TrainPerClass > 0 {
		train = train.PerClass(s.TrainPerClass, s.Seed)
	}
	if s.TestPerClass > 0 {
		test = test.PerClass(s.TestPerClass, s.Seed)
	}
	return train, test, nil
}

// apart refuses an --out inside the folder that an image set is read from: there what
// is written would be taken for a class of images.
func (s source) apart(out string) error {
	if s.Kind != "imagefolder" {
		return nil
	}
	inside, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	data, err := filepath.Abs(s.Path)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(data, inside); err == nil && filepath.IsLocal(rel) {
		return fmt.Errorf("--out %s lies in the folder of --data %s, where it would become a class of images: choose one outside", out, s.flag())
	}
	return nil
}

// in returns the source with the path under which its images are there: a relative one
// is looked for from the current folder on, as it was given, and then from the folders
// around the run's on, one of which study was most often called in. Whether they are the
// run's images, their hash tells.
func (s source) in(run string) (source, error) {
	there := func(path string) bool { _, err := os.Stat(path); return err == nil }
	if s.Kind == "synthetic" || there(s.Path) {
		return s, nil
	}
	if filepath.IsAbs(s.Path) {
		return s, fmt.Errorf("%s: its images %s are not there", run, s.flag())
	}
	at, err := filepath.Abs(run)
	if err != nil {
		return s, err
	}
	for ; at != filepath.Dir(at); at = filepath.Dir(at) {
		if path := filepath.Join(filepath.Dir(at), s.Path); there(path) {
			s.Path = path
			return s, nil
		}
	}
	return s, fmt.Errorf("%s: its images %s are not there: call from the folder that study was called in", run, s.flag())
}
