package main

import (
	"fmt"
	"os"
	"path/filepath"

	"freqlens/tensor"
)

type exportCmd struct {
	Run_   string `arg:"" name:"run" help:"Folder that train or study has made."`
	Images int    `help:"Test images per class (default as many as dfm find scores)."`
	Out    string `required:"" help:"Folder for images.npz."`
}

// Run writes test images as the network sees them, for other programs: x
// [N,C,S,S], normalised, label [N], and the images' hash.
func (c *exportCmd) Run() error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	n := orDefault(c.Images, f.rec.PerClass)
	if n < 1 {
		return fmt.Errorf("--images %d: want at least 1", n)
	}
	set := f.test.PerClass(n, f.rec.Train.Seed)
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	x := f.net.Norm.Tensor(set, nil)
	path := filepath.Join(c.Out, "images.npz")
	err = tensor.WriteNPZ(path, map[string]*tensor.Array{
		"x":     tensor.Float32Array(x.Data(), x.Shape()...),
		"label": tensor.Int64Array(set.Labels, set.Len()), "sha256": tensor.Uint8Array([]byte(set.Hash()), len(set.Hash())),
	})
	if err == nil {
		fmt.Fprintf(os.Stderr, "export: %d images of %d classes in %s\n", set.Len(), len(set.Classes), path)
	}
	return err
}
