package train

import (
	"context"
	"errors"
	"fmt"
	"math"

	"freqlens/autograd"
	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/layers"
	"freqlens/tensor"
)

// Config describes a training run.
type Config struct {
	Epochs         int     `json:"epochs"`     // passes over the training set
	Iterations     int     `json:"iterations"` // or optimiser steps; 0 means Epochs
	Batch          int     `json:"batch"`
	LR             float64 `json:"lr"`
	Momentum       float64 `json:"momentum"`
	Nesterov       bool    `json:"nesterov"`
	WeightDecay    float64 `json:"weight_decay"`
	Schedule       string  `json:"schedule"` // constant, cosine (with one epoch of warm-up) or plateau
	LabelSmoothing float64 `json:"label_smoothing"`
	Augment        string  `json:"augment"` // a recipe of augment.Preset
	Seed           uint64  `json:"seed"`
}

// Preset returns a configuration by name.
//
//	plain  no augmentation, so that frequencies stay where they are, and lr .001, the
//	       default of the authors' program: slow enough to see what is learned first
//	paper  the authors' settings: lr .01, Nesterov, plateau schedule, their augmentation
//	cifar  one-cycle training with crops and flips, for accuracy on CIFAR-10
func Preset(name string) (Config, error) {
	c := Config{Epochs: 1, Batch: 64, LR: 0.001, Momentum: 0.9, Nesterov: true, WeightDecay: 1e-4, Schedule: "constant", Augment: "none"}
	switch name {
	case "plain":
	case "paper":
		c.Epochs, c.LR, c.Schedule, c.Augment = 200, 0.01, "plateau", "paper"
	case "cifar":
		c.Epochs, c.Batch, c.LR, c.WeightDecay, c.Schedule, c.Augment = 30, 128, 0.2, 5e-4, "cosine", "standard"
	default:
		return c, fmt.Errorf("unknown preset %q, want plain, paper or cifar", name)
	}
	return c, nil
}

// Length says how long the training is.
func (c Config) Length() string {
	if c.Iterations > 0 {
		return fmt.Sprintf("%d iterations", c.Iterations)
	}
	return fmt.Sprintf("%d epochs", c.Epochs)
}

// Check reports a configuration that cannot be run.
func (c Config) Check() error {
	switch {
	case c.Batch < 2:
		return fmt.Errorf("batch %d: want at least 2 images", c.Batch)
	case c.Epochs < 1 && c.Iterations < 1:
		return errors.New("want at least one epoch or iteration")
	case !(c.LR > 0):
		return fmt.Errorf("lr %g: want a positive learning rate", c.LR)
	case c.Schedule != "constant" && c.Schedule != "cosine" && c.Schedule != "plateau":
		return fmt.Errorf("schedule %q: want constant, cosine or plateau", c.Schedule)
	}
	_, err := augment.Preset(c.Augment)
	return err
}

// Hooks lets the caller follow a run; nil functions are left out.
type Hooks struct {
	// Step is called after each step with the number done, the number of all, and the loss.
	Step func(done, all int, loss float64)
	// EvalAt chooses the iterations, counted from 1, after which Eval is called; without it there are none.
	EvalAt func(iteration int) bool
	Eval   func(iteration int)
	// Epoch is called after each epoch.
	Epoch func(epoch int, meanLoss float64)
	// Checkpoint, if not empty, is the file that the run's state is kept in,
	// once per epoch and when the context ends. An existing one is resumed.
	Checkpoint string
}

// run is the state of a training run.
type run struct {
	Config
	net       *Net
	set, val  *dataset.Set
	hooks     Hooks
	params    []*autograd.Variable
	opt       *layers.SGD
	plateau   *layers.ReduceLROnPlateau
	cosine    layers.Schedule
	perEpoch  int
	all, done int
	epochLoss float64
	tape      *autograd.Tape
	feed      *feeder
}

// ErrDiverged is in the error of a training whose loss is no longer a number: to go on
// from its last checkpoint would only lead there again.
var ErrDiverged = errors.New("training diverged")

