package main

import (
	"fmt"
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

// parseSources reads --data: synthetic, cifar10=DIR or imagefolder=PATH[@SIZE].
func parseSources(flag string, bands []int) ([]source, error) {
	kind, path, _ := strings.Cut(flag, "=")
	switch kind {
	case "synthetic":
		var all []source
		for _, b := range bands {
			all = append(all, source{Kind: kind, Band: b})
		}
		return all, nil
	case "cifar10", "imagefolder":
		if path == "" {
			return nil, fmt.Errorf("--data %s: want %s=PATH", flag, kind)
		}
		s := source{Kind: kind, Path: path}
		if at := strings.LastIndex(path, "@"); kind == "imagefolder" && at > 0 {
			size, err := strconv.Atoi(path[at+1:])
			if err != nil || size < 8 {
				return nil, fmt.Errorf("--data %s: after @ want the images' size, at least 8", flag)
			}
			s.Path, s.Size = path[:at], size
		}
		return []source{s}, nil
	}
	return nil, fmt.Errorf("--data %s: want synthetic, cifar10=DIR or imagefolder=DIR_OR_ZIP[@SIZE]", flag)
}

// flag is what --data names files by.
func (s source) flag() string {
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
