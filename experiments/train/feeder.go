package train

import (
	"runtime"
	"sync"
	"sync/atomic"

	"freqlens/experiments/augment"
	"freqlens/tensor"
)

// batch is what one step is made on.
type batch struct {
	x      *tensor.Tensor
	labels []int
	bytes  []byte // one augmented image
}

// feeder prepares batches while the network works on the one before.
type feeder struct {
	ready, free chan *batch
	quit        chan struct{}
}

// startFeeder prepares the batches from iteration first on.
func startFeeder(r *run, first int) *feeder {
	const ahead = 2
	f := &feeder{ready: make(chan *batch, ahead), free: make(chan *batch, ahead+1), quit: make(chan struct{})}
	s := r.set
	for range ahead + 1 {
		f.free <- &batch{tensor.New(r.Batch, s.C, s.H, s.W), make([]int, r.Batch), make([]byte, s.C*s.H*s.W)}
	}
	go f.prepare(r, first)
	return f
}

func (f *feeder) next() *batch     { return <-f.ready }
func (f *feeder) recycle(b *batch) { f.free <- b }
func (f *feeder) stop()            { close(f.quit) }

func (f *feeder) prepare(r *run, first int) {
	change, _ := augment.Preset(r.Augment) // checked with the configuration
	var order []int
	for i := first; i < r.all; i++ {
		epoch, at := i/r.perEpoch, i%r.perEpoch
		if order == nil || at == 0 {
			order = tensor.NewRand(r.Seed, 201, uint64(epoch)).Perm(r.set.Len())
		}
		var b *batch
		select {
		case b = <-f.free:
		case <-f.quit:
			return
		}
		b.fill(r, change, order[at*r.Batch:][:r.Batch], epoch)
		select {
		case f.ready <- b:
		case <-f.quit:
			return
		}
	}
}

// fill prepares the images of a batch, each with its own random stream, so that
// it does not matter who prepares which. The cores share them if that takes long.
func (b *batch) fill(r *run, change augment.Augment, index []int, epoch int) {
	s := r.set
	size := s.C * s.H * s.W
	one := func(k int, changed []byte) {
		i := index[k]
		b.labels[k] = s.Labels[i]
		change(changed, s, i, tensor.NewRand(r.Seed, 202, uint64(epoch), uint64(i)))
		r.net.Norm.Apply(b.x.Data()[k*size:][:size], changed)
	}
	workers := min(runtime.GOMAXPROCS(0), len(index)*size/sharedFrom)
	if workers < 2 {
		for k := range index {
			one(k, b.bytes)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			changed := make([]byte, size)
			for k := next.Add(1) - 1; k < int64(len(index)); k = next.Add(1) - 1 {
				one(int(k), changed)
			}
		})
	}
	all.Wait()
}

// sharedFrom is the number of bytes for which one more goroutine is worth it.
const sharedFrom = 1 << 20
