package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
)

// dataCmd is about the images before anything is trained.
type dataCmd struct {
	List     dataListCmd     `cmd:"" help:"List the known sets, and what a folder holds."`
	Check    dataCheckCmd    `cmd:"" help:"Read every image of a set; count classes, compare sums, find duplicates."`
	Download dataDownloadCmd `cmd:"" help:"Download a public set and check its sum; an interrupted download goes on."`
}

type dataListCmd struct {
	Folder string `arg:"" optional:"" help:"Folder to look into, or a zip."`
}

// Run prints one line a set, with the flag that names it.
func (c *dataListCmd) Run() error {
	if c.Folder == "" {
		fmt.Println("Can be downloaded (freqlens data download NAME):")
		for _, a := range dataset.Archives() {
			fmt.Printf("  %-10s %s, %d MB\n", a.Name, a.Title, a.Bytes>>20)
		}
		fmt.Println("To be had from their authors:")
		for _, line := range dataset.Elsewhere() {
			fmt.Println("  " + line)
		}
		fmt.Println("Made by this program:\n  synthetic  Syn_B1 to Syn_B4 of Wang et al. (2023); --data synthetic")
		return nil
	}
	all, err := dataset.Find(c.Folder)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%s: no set of images there; want class folders with JPEG or PNG files, a zip of these, or CIFAR-10's .bin files", c.Folder)
	}
	for _, f := range all {
		flag := "--data " + f.Flag
		if f.Flag == "" {
			flag = "no training set: " + f.Path
		}
		fmt.Printf("%s\n    %s\n", flag, f.What)
	}
	return nil
}

type dataCheckCmd struct {
	Data string `arg:"" help:"cifar10=DIR, cifar10=FILE.bin[.gz] or imagefolder=DIR_OR_ZIP[@SIZE]."`
}

// Run prints what it finds; images in both training and test set are an error.
func (c *dataCheckCmd) Run() error {
	src, err := oneSource(c.Data)
	if err != nil {
		return err
	}
	src.Seed = 1
	if info, err := os.Stat(src.Path); err == nil && src.Kind == "cifar10" && !info.IsDir() {
		return checkFile(src.Path)
	}
	train, test, err := src.load()
	if err != nil {
		return err
	}
	describe(train)
	describe(test)
	switch src.Kind {
	case "cifar10":
		c.compare(src.Path, train, test)
	case "imagefolder":
		sizes, err := dataset.StoredSizes(src.Path)
		if err != nil {
			return err
		}
		fmt.Printf("the files' images are %s, before scaling\n", sizes)
		left, err := dataset.LeftOut(src.Path)
		if err != nil {
			return err
		}
		if left != "" {
			fmt.Printf("left out: %s (only JPEG and PNG are read)\n", left)
		}
	}
	d := dataset.FindDuplicates(train, test)
	twice := dataset.FindDuplicates(test, nil).Within
	fmt.Printf("exact duplicates: %d in the training set, %d in the test set, %d in both, %d of them with different classes\n", d.Within, twice, d.Across, d.Labels)
	if d.Example != "" {
		fmt.Println("  " + d.Example)
	}
	if d.Across > 0 {
		return fmt.Errorf("%d test images are training images: accuracy on them says nothing", d.Across)
	}
	return nil
}

// checkFile is about records that have no training set, as ood takes them.
func checkFile(path string) error {
	s, err := dataset.LoadCIFARFile(path)
	if err != nil {
		return err
	}
	describe(s)
	fmt.Printf("exact duplicates: %d\n", dataset.FindDuplicates(s, nil).Within)
	return nil
}

func describe(s *dataset.Set) {
	n := augment.Stats(s)
	fmt.Printf("%s: %d images of %dx%d, %s\n", s.Name, s.Len(), s.W, s.H, s.Counts())
	fmt.Printf("  mean %.4f, standard deviation %.4f\n  SHA-256 of images and labels %s\n", n.Mean, n.Std, s.Hash())
}

// compare says how the files relate to the published ones.
func (c *dataCheckCmd) compare(dir string, train, test *dataset.Set) {
	a := dataset.CIFAR10
	if a.Complete(dir) {
		fmt.Printf("the files are the published ones (all SHA-256 agree)\n")
		return
	}
	fmt.Printf("not the published files: %d of %d training and %d of %d test images\n", train.Len(), a.Train, test.Len(), a.Test)
}

type dataDownloadCmd struct {
	Name   string `arg:"" enum:"cifar10" help:"Which set: cifar10."`
	Out    string `default:"" help:"Folder for the files (default data/NAME)."`
	Mirror string `help:"URL of the archive, or of a folder with it, to use instead of the official one."`
}

// Run downloads, or goes on with it.
func (c *dataDownloadCmd) Run(ctx context.Context) error {
	dir := c.Out
	if dir == "" {
		dir = filepath.Join("data", c.Name)
	}
	for _, a := range dataset.Archives() {
		if a.Name != c.Name {
			continue
		}
		if a.Complete(dir) {
			fmt.Fprintf(os.Stderr, "%s holds %s already\n", dir, a.Title)
			return nil
		}
		p := newProgress(a.Name + " (kB)")
		err := a.Download(ctx, dir, dataset.Fetch{Mirror: c.Mirror, Pause: 2 * time.Second,
			Progress: func(done, all int64) { p.update(int(done>>10), int(all>>10)) }})
		if err != nil {
			return err
		}
		p.finish("checked and unpacked in %s; use it with --data %s=%s", dir, a.Name, dir)
		fmt.Fprintf(os.Stderr, "when you publish, cite %s\n", a.Cite)
		return nil
	}
	return errors.New("no set of that name")
}
