package layers

import (
	"strconv"

	"freqlens/autograd"
	"freqlens/tensor"
)

// Context tells modules how they are run. With Train set, batch norms use and
// update batch statistics and dropout drops.
type Context struct {
	Train bool
	Rng   *tensor.Rand // what dropout draws from; needed only if Train is set
	// folds is set by a Predictor: batch norms are folded into the convolutions
	// before them.
	folds *folds
}

// Module is a part of a network.
type Module interface {
	// Forward computes the module's output for x. Without Train it may be called by several
	// goroutines at once, on parts of a batch in any order: see [Predictor].
	Forward(c *Context, x *autograd.Variable) *autograd.Variable
	// Visit calls v for every parameter and buffer, in the order of the forward
	// pass, with names that start with prefix.
	Visit(prefix string, v Visitor)
}

// Visitor receives a parameter or a buffer (then param is nil) under its dotted
// name. The tensor of a convolution's weights is [KH,KW,C/groups,O].
type Visitor func(name string, param *autograd.Variable, value *tensor.Tensor)

// Parameters lists what an optimiser changes, in the order of the forward pass.
func Parameters(m Module) []*autograd.Variable {
	var all []*autograd.Variable
	m.Visit("", func(_ string, p *autograd.Variable, _ *tensor.Tensor) {
		if p != nil {
			all = append(all, p)
		}
	})
	return all
}

func visitParam(v Visitor, name string, p *autograd.Variable) {
	if p != nil {
		v(name, p, p.Value())
	}
}

// Sequential runs modules one after the other. Names, if given, replace the
// positions in the dotted names.
type Sequential struct {
	Modules []Module
	Names   []string
}

// Forward implements [Module].
func (s *Sequential) Forward(c *Context, x *autograd.Variable) *autograd.Variable {
	return s.forward(c, x, false)
}

// forward releases what it made on the way, and x only if owned says that the caller
// is done with it: a module with two branches still needs what it gave to one. An
// inner Sequential is given what is owned, so that its first input is not held until
// its last module is done.
func (s *Sequential) forward(c *Context, x *autograd.Variable, owned bool) *autograd.Variable {
	for _, m := range s.Modules {
		inner, nested := m.(*Sequential)
		var y *autograd.Variable
		if nested {
			y = inner.forward(c, x, owned)
		} else {
			y = m.Forward(c, x)
		}
		if y == x {
			continue
		}
		if owned && !nested {
			autograd.Release(x)
		}
		x, owned = y, true
	}
	return x
}

// Visit implements [Module].
func (s *Sequential) Visit(prefix string, v Visitor) {
	for i, m := range s.Modules {
		m.Visit(join(prefix, s.name(i)), v)
	}
}

func (s *Sequential) name(i int) string {
	if i < len(s.Names) {
		return s.Names[i]
	}
	return strconv.Itoa(i)
}

func join(prefix, name string) string {
	switch {
	case prefix == "":
		return name
	case name == "":
		return prefix
	}
	return prefix + "." + name
}
