package fft

import (
	"fmt"
	"sync/atomic"

	"freqlens/asm/parallel"
)

// batch is a job of count images, spread over threads: every share has scratch space
// of its own, and every image its own output, so the result is the same for any
// number of threads.
type batch struct {
	plan    *RealPlan2D
	do      func(b *batch, i int, work []complex64)
	count   int
	queue   queue
	each    int // scratch space of a share
	images  []float32
	spectra []complex64
	work    []complex64
	masks   []Mask
}

var batches parallel.Stash[batch]

// queue hands out the numbers below count, a run at a time: a thread that was held up
// leaves more to the others than equal shares would.
type queue struct {
	next       atomic.Int64
	count, run int64
}

func (q *queue) fill(count, shares int) {
	const runs = 8 // for each share
	q.next.Store(0)
	q.count, q.run = int64(count), int64(max(1, count/max(1, shares*runs)))
}

// all yields the numbers of one run after the other until all are taken.
func (q *queue) all(yield func(i int) bool) {
	for {
		end := q.next.Add(q.run)
		if end-q.run >= q.count {
			return
		}
		for i := end - q.run; i < min(end, q.count); i++ {
			if !yield(int(i)) {
				return
			}
		}
	}
}

// run takes as many threads as work has room for.
func (b *batch) run(need int) {
	shares := min(parallel.Workers(), b.count, len(b.work)/need)
	b.each = need
	b.queue.fill(b.count, shares)
	parallel.Run(shares, b)
	*b = batch{}
	batches.Put(b)
}

// Part takes images as long as there are any, with the scratch space of share s.
func (b *batch) Part(s int) {
	for i := range b.queue.all {
		b.do(b, i, b.work[s*b.each:][:b.each])
	}
}

func (b *batch) image(i int) []float32 { return b.images[i*b.plan.h*b.plan.w:][:b.plan.h*b.plan.w] }

func (b *batch) spectrum(i int) []complex64 {
	n := b.plan.SpectrumLen()
	return b.spectra[i*n:][:n]
}

// ForwardBatch transforms count images that follow one another. If work holds k times
// WorkLen, up to k threads share them.
func (p *RealPlan2D) ForwardBatch(count int, dst []complex64, src []float32, work []complex64) {
	p.start(count, dst, src, work, p.WorkLen(), forwardOne)
}

// InverseBatch undoes [RealPlan2D.ForwardBatch].
func (p *RealPlan2D) InverseBatch(count int, dst []float32, src, work []complex64) {
	p.start(count, src, dst, work, p.WorkLen(), inverseOne)
}

func forwardOne(b *batch, i int, work []complex64) { b.plan.Forward(b.spectrum(i), b.image(i), work) }
func inverseOne(b *batch, i int, work []complex64) { b.plan.Inverse(b.image(i), b.spectrum(i), work) }

func (p *RealPlan2D) start(count int, spectra []complex64, images []float32, work []complex64, need int, do func(*batch, int, []complex64)) {
	p.checkBatch(count, spectra, images, work, need)
	b := batches.Get()
	*b = batch{plan: p, do: do, count: count, images: images, spectra: spectra, work: work}
	b.run(need)
}

// arrays is a job of count complex arrays, like batch.
type arrays struct {
	plan     *Plan2D
	do       func(p *Plan2D, dst, src, work []complex64)
	queue    queue
	dst, src []complex64
	work     []complex64
}

var arrayJobs parallel.Stash[arrays]

// Part takes arrays as long as there are any, with the scratch space of share s.
func (a *arrays) Part(s int) {
	n, work := a.plan.h*a.plan.w, a.plan.WorkLen()
	for i := range a.queue.all {
		a.do(a.plan, a.dst[i*n:][:n], a.src[i*n:][:n], a.work[s*work:][:work])
	}
}

// ForwardBatch transforms count arrays that follow one another. dst may be src. If work
// holds k times WorkLen, up to k threads share them.
func (p *Plan2D) ForwardBatch(count int, dst, src, work []complex64) {
	p.start(count, dst, src, work, (*Plan2D).Forward)
}

// InverseBatch undoes [Plan2D.ForwardBatch].
func (p *Plan2D) InverseBatch(count int, dst, src, work []complex64) {
	p.start(count, dst, src, work, (*Plan2D).Inverse)
}

func (p *Plan2D) start(count int, dst, src, work []complex64, do func(p *Plan2D, dst, src, work []complex64)) {
	if n := count * p.h * p.w; count < 0 || min(len(dst), len(src)) < n || len(work) < p.WorkLen() {
		panic(fmt.Sprintf("fft: %d arrays of %dx%d got dst %d, src %d and work of %d; work needs %d", count, p.h, p.w, len(dst), len(src), len(work), p.WorkLen()))
	}
	a := arrayJobs.Get()
	*a = arrays{plan: p, do: do, dst: dst, src: src, work: work}
	shares := min(parallel.Workers(), count, len(work)/p.WorkLen())
	a.queue.fill(count, shares)
	parallel.Run(shares, a)
	*a = arrays{}
	arrayJobs.Put(a)
}
