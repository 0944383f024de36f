package layers

import (
	"fmt"
	"math"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/autograd"
	"freqlens/tensor"
)

// Optimizer changes parameters along their gradients.
type Optimizer interface {
	// Step makes one update with the gradients that the parameters hold.
	Step()
	// ZeroGrad forgets the gradients.
	ZeroGrad()
	LR() float64
	SetLR(lr float64)
	// State returns what a later run needs, beside the learning rate, to go on with
	// the same bits.
	State() []tensor.Named
	// LoadState is the inverse of State.
	LoadState(state []tensor.Named) error
}

// base is what all optimisers share: parameters, learning rate, slots (the
// vectors that are kept for each parameter) and the number of steps.
type base struct {
	params []*autograd.Variable
	slots  [][]*tensor.Tensor // slots[k][i] belongs to params[i]
	names  []string
	steps  int
	lr     float64
}

func newBase(params []*autograd.Variable, lr float64, names ...string) base {
	b := base{params: params, lr: lr, names: names}
	for range names {
		var slot []*tensor.Tensor
		for _, p := range params {
			slot = append(slot, tensor.New(p.Shape()...))
		}
		b.slots = append(b.slots, slot)
	}
	return b
}

// LR returns the learning rate.
func (b *base) LR() float64 { return b.lr }

// SetLR changes the learning rate.
func (b *base) SetLR(lr float64) { b.lr = lr }

// ZeroGrad implements [Optimizer].
func (b *base) ZeroGrad() {
	for _, p := range b.params {
		p.ZeroGrad()
	}
}

// State implements [Optimizer].
func (b *base) State() []tensor.Named {
	out := []tensor.Named{{Name: "steps", Tensor: tensor.From([]float32{float32(b.steps)})}}
	for k, slot := range b.slots {
		for i, t := range slot {
			out = append(out, tensor.Named{Name: fmt.Sprintf("%s.%d", b.names[k], i), Tensor: t.Clone()})
		}
	}
	return out
}

// LoadState implements [Optimizer].
func (b *base) LoadState(state []tensor.Named) error {
	given := map[string]*tensor.Tensor{}
	for _, t := range state {
		given[t.Name] = t.Tensor
	}
	if given["steps"] == nil || given["steps"].Len() != 1 {
		return fmt.Errorf("optimizer state lacks the number of steps")
	}
	for k, slot := range b.slots {
		for i, t := range slot {
			name := fmt.Sprintf("%s.%d", b.names[k], i)
			if given[name] == nil || !given[name].SameShape(t) {
				return fmt.Errorf("optimizer state lacks %s of shape %v", name, t.Shape())
			}
		}
	}
	for k, slot := range b.slots {
		for i, t := range slot {
			t.CopyFrom(given[fmt.Sprintf("%s.%d", b.names[k], i)])
		}
	}
	b.steps = int(given["steps"].Data()[0])
	return nil
}

// SGDConfig describes stochastic gradient descent.
type SGDConfig struct {
	LR, Momentum, WeightDecay float64
	Nesterov                  bool
}

// SGD is stochastic gradient descent with momentum, as in PyTorch.
type SGD struct {
	base
	config SGDConfig
}

// NewSGD returns an optimiser of the given parameters.
func NewSGD(params []*autograd.Variable, c SGDConfig) *SGD {
	return &SGD{newBase(params, c.LR, "momentum"), c}
}

// Step implements [Optimizer].
func (s *SGD) Step() {
	parallel.Run(len(s.params), s)
	s.steps++
}

// Part updates parameter i.
func (s *SGD) Part(i int) {
	p := s.params[i]
	if g := p.Grad(); g != nil {
		asm.SGDStep(p.Value().Data(), g.Data(), s.slots[0][i].Data(), float32(s.lr), float32(s.config.Momentum), float32(s.config.WeightDecay), s.config.Nesterov, s.steps == 0)
	}
}

// AdamConfig describes Adam. Zero betas and eps mean 0.9, 0.999 and 1e-8.
type AdamConfig struct {
	LR, Beta1, Beta2, Eps, WeightDecay float64
}

// Adam is Adam or, with decoupled weight decay, AdamW.
type Adam struct {
	base
	config       AdamConfig
	decoupled    bool
	bias1, bias2 float64
}

// NewAdam returns Adam (Kingma and Ba 2015) with L2 regularisation.
func NewAdam(params []*autograd.Variable, c AdamConfig) *Adam { return newAdam(params, c, false) }

// NewAdamW returns Adam with decoupled weight decay (Loshchilov and Hutter 2019).
func NewAdamW(params []*autograd.Variable, c AdamConfig) *Adam { return newAdam(params, c, true) }

func newAdam(params []*autograd.Variable, c AdamConfig, decoupled bool) *Adam {
	orDefault := func(x *float64, d float64) {
		if *x == 0 {
			*x = d
		}
	}
	orDefault(&c.Beta1, 0.9)
	orDefault(&c.Beta2, 0.999)
	orDefault(&c.Eps, 1e-8)
	return &Adam{base: newBase(params, c.LR, "m", "v"), config: c, decoupled: decoupled}
}

// Step implements [Optimizer].
func (a *Adam) Step() {
	a.steps++
	a.bias1 = 1 - math.Pow(a.config.Beta1, float64(a.steps))
	a.bias2 = 1 - math.Pow(a.config.Beta2, float64(a.steps))
	parallel.Run(len(a.params), a)
}

// Part updates parameter i.
func (a *Adam) Part(i int) {
	p := a.params[i]
	if g := p.Grad(); g != nil {
		asm.AdamStep(p.Value().Data(), g.Data(), a.slots[0][i].Data(), a.slots[1][i].Data(),
			a.lr, a.config.Beta1, a.config.Beta2, a.config.Eps, a.config.WeightDecay, a.bias1, a.bias2, a.decoupled)
	}
}