// Run trains net on set. val is needed by the plateau schedule only. It returns
// the context's error if that ended the run, after writing the checkpoint.
func Run(ctx context.Context, net *Net, set, val *dataset.Set, c Config, h Hooks) error {
	r, err := newRun(net, set, val, c, h)
	if err != nil {
		return err
	}
	defer net.Changed()
	if h.Checkpoint != "" {
		if err := r.resume(h.Checkpoint); err != nil {
			return err
		}
	}
	r.feed = startFeeder(r, r.done)
	defer r.feed.stop()
	for r.done < r.all {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, r.save())
		}
		if err := r.step(); err != nil {
			return err
		}
	}
	return nil
}

func newRun(net *Net, set, val *dataset.Set, c Config, h Hooks) (*run, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if err := net.Fits(set); err != nil {
		return nil, err
	}
	if c.Schedule == "plateau" && val == nil {
		return nil, errors.New("the plateau schedule needs a validation set")
	}
	r := &run{Config: c, net: net, set: set, val: val, hooks: h, params: layers.Parameters(net.Model), tape: autograd.NewTape()}
	r.perEpoch = set.Len() / c.Batch
	if r.perEpoch == 0 {
		return nil, fmt.Errorf("%s: %d images do not fill a batch of %d", set.Name, set.Len(), c.Batch)
	}
	r.all = c.Iterations
	if r.all == 0 {
		r.all = c.Epochs * r.perEpoch
	}
	r.opt = layers.NewSGD(r.params, layers.SGDConfig{LR: c.LR, Momentum: c.Momentum, WeightDecay: c.WeightDecay, Nesterov: c.Nesterov})
	r.plateau = layers.NewReduceLROnPlateau(c.LR, 0.1, 10)
	r.cosine = layers.WarmupCosine(c.LR, min(r.perEpoch, r.all/4), r.all)
	return r, nil
}

// step makes one update and calls the hooks that are due after it.
func (r *run) step() error {
	if r.Schedule == "cosine" {
		r.opt.SetLR(r.cosine.At(r.done))
	}
	loss := r.update(r.feed.next())
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return fmt.Errorf("the loss is %g in iteration %d: %w; try a learning rate below %g", loss, r.done+1, ErrDiverged, r.opt.LR())
	}
	r.done++
	r.epochLoss += loss
	if r.hooks.Step != nil {
		r.hooks.Step(r.done, r.all, loss)
	}
	if r.hooks.Eval != nil && r.hooks.EvalAt != nil && r.hooks.EvalAt(r.done) {
		r.net.Changed()
		r.hooks.Eval(r.done)
	}
	if r.done%r.perEpoch != 0 {
		return nil
	}
	if r.Schedule == "plateau" {
		r.net.Changed()
		r.opt.SetLR(r.plateau.Step(r.net.Loss(r.val)))
	}
	if r.hooks.Epoch != nil {
		r.hooks.Epoch(r.done/r.perEpoch, r.epochLoss/float64(r.perEpoch))
	}
	r.epochLoss = 0
	return r.save()
}

// update makes a step on one batch and returns its loss.
func (r *run) update(b *batch) float64 {
	defer r.feed.recycle(b)
	r.opt.ZeroGrad()
	c := layers.Context{Train: true, Rng: tensor.NewRand(r.Seed, 203, uint64(r.done))}
	logits := r.net.Model.Forward(&c, r.tape.Input(b.x))
	loss := autograd.CrossEntropy(logits, b.labels, autograd.CrossEntropyOptions{LabelSmoothing: r.LabelSmoothing})
	value := float64(loss.Value().Data()[0])
	r.tape.Backward(loss)
	r.opt.Step()
	r.tape.Reset()
	return value
}

// Loss is the mean cross-entropy of the network on s.
func (n *Net) Loss(s *dataset.Set) float64 {
	logits := n.Predict(s)
	sum := 0.0
	for i, label := range s.Labels {
		sum += CrossEntropy(logits.Data()[i*len(n.Classes):][:len(n.Classes)], label)
	}
	return sum / float64(s.Len())
}

// CrossEntropy is -log softmax(logits)[label].
func CrossEntropy(logits []float32, label int) float64 {
	largest := logits[Argmax(logits)]
	sum := 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v - largest))
	}
	return math.Log(sum) - float64(logits[label]-largest)
}
