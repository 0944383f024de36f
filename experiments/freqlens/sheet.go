package main

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"freqlens/experiments/augment"
	"freqlens/experiments/corrupt"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

type sheetCmd struct {
	Data    string `required:"" help:"cifar10=DIR or imagefolder=DIR_OR_ZIP[@SIZE]."`
	Augment string `help:"Augmentation to show, a row an image; all: a row each, of one image."`
	Corrupt string `help:"Corruption to show at severities 1 to 5, a row an image; all: a row each, of one image."`
	Rows    int    `default:"10" help:"Images, from as many classes as there are."`
	Columns int    `default:"8" help:"Variants of each image."`
	Image   int    `help:"Which image of its class to begin with."`
	Seed    uint64 `default:"1" help:"Seed."`
	Out     string `default:"sheet.png" help:"PNG file."`
}

// Run writes the sheet and says what its rows are.
func (c *sheetCmd) Run() error {
	if (c.Augment == "") == (c.Corrupt == "") {
		return errors.New("want either --augment or --corrupt")
	}
	if c.Rows < 1 || c.Columns < 1 || c.Image < 0 {
		return fmt.Errorf("--rows %d --columns %d --image %d: want at least 1, 1 and 0", c.Rows, c.Columns, c.Image)
	}
	train, _, err := loadImages(c.Data, 0, c.Seed)
	if err != nil {
		return err
	}
	if err := c.checkImage(train); err != nil {
		return err
	}
	names := strings.Split(c.Augment+c.Corrupt, ",")
	if names[0] == "all" {
		names = augment.Presets()
		if c.Corrupt != "" {
			names = corrupt.Names()
		}
	}
	var rows [][]*image.RGBA
	for _, name := range names {
		images := oneOfEach(train, c.Rows, c.Image)
		if len(names) > 1 {
			images = images[:1]
		}
		for _, i := range images {
			row, err := c.row(train, name, i)
			if err != nil {
				return err
			}
			rows = append(rows, row)
			fmt.Fprintf(os.Stderr, "row %2d: %s, image %d (%s)\n", len(rows), name, i, train.Classes[train.Labels[i]])
		}
	}
	if err := os.MkdirAll(filepath.Dir(c.Out), 0o755); err != nil {
		return err
	}
	err = tensor.WriteFile(c.Out, func(w io.Writer) error { return png.Encode(w, arrange(rows)) })
	if err == nil {
		fmt.Fprintf(os.Stderr, "%s: the first column is the image as it is\n", c.Out)
	}
	return err
}

// checkImage refuses an image that a class does not have.
func (c *sheetCmd) checkImage(s *dataset.Set) error {
	for class, index := range s.ByClass() {
		if c.Image >= len(index) {
			return fmt.Errorf("--image %d: class %s has images 0 to %d", c.Image, s.Classes[class], len(index)-1)
		}
	}
	return nil
}

// row is an image and its variants.
func (c *sheetCmd) row(s *dataset.Set, name string, i int) ([]*image.RGBA, error) {
	row := []*image.RGBA{corrupt.Picture(s, i)}
	changed := *s
	changed.Pixels, changed.Labels = make([]byte, s.C*s.H*s.W), []int{s.Labels[i]}
	if c.Corrupt != "" {
		for severity := 1; severity <= corrupt.Severities; severity++ {
			set, err := corrupt.Set(s.Subset([]int{i}), name, severity, c.Seed)
			if err != nil {
				return nil, err
			}
			row = append(row, corrupt.Picture(set, 0))
		}
		return row, nil
	}
	change, err := augment.Preset(name)
	if err != nil {
		return nil, err
	}
	for k := range c.Columns {
		change(changed.Pixels, s, i, tensor.NewRand(c.Seed, 202, uint64(k), uint64(i)))
		row = append(row, corrupt.Picture(&changed, 0))
	}
	return row, nil
}

// oneOfEach returns n images, class after class, the first of each being the one
// that begin says.
func oneOfEach(s *dataset.Set, n, begin int) (chosen []int) {
	by := s.ByClass()
	for k := 0; len(chosen) < min(n, s.Len()); k++ {
		class := by[k%len(by)]
		if len(class) > 0 {
			chosen = append(chosen, class[(begin+k/len(by))%len(class)])
		}
	}
	return chosen
}

// arrange puts pictures of one size into a grid, small ones enlarged.
func arrange(rows [][]*image.RGBA) image.Image {
	const gap = 4
	first := rows[0][0].Bounds()
	times := max(1, 96/first.Dx())
	w, h := first.Dx()*times+gap, first.Dy()*times+gap
	sheet := image.NewRGBA(image.Rect(0, 0, len(rows[0])*w+gap, len(rows)*h+gap))
	draw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, draw.Src)
	for r, row := range rows {
		for k, img := range row {
			for y := range first.Dy() * times {
				for x := range first.Dx() * times {
					sheet.SetRGBA(gap+k*w+x, gap+r*h+y, img.RGBAAt(x/times, y/times))
				}
			}
		}
	}
	return sheet
}
