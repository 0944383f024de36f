package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"

	"freqlens/experiments/adcs"
	"freqlens/experiments/bandstop"
	"freqlens/experiments/dynamics"
	"freqlens/experiments/report"
	"freqlens/experiments/train"
	"freqlens/tensor"
)

// trained sees to it that the network is there, from this call or an earlier one.
func (f *folder) trained(ctx context.Context) error {
	if f.has(curveFile) {
		var err error
		f.net, err = train.Load(f.dir)
		return err
	}
	return f.timed("train", func() error { return f.train(ctx) })
}

// train fits the network, following each class's F1, and saves it.
func (f *folder) train(ctx context.Context) error {
	p := newProgress("train " + f.rec.Source.name())
	recorder, err := f.recorder()
	if err != nil {
		return err
	}
	last, loss, unwritten := 0, 0.0, error(nil)
	err = train.Run(ctx, f.net, f.set, f.val, f.rec.Train, train.Hooks{
		Step:   func(done, all int, l float64) { last, loss = done, l; p.update(done, all) },
		EvalAt: evalAt(f.set.Len() / f.rec.Train.Batch),
		Eval: func(i int) {
			recorder.Record(i)
			unwritten = errors.Join(unwritten, writeJSON(f.path(partialCurve), recorder.Curve))
		},
		Checkpoint: f.path(partialFile),
	})
	if err := errors.Join(err, unwritten); err != nil {
		if errors.Is(err, train.ErrDiverged) {
			err = errors.Join(err, f.forgetTraining())
		}
		return err
	}
	if at := recorder.Curve.Iterations; last > 0 && !slices.Contains(at, last) {
		recorder.Record(last) // a curve ends where training does
	}
	c := f.net.Evaluate(f.test)
	p.finish("%.1f %% of the test images recognised, last loss %.3f", 100*c.Accuracy(), loss)
	if err := f.net.Save(f.dir, false); err != nil {
		return err
	}
	if err := writeJSON(f.path(confusionFile), c); err != nil {
		return err
	}
	if err := f.writeMetrics(recorder.Curve); err != nil {
		return err
	}
	if err := writeJSON(f.path(curveFile), recorder.Curve); err != nil {
		return err
	}
	return f.forgetTraining()
}

// forgetTraining removes what an interrupted training would go on from.
func (f *folder) forgetTraining() (err error) {
	for _, name := range []string{partialCurve, partialFile} {
		if gone := os.Remove(f.path(name)); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

const partialCurve = "dynamics.partial.json"

// recorder goes on with the curve of an interrupted run.
func (f *folder) recorder() (*dynamics.Recorder, error) {
	r := dynamics.NewRecorder(f.net, f.test)
	if f.has(partialFile) {
		if _, err := readJSON(f.path(partialCurve), &r.Curve); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// evalAt is the schedule of the learning curves: dense at first, then once per epoch.
func evalAt(perEpoch int) func(int) bool {
	return func(i int) bool {
		if i <= 1200 {
			return i <= 500 && dynamics.EvalAt(i) || i%100 == 0
		}
		return i%max(perEpoch, 100) == 0
	}
}

// writeMetrics writes the curve as one JSON object per evaluation.
func (f *folder) writeMetrics(c dynamics.Curve) error {
	return tensor.WriteFile(f.path(metricsFile), func(w io.Writer) error {
		e := json.NewEncoder(w)
		for i, it := range c.Iterations {
			f1 := map[string]float64{}
			for k, name := range c.Classes {
				f1[name] = c.F1[k][i]
			}
			if err := e.Encode(map[string]any{"iteration": it, "accuracy": c.Accuracy[i], "f1": f1}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *folder) bandstop(ctx context.Context, keepMean bool) error {
	p := newProgress("band-stop " + f.rec.Source.name())
	r, err := bandstop.Run(ctx, f.net, f.test, keepMean, p.update)
	if err != nil {
		return err
	}
	p.finish("%d tests", len(r.Tests))
	return writeJSON(f.path(bandstopFile), r)
}

// orderFile compares what is learned first with what stands out.
const orderFile = "order.json"

func (f *folder) adcs(compat bool) error {
	p := newProgress("ADCS " + f.rec.Source.name())
	r := adcs.Compute(f.test, f.net.Norm, compat)
	p.finish("%d classes", len(r.Classes))
	if err := f.writeADCS(r); err != nil {
		return err
	}
	all, err := f.results()
	if err != nil {
		return err
	}
	if o := report.Order(all.curve, all.adcs); o != nil {
		return writeJSON(f.path(orderFile), o)
	}
	return nil
}

// all runs what is still missing of every step, and again what a single command has made
// in another way since: the report of a study says how to make all of it.
func (f *folder) all(ctx context.Context) error {
	if err := f.prepare(); err != nil {
		return err
	}
	missing := func(step string, have func(results) bool, do func(context.Context) error) func() error {
		return func() error {
			r, err := f.results()
			if err != nil || have(r) {
				return err
			}
			return f.step(ctx, step, do)
		}
	}
	return inOrder(
		func() error { return f.trained(ctx) },
		missing("bandstop", func(r results) bool { return r.bandstop != nil && !r.bandstop.KeepMean }, func(ctx context.Context) error { return f.bandstop(ctx, false) }),
		missing("adcs", func(r results) bool { return r.adcs != nil && !r.adcs.Compat }, func(context.Context) error { return f.adcs(false) }),
		func() error { return f.findDFM(ctx, false, f.rec.Mode) },
		missing("judge", func(r results) bool { return r.verdicts != nil }, f.judgeOwn),
	)
}

func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
