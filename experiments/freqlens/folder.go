package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"freqlens/asm"
	"freqlens/experiments/adcs"
	"freqlens/experiments/bandstop"
	"freqlens/experiments/dataset"
	"freqlens/experiments/dfm"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/perturb"
	"freqlens/experiments/train"
	"freqlens/tensor"
	"freqlens/tensor/conv"
)

// Files of a run's folder.
const (
	runFile      = "run.json"
	metricsFile  = "metrics.jsonl"
	curveFile    = "dynamics.json"
	bandstopFile = "bandstop.json"
	adcsFile     = "adcs.json"
	scoresFile   = "dfm.json"
	verdictsFile = "verdicts.json"
	timingFile   = "timing.json"
	partialFile  = "checkpoint.safetensors"
)

// record is run.json: all that the results are a function of.
type record struct {
	Source    source       `json:"data"`
	Model     string       `json:"model"`
	Width     float64      `json:"width"`
	Train     train.Config `json:"train"`
	Level     string       `json:"level"`
	Version   string       `json:"version"`
	Choice    string       `json:"convolution_choice_sha256"`
	TrainHash string       `json:"train_sha256"`
	ValHash   string       `json:"validation_sha256"`
	TestHash  string       `json:"test_sha256"`
	PerClass  int          `json:"dfm_images_per_class"`
	NullMasks int          `json:"dfm_null_masks"`
	Mode      string       `json:"dfm_mode,omitempty"` // empty: by the images' size
}

// folder is one network on one data set, with what is known about it.
type folder struct {
	dir  string
	rec  record
	set  *dataset.Set // trained on
	val  *dataset.Set // held out from training: the maps are found on it
	test *dataset.Set // judged on
	net  *train.Net
}

func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return tensor.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// readJSON reads a file into v; have is false if there is none.
func readJSON(path string, v any) (have bool, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	return true, nil
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, name) }

// load reads the images and notes what they are.
func (f *folder) load() error { return f.loadFrom(f.rec.Source) }

// loadFrom does it where the images may have moved to.
func (f *folder) loadFrom(src source) error {
	var err error
	if f.set, f.test, err = src.load(); err != nil {
		return err
	}
	f.val = f.set.Cut(validationShare, f.rec.Train.Seed)
	left := f.set.ByClass()
	for class, index := range f.val.ByClass() {
		if len(index) == 0 {
			return fmt.Errorf("%s: class %s has %d training images, of which a tenth, for validation, rounds to none: want at least 5", f.set.Name, f.set.Classes[class], len(left[class]))
		}
	}
	f.rec.TrainHash, f.rec.ValHash, f.rec.TestHash = f.set.Hash(), f.val.Hash(), f.test.Hash()
	f.rec.Level, f.rec.Version, f.rec.Choice = asm.Active().String(), version(), conv.TableHash()
	return nil
}

// validationShare is the part of the training images that is not trained on, as
// in the paper.
const validationShare = 0.1

// version names the program's source, as far as the build recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, modified := info.Main.Version, ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = "+dirty"
		}
	}
	return revision + modified
}

// open reads a folder that train or study has made, with its network and images.
func open(dir string) (*folder, error) {
	f, err := openWithoutNet(dir)
	if err == nil {
		f.net, err = train.Load(dir)
	}
	return f, err
}

// openBare also takes a folder that has no network, still in training or kept without;
// then net is nil.
func openBare(dir string) (*folder, error) {
	f, err := openWithoutNet(dir)
	if err == nil && f.has(train.WeightsFile) {
		f.net, err = train.Load(dir)
	}
	return f, err
}

// openWithoutNet reads what a run is about, and its images.
func openWithoutNet(dir string) (*folder, error) {
	f := &folder{dir: dir}
	have, err := readJSON(f.path(runFile), &f.rec)
	if err != nil {
		return nil, err
	}
	if !have {
		return nil, noRun(dir)
	}
	was := f.rec
	src, err := f.rec.Source.in(dir)
	if err != nil {
		return nil, err
	}
	if err := f.loadFrom(src); err != nil {
		return nil, fmt.Errorf("%s: its images %s: %w", dir, src.flag(), err)
	}
	if f.rec.TrainHash != was.TrainHash || f.rec.TestHash != was.TestHash {
		return nil, fmt.Errorf("%s: the images %s are not those that the network was trained and tested on", dir, src.flag())
	}
	f.rec.Level, f.rec.Version, f.rec.Choice = was.Level, was.Version, was.Choice // of the program that trained
	return f, nil
}

// noRun says what to name instead of a folder that is not a run's.
func noRun(dir string) error {
	if inside, _ := filepath.Glob(filepath.Join(dir, "*", runFile)); len(inside) > 0 {
		return fmt.Errorf("%s is not a run but holds some: name one of them, such as %s", dir, filepath.Dir(inside[0]))
	}
	return fmt.Errorf("%s holds no %s: name a folder that freqlens train or study has made", dir, runFile)
}

// prepare reads the images and finds out whether they and the settings make a run,
// before anything is written: a mistake must not take the folder.
func (f *folder) prepare() error {
	if err := f.load(); err != nil {
		return err
	}
	f.noteImages()
	if f.has(curveFile) {
		return f.begin()
	}
	if n, batch := f.set.Len(), f.rec.Train.Batch; n < batch {
		remedy := ""
		if f.rec.Source.TrainPerClass > 0 {
			remedy = ", a larger --train-images"
		}
		return fmt.Errorf("%s: %d training images are there beside those for validation, one step takes %d: want at least %d more%s", f.set.Name, n, batch, batch-n, remedy)
	}
	var err error
	if f.net, err = train.New(f.rec.Model, f.rec.Width, f.set, f.rec.Train.Seed); err != nil {
		return err
	}
	return f.begin()
}

