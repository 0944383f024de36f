package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dataset"
	"freqlens/experiments/ood"
	"freqlens/experiments/report"
	"freqlens/tensor"
)

const cueConflictFile = "cueconflict.json"

// oodFile is the result for one set of images outside.
func oodFile(name string) string { return "ood-" + name + ".json" }

type oodCmd struct {
	Run_     string   `arg:"" name:"run" help:"Folder that study or dfm find has filled."`
	Data     string   `required:"" help:"Images outside: cifar10=FILE.bin[.gz] or imagefolder=DIR_OR_ZIP[@SIZE] with one folder a class."`
	Styles   []string `help:"Folders below imagefolder that each hold one folder a class, such as art,cartoon,sketch."`
	Map      string   `help:"JSON file that maps the images' classes to the network's, or to null; without it names must agree."`
	Restrict bool     `help:"Let the network choose only among the classes that the images have."`
	Percent  float64  `default:"5" help:"Size of the maps."`
	Name     string   `help:"Name of the comparison in the report (default: the data's)."`
}

// Run compares the test images with those outside.
func (c *oodCmd) Run(ctx context.Context) error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	r, err := f.results()
	if err != nil {
		return err
	}
	if r.scores == nil || r.verdicts == nil {
		return fmt.Errorf("%s holds no maps and verdicts: run freqlens dfm find first", f.dir)
	}
	if n := int(c.Percent / 100 * float64(f.test.H*f.test.W)); !(c.Percent <= 100) || n < 1 {
		return fmt.Errorf("--percent %g: want a share that is at least one of %d frequencies, up to 100", c.Percent, f.test.H*f.test.W)
	}
	if !r.scores.Offers(c.Percent) {
		return fmt.Errorf("--percent %g: the mode %s has measured fewer frequencies; a smaller map, or freqlens dfm find %s --mode exact", c.Percent, r.scores.How(), f.dir)
	}
	styles, err := c.styles(f)
	if err != nil {
		return err
	}
	return inOrder(
		func() error {
			return f.step(ctx, "ood-"+c.name(), func(ctx context.Context) error { return c.compare(ctx, f, styles, r) })
		},
		f.renewReport)
}

// compare writes what the network makes of the images outside.
func (c *oodCmd) compare(ctx context.Context, f *folder, styles []ood.Style, own results) error {
	p := newProgress("ood " + c.name())
	result, err := ood.Run(ctx, f.net, f.test, styles, own.scores, own.verdicts, ood.Config{Percent: c.Percent, Restrict: c.Restrict}, p.update)
	if err != nil {
		return err
	}
	last := result.Domains[len(result.Domains)-1]
	p.finish("%.1f %% recognised, in the test set %.1f %%", 100*last.AccuracyOut.Value, 100*last.AccuracyIn.Value)
	for _, d := range result.Domains {
		for _, class := range d.Classes {
			if class.Shortcut || class.Published {
				fmt.Printf("%-14s %-14s TPR %.2f -> %.2f, map alone %.2f -> %.2f: %s\n", d.Name, class.Class,
					class.In.TPR.Value, class.Out.TPR.Value, class.In.FilteredTPR.Value, class.Out.FilteredTPR.Value, class.Verdict)
			}
		}
	}
	if err := tensor.WriteNPZ(f.path("ood-"+c.name()+".npz"), oodArrays(result)); err != nil {
		return err
	}
	return f.replaceJSON(oodFile(c.name()), result)
}

// oodArrays are, for each domain, the rows TPR in, out, filtered in, filtered out
// of the classes present.
func oodArrays(r *ood.Result) map[string]*tensor.Array {
	arrays := map[string]*tensor.Array{}
	for _, d := range r.Domains {
		rows := make([][]float64, 4)
		for _, c := range d.Classes {
			for i, v := range []float64{c.In.TPR.Value, c.Out.TPR.Value, c.In.FilteredTPR.Value, c.Out.FilteredTPR.Value} {
				rows[i] = append(rows[i], v)
			}
		}
		arrays[d.Name] = tensor.Float32Array(float32s(slices.Concat(rows...)), 4, len(d.Classes))
	}
	return arrays
}

var unsafeName = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// name identifies the comparison, and can be part of a file's name.
func (c *oodCmd) name() string {
	if c.Name != "" {
		return unsafeName.ReplaceAllString(c.Name, "_")
	}
	_, path, _ := strings.Cut(c.Data, "=")
	path, _ = cutSize(path)
	base := filepath.Base(path)
	for _, extension := range []string{".gz", ".zip", ".bin"} {
		base = strings.TrimSuffix(base, extension)
	}
	return unsafeName.ReplaceAllString(base, "_")
}

// cutSize separates PATH@SIZE; without a size it is 0.
func cutSize(path string) (string, int) {
	if at := strings.LastIndex(path, "@"); at > 0 {
		if size, err := strconv.Atoi(path[at+1:]); err == nil {
			return path[:at], size
		}
	}
	return path, 0
}

