package layers

import (
	"fmt"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/autograd"
	"freqlens/tensor"
)

// Predictor runs a trained network on many images. It folds batch norms into
// the convolutions before them. Where the weights are small, every core takes a
// few images at a time through the whole network, so that activations stay in
// its second-level cache; where they are large, weights should be read for many
// images at once, and the cores share each layer. A result never depends on the
// batch that an image came in.
//
// The network's weights must not change while a Predictor uses them; after a
// change, call Refresh. A Predictor is for one goroutine at a time; several, also of one
// network, do not disturb each other.
//
// It keeps packed weights for every size of image that it has seen, until Refresh, and
// buffers for each as long as it lives: for images of many sizes, bring them to a few.
type Predictor struct {
	net   Module
	level asm.Level
	// weights is how many weights the convolutions have.
	weights int
	// Batch is the number of images taken through the network together; 0
	// chooses by the size of an image.
	Batch int

	stash   parallel.Stash[passes]
	folds   folds
	context Context
	task    predictTask
	grad    *autograd.Tape
}

// passes is what one worker needs.
type passes struct {
	tape  *autograd.Tape
	input tensor.Tensor
}

// NewPredictor returns a predictor for the network in evaluation mode.
func NewPredictor(m Module) *Predictor {
	p := &Predictor{net: m}
	p.context.folds = &p.folds
	p.Refresh()
	return p
}

// Refresh takes over the network's present weights.
func (p *Predictor) Refresh() {
	p.level, p.weights = asm.Active(), 0
	p.folds.forget()
	p.net.Visit("", func(_ string, v *autograd.Variable, _ *tensor.Tensor) {
		if v != nil && len(v.Shape()) == 4 {
			p.weights += v.Value().Len()
		}
	})
}

// smallWeights is the number of weights up to which the images, not the weights,
// decide what the caches hold.
const smallWeights = 1 << 19

// Logits sets dst [N,classes] to the network's output for planar images x [N,C,H,W].
func (p *Predictor) Logits(dst, x *tensor.Tensor) {
	if x.Rank() != 4 || dst.Rank() != 2 || dst.Dim(0) != x.Dim(0) {
		panic(fmt.Sprintf("predictor: images %v and logits %v do not fit, want [N,C,H,W] and [N,classes]", x.Shape(), dst.Shape()))
	}
	if p.level != asm.Active() {
		p.Refresh() // weights are packed for a level
	}
	pixels := x.Dim(2) * x.Dim(3)
	p.task = predictTask{p, dst, x, p.Batch}
	if p.weights > smallWeights {
		if p.Batch == 0 {
			p.task.batch = min(64, max(1, 1<<18/pixels))
		}
		for i := range p.task.parts() {
			p.task.Part(i)
		}
	} else {
		if p.Batch == 0 {
			p.task.batch = min(16, max(1, 1<<12/pixels))
		}
		parallel.Run(p.task.parts(), &p.task)
	}
	p.task = predictTask{}
}

type predictTask struct {
	p      *Predictor
	dst, x *tensor.Tensor
	batch  int
}

func (t *predictTask) parts() int { return (t.x.Dim(0) + t.batch - 1) / t.batch }

// Part takes one micro-batch through the network.
func (t *predictTask) Part(i int) {
	w := t.p.stash.Get()
	if w.tape == nil {
		w.tape = autograd.NewInferenceTape()
	}
	n, image := t.x.Dim(0), t.x.Len()/max(1, t.x.Dim(0))
	from, to := i*t.batch, min((i+1)*t.batch, n)
	w.input.Bind(t.x.Data()[from*image:to*image], to-from, t.x.Dim(1), t.x.Dim(2), t.x.Dim(3))
	y := t.p.net.Forward(&t.p.context, w.tape.Input(&w.input))
	classes := t.dst.Dim(1)
	if y.Dim(1) != classes {
		panic(fmt.Sprintf("predictor: the network has %d classes, the logits %d", y.Dim(1), classes))
	}
	copy(t.dst.Data()[from*classes:to*classes], y.Value().Data())
	w.tape.Reset()
	t.p.stash.Put(w)
}

// InputGrad returns each image's cross-entropy loss and sets dx to its gradient
// with respect to the image, in evaluation mode. The gradients of the weights
// stay as they are.
func (p *Predictor) InputGrad(dx, x *tensor.Tensor, targets []int) []float32 {
	if p.grad == nil {
		p.grad = autograd.NewInputTape()
	}
	defer p.grad.Reset()
	in := p.grad.Watch(x)
	loss := autograd.CrossEntropy(p.net.Forward(&Context{}, in), targets, autograd.CrossEntropyOptions{Reduction: "none"})
	losses := append([]float32(nil), loss.Value().Data()...)
	ones := tensor.New(len(targets))
	ones.Fill(1)
	p.grad.BackwardFrom(loss, ones)
	dx.CopyFrom(in.Grad())
	return losses
}
