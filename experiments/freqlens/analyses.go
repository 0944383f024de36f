package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"freqlens/experiments/criticalband"
	"freqlens/experiments/dataset"
	"freqlens/experiments/heatmap"
	"freqlens/experiments/radial"
	"freqlens/experiments/swap"
	"freqlens/tensor"
)

// Files of the analyses that stand next to the paper's.
const (
	radialFile       = "radial.json"
	heatmapFile      = "heatmap.json"
	criticalBandFile = "criticalband.json"
	swapFile         = "swap.json"
)

// analysis is what these commands share: a trained network's folder, and how
// many of its test images to use.
type analysis struct {
	Run_   string `arg:"" name:"run" help:"Folder that train or study has made, such as runs/study/Syn_B1."`
	Images *int   `help:"Test images per class, at most; 0 takes all (default 100; 30 for heatmap, which shows each of them hundreds of times)."`
	Seed   uint64 `default:"1" help:"Seed of whatever is random."`
}

// perClass is the number of images to use, 0 for all.
func (a *analysis) perClass(byDefault int) int {
	if a.Images == nil {
		return byDefault
	}
	return *a.Images
}

// do opens the folder, runs an analysis with a progress line, writes its result
// as JSON and its arrays, and renews the report.
func (a *analysis) do(ctx context.Context, what, file string, images int, run func(ctx context.Context, f *folder, set *dataset.Set, progress func(done, all int)) (result any, said string, arrays map[string]*tensor.Array, err error)) error {
	if images < 0 {
		return fmt.Errorf("--images %d: want 0 or more", images)
	}
	f, err := open(a.Run_)
	if err != nil {
		return err
	}
	set := f.test
	if images > 0 {
		set = set.PerClass(images, a.Seed)
	}
	p := newProgress(what + " " + f.rec.Source.name())
	err = f.step(ctx, what, func(ctx context.Context) error {
		result, said, arrays, err := run(ctx, f, set, p.update)
		if err != nil {
			return err
		}
		p.finish("%s", said)
		if err := f.noteReplaced(file, set); err != nil {
			return err
		}
		if len(arrays) > 0 {
			if err := tensor.WriteNPZ(f.path(what+".npz"), arrays); err != nil {
				return err
			}
		}
		return writeJSON(f.path(file), result)
	})
	if err != nil {
		return err
	}
	return f.renewReport()
}

// noteReplaced says so if the result of other images, perhaps a better one, is about to
// be replaced.
func (f *folder) noteReplaced(file string, set *dataset.Set) error {
	var old struct {
		Images string
		Count  int // not all of them say
	}
	have, err := readJSON(f.path(file), &old)
	if err != nil || !have || old.Images == set.Hash() {
		return err
	}
	was := "other images"
	if old.Count > 0 {
		was = fmt.Sprintf("%d images", old.Count)
	}
	fmt.Fprintf(os.Stderr, "note: %s held a result of %s, which this one of %d replaces\n", f.path(file), was, set.Len())
	return nil
}