// styles reads the images outside and gives them the network's labels.
func (c *oodCmd) styles(f *folder) ([]ood.Style, error) {
	kind, path, _ := strings.Cut(c.Data, "=")
	var styles []ood.Style
	switch {
	case kind == "cifar10" && path != "" && len(c.Styles) == 0:
		set, err := dataset.LoadCIFARFile(path)
		if err != nil {
			return nil, err
		}
		styles = append(styles, ood.Style{Name: c.name(), Set: set})
	case kind == "imagefolder" && path != "":
		root, size := cutSize(path)
		if size == 0 {
			size = f.net.Size
		}
		folders := c.Styles
		if len(folders) == 0 {
			folders = []string{"."}
		}
		for _, folder := range folders {
			set, err := dataset.LoadFolder(root, folder, size)
			if err != nil && len(c.Styles) == 0 {
				return nil, fmt.Errorf("%w (a folder of folders of classes needs --styles)", err)
			}
			if err != nil {
				return nil, err
			}
			name := folder
			if name == "." {
				name = c.name()
			}
			styles = append(styles, ood.Style{Name: name, Set: set})
		}
	default:
		return nil, fmt.Errorf("--data %s: want cifar10=FILE or imagefolder=DIR_OR_ZIP[@SIZE], --styles only with the latter", c.Data)
	}
	return c.label(styles, f)
}

func (c *oodCmd) label(styles []ood.Style, f *folder) ([]ood.Style, error) {
	var labels []string
	for _, s := range styles {
		if s.Set.H != f.net.Size || s.Set.W != f.net.Size {
			return nil, fmt.Errorf("%s: images are %dx%d, the network was trained on %dx%d", s.Name, s.Set.W, s.Set.H, f.net.Size, f.net.Size)
		}
		used := s.Set.ByClass()
		for class, name := range s.Set.Classes {
			if len(used[class]) > 0 && !slices.Contains(labels, name) {
				labels = append(labels, name)
			}
		}
	}
	m, err := mapping(c.Map, labels, f.net.Classes)
	if err != nil {
		return nil, err
	}
	for i := range styles {
		styles[i].Set = m.Apply(styles[i].Set, f.net.Classes)
	}
	return styles, nil
}

// mapping reads and checks a mapping, or makes the one of equal names.
func mapping(path string, labels, classes []string) (ood.Mapping, error) {
	if path == "" {
		m, err := ood.Same(labels, classes)
		if err != nil {
			return nil, fmt.Errorf("%w with --map FILE.json", err)
		}
		return m, nil
	}
	m, err := ood.ReadMapping(path)
	if err != nil {
		return nil, err
	}
	if err := m.Check(labels, classes); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

type cueConflictCmd struct {
	Run_     string `arg:"" name:"run" help:"Folder that train or study has made."`
	Stimuli  string `required:"" help:"Folder or zip with cue_conflict/SHAPE/SHAPEi-TEXTUREj.png, and perhaps silhouettes/CLASS/ and edges/CLASS/."`
	Map      string `help:"JSON file that maps the stimuli's classes to the network's, or to null; without it names must agree."`
	Restrict bool   `default:"true" negatable:"" help:"Let the network choose only among the classes that the stimuli have."`
}

// Run shows the stimuli to the network.
func (c *cueConflictCmd) Run(ctx context.Context) error {
	f, err := open(c.Run_)
	if err != nil {
		return err
	}
	s, err := cueconflict.Load(c.Stimuli, f.net.Size)
	if err != nil {
		return err
	}
	m, err := mapping(c.Map, s.Labels(), f.net.Classes)
	if err != nil {
		return err
	}
	return inOrder(
		func() error {
			return f.step(ctx, "cueconflict", func(ctx context.Context) error { return c.show(ctx, f, s, m) })
		},
		f.renewReport)
}

// show writes what the network makes of the stimuli.
func (c *cueConflictCmd) show(ctx context.Context, f *folder, s *cueconflict.Stimuli, m ood.Mapping) error {
	p := newProgress("cueconflict " + f.rec.Source.name())
	r, err := cueconflict.Run(ctx, f.net, s, m, c.Restrict)
	if err != nil {
		return err
	}
	p.finish("shape bias %.2f [%.2f, %.2f] over %d decisions", r.Bias.Value, r.Bias.Low, r.Bias.High, r.Bias.N)
	var rows []float64
	for _, class := range r.Classes {
		rows = append(rows, class.ShapeFound.Value, class.TextureFound.Value, class.Silhouettes.Value, class.Edges.Value)
	}
	arrays := map[string]*tensor.Array{"classes": tensor.Float32Array(float32s(rows), len(r.Classes), 4)}
	if err := tensor.WriteNPZ(f.path("cueconflict.npz"), arrays); err != nil {
		return err
	}
	return f.replaceJSON(cueConflictFile, r)
}

// addAnalyses reads what the commands of this file and of analyses.go have left.
func (f *folder) addAnalyses(s *report.Study) error {
	for file, into := range map[string]any{
		radialFile: &s.Radial, heatmapFile: &s.Heatmap, criticalBandFile: &s.CriticalBand, swapFile: &s.Swap, cueConflictFile: &s.CueConflict, corruptionsFile: &s.Corrupted,
	} {
		if _, err := readJSON(f.path(file), into); err != nil {
			return err
		}
	}
	files, err := filepath.Glob(f.path("ood-*.json"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, file := range files {
		var r *ood.Result
		if _, err := readJSON(file, &r); err != nil {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "ood-"), ".json")
		s.OOD = append(s.OOD, report.Outside{Name: name, Result: r})
	}
	return nil
}