// noteImages says what is better known before hours of training than after.
func (f *folder) noteImages() {
	name := f.rec.Source.name()
	if f.rec.Source.Kind == "imagefolder" {
		if left, err := dataset.LeftOut(f.rec.Source.Path); err == nil && left != "" { // an error would have ended load
			fmt.Fprintf(os.Stderr, "note: %s: left out: %s (only JPEG and PNG are read)\n", name, left)
		}
	}
	if n := f.test.Copies(f.set, f.val); n > 0 {
		fmt.Fprintf(os.Stderr, "note: %s: %d of %d test images are copies of training images: what is measured on them says nothing (freqlens data check %s)\n",
			name, n, f.test.Len(), f.rec.Source.flag())
	}
}

// taken reports whether the folder holds a network, or one in training. What a call
// leaves that failed before that may be replaced.
func (f *folder) taken() bool {
	return f.has(curveFile) || f.has(train.WeightsFile) || f.has(partialFile)
}

// begin makes the folder for a new run, or takes up one with the same settings.
func (f *folder) begin() error {
	var old record
	have, err := readJSON(f.path(runFile), &old)
	if err != nil {
		return err
	}
	if have && f.taken() {
		f.rec.Version = old.Version // a newer program goes on with an older one's run
		if name, was, is := difference(old.asLookedAt(f.rec), f.rec); name != "" {
			return fmt.Errorf("%s holds a run with another %s (%v, now %v): choose another --out or remove it", f.dir, name, was, is)
		}
		if old.NullMasks != f.rec.NullMasks {
			if err := f.forgetVerdicts(); err != nil {
				return err
			}
		}
	}
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return err
	}
	return writeJSON(f.path(runFile), f.rec)
}

// asLookedAt returns r with what does not make it another run taken from is: how its
// network is looked at, and by which version of the program.
func (r record) asLookedAt(is record) record {
	r.Mode, r.NullMasks, r.PerClass, r.Version = is.Mode, is.NullMasks, is.PerClass, is.Version
	return r
}

// difference names the first of two records' settings that is not the same, as the file
// calls it.
func difference(a, b any) (name string, was, is any) {
	x, y := flat("", a), flat("", b)
	for _, name := range slices.Sorted(maps.Keys(x)) {
		if x[name] != y[name] {
			return name, x[name], y[name]
		}
	}
	return "", nil, nil
}

// flat lists settings under their names in the file.
func flat(prefix string, v any) map[string]any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // a record is plain
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil { // not an object
		return map[string]any{strings.TrimSuffix(prefix, "."): string(text)}
	}
	all := map[string]any{}
	for name, field := range fields {
		maps.Copy(all, flat(prefix+name+".", field))
	}
	return all
}

func (f *folder) has(name string) bool {
	_, err := os.Stat(f.path(name))
	return err == nil
}

// timed runs a step and notes its seconds in timing.json, the only file of a folder
// that differs between equal runs. What an interrupted call has spent is added.
func (f *folder) timed(step string, do func() error) error {
	start := time.Now()
	failed := do()
	if failed != nil && !errors.Is(failed, context.Canceled) {
		return failed
	}
	times := map[string]float64{}
	if _, err := readJSON(f.path(timingFile), &times); err != nil {
		return errors.Join(failed, err)
	}
	unfinished := step + ", unfinished"
	spent := times[unfinished] + time.Since(start).Seconds()
	if failed != nil {
		times[unfinished] = spent
	} else {
		times[step] = spent
		delete(times, unfinished)
	}
	return errors.Join(failed, writeJSON(f.path(timingFile), times))
}

// step runs a step as timed does. What the network says on the way is kept in a file
// until the step is complete: after an interruption the next call goes on from there.
func (f *folder) step(ctx context.Context, name string, do func(context.Context) error) error {
	return f.timed(name, func() error {
		who, err := f.answering()
		if err != nil {
			return err
		}
		m, err := perturb.OpenMemory(f.path(name+answers), who)
		if err != nil {
			return err
		}
		if err := do(perturb.WithMemory(ctx, m)); err != nil {
			return errors.Join(err, m.Close())
		}
		return m.Forget()
	})
}

// answering identifies what an answer of the network is a function of beside the images.
func (f *folder) answering() (string, error) {
	weights, err := hashOf(f.path(train.WeightsFile))
	return fmt.Sprint(weights, version(), asm.Active(), conv.TableHash()), err
}

// answers ends the names of the files that step keeps.
const answers = ".answers"

// results is what the steps have left in a folder.
type results struct {
	curve    *dynamics.Curve
	bandstop *bandstop.Result
	adcs     *adcs.Result
	scores   *dfm.Scores
	verdicts []dfm.Verdict
}

func (f *folder) results() (r results, err error) {
	if _, err = readJSON(f.path(curveFile), &r.curve); err == nil {
		_, err = readJSON(f.path(bandstopFile), &r.bandstop)
	}
	if err == nil {
		r.adcs, err = f.readADCS()
	}
	if err == nil {
		r.scores, err = f.readScores()
	}
	if err == nil {
		_, err = readJSON(f.path(verdictsFile), &r.verdicts)
	}
	return r, err
}