// replaceJSON writes a result that does not say of which images it is, and says so if
// another one was there.
func (f *folder) replaceJSON(file string, v any) error {
	old, err := os.ReadFile(f.path(file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	had := err == nil
	if err := writeJSON(f.path(file), v); err != nil || !had {
		return err
	}
	text, err := os.ReadFile(f.path(file))
	if err == nil && !bytes.Equal(text, old) {
		f.noteOther(file)
	}
	return err
}

// noteOther says that another result is replaced.
func (f *folder) noteOther(file string) {
	fmt.Fprintf(os.Stderr, "note: %s held another result, which this one replaces\n", f.path(file))
}

// renewReport writes the report of the folder that the run's folder lies in.
func (f *folder) renewReport() error {
	dir, err := filepath.Abs(f.dir) // "." has a parent too
	if err != nil {
		return err
	}
	return writeReport(filepath.Dir(dir))
}

func float32s(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}

type radialCmd struct {
	analysis
	Step float64 `help:"Distance of the radii in cycles per image (default 1 up to 64 pixels, more beyond)."`
}

// Run measures both curves.
func (c *radialCmd) Run(ctx context.Context) error {
	return c.do(ctx, "radial", radialFile, c.perClass(100), func(ctx context.Context, f *folder, set *dataset.Set, progress func(int, int)) (any, string, map[string]*tensor.Array, error) {
		step := c.Step
		if step == 0 {
			step = max(1, float64(set.H)/64)
		}
		if corner := float64(set.H) / math.Sqrt2; !(step > 0 && step <= corner) {
			return nil, "", nil, fmt.Errorf("--step %g: want a positive distance of at most %.1f, the corner of the spectrum", step, corner)
		}
		r, err := radial.Run(ctx, f.net, set, radial.Radii(set.H, step), progress)
		if err != nil {
			return nil, "", nil, err
		}
		arrays := map[string]*tensor.Array{}
		for name, points := range map[string][]radial.Point{"lowpass_recall": r.LowPass, "highpass_recall": r.HighPass} {
			var radii, recall []float64
			for _, p := range points {
				radii, recall = append(radii, p.Radius), append(recall, p.Recall...)
			}
			arrays["radius"] = tensor.Float32Array(float32s(radii), len(radii))
			arrays[name] = tensor.Float32Array(float32s(recall), len(points), len(r.Classes))
		}
		return r, fmt.Sprintf("half of the accuracy is below %g and above %g cycles per image", r.LowHalf, r.HighHalf), arrays, nil
	})
}

type heatmapCmd struct {
	analysis
	Norm float64 `help:"L2 norm of the wave over a plane with values from 0 to 1 (default the paper's 4 at 32 pixels and 15.7 at 224, on a line between them)."`
	Most int     `help:"Measure only frequencies up to this many cycles per image in each direction (default 31 beyond 64 pixels, else all)."`
}

// Run measures the map.
func (c *heatmapCmd) Run(ctx context.Context) error {
	return c.do(ctx, "heatmap", heatmapFile, c.perClass(30), func(ctx context.Context, f *folder, set *dataset.Set, progress func(int, int)) (any, string, map[string]*tensor.Array, error) {
		if math.IsInf(c.Norm, 0) {
			return nil, "", nil, fmt.Errorf("--norm %g: want a finite number", c.Norm)
		}
		most := c.Most
		if most == 0 && set.H > 64 {
			most = 31
		}
		r, err := heatmap.Run(ctx, f.net, set, heatmap.Config{Norm: c.Norm, Most: most, Seed: c.Seed}, progress)
		if err != nil {
			return nil, "", nil, err
		}
		arrays := map[string]*tensor.Array{"error": tensor.Float32Array(float32s(r.Error), r.Size, r.Size)}
		return r, fmt.Sprintf("%d images; without a wave %.1f %% wrong", r.Count, 100*r.Clean), arrays, nil
	})
}

type criticalBandCmd struct {
	analysis
	Noise    []float64 `default:"0.02,0.04,0.08,0.16" help:"Standard deviations of the noise, for pixels from 0 to 1."`
	Contrast float64   `default:"1" help:"Contrast of the images; the paper's is 0.2, which most networks were not trained on."`
	Grey     bool      `help:"Take colour away, as the paper does."`
}

// Run masks the images.
func (c *criticalBandCmd) Run(ctx context.Context) error {
	return c.do(ctx, "criticalband", criticalBandFile, c.perClass(100), func(ctx context.Context, f *folder, set *dataset.Set, progress func(int, int)) (any, string, map[string]*tensor.Array, error) {
		r, err := criticalband.Run(ctx, f.net, set, criticalband.Config{Deviations: c.Noise, Contrast: c.Contrast, Grey: c.Grey, Seed: c.Seed}, progress)
		if err != nil {
			return nil, "", nil, err
		}
		var accuracy []float64
		for _, b := range r.Bands {
			accuracy = append(accuracy, b.Accuracy...)
		}
		return r, r.Channel(), map[string]*tensor.Array{
			"accuracy": tensor.Float32Array(float32s(accuracy), len(r.Bands), len(c.Noise)), "noise": tensor.Float32Array(float32s(c.Noise), len(c.Noise)),
		}, nil
	})
}

type swapCmd struct {
	analysis
	Radii []float64 `help:"Radii below which spectra are exchanged (default twelve up to all of the spectrum)."`
}

// Run exchanges spectra.
func (c *swapCmd) Run(ctx context.Context) error {
	return c.do(ctx, "swap", swapFile, c.perClass(100), func(ctx context.Context, f *folder, set *dataset.Set, progress func(int, int)) (any, string, map[string]*tensor.Array, error) {
		radii := c.Radii
		if len(radii) == 0 {
			radii = radial.Radii(set.H, float64(set.H)/16)
		}
		for _, r := range radii {
			if !(r >= 0) || math.IsInf(r, 0) {
				return nil, "", nil, fmt.Errorf("--radii %g: want finite distances of at least 0", r)
			}
		}
		r, err := swap.Run(ctx, f.net, set, radii, c.Seed, progress)
		if err != nil {
			return nil, "", nil, err
		}
		return r, fmt.Sprintf("by phase %.1f %%, by amplitude %.1f %%", 100*r.Whole.Base.Value, 100*r.Whole.Given.Value), swapArrays(r), nil
	})
}

func swapArrays(r *swap.Result) map[string]*tensor.Array {
	arrays := map[string]*tensor.Array{}
	for name, points := range map[string][]swap.Point{"swap": r.Swap, "hybrid": r.Hybrid} {
		var rows []float64
		for _, p := range points {
			rows = append(rows, p.Radius, p.Given.Value, p.Base.Value)
		}
		arrays[name] = tensor.Float32Array(float32s(rows), len(points), 3) // radius, given, base
	}
	return arrays
}
