package fft

import (
	"runtime"
	"sync/atomic"

	"freqlens/asm/parallel"
)

// lineJob is the transform of one long vector in three steps, each of independent
// chunks: who does a chunk makes no difference to its result. Threads are woken once,
// which takes longer than a step of a short vector, and join at whatever step the
// job has come to; a step begins when all chunks of the one before are done.
type lineJob struct {
	*line
	dst, src, x []float32
	inverse     bool
	steps       [3]lineStep
	failed      atomic.Bool
}

type lineStep struct {
	do         func(j *lineJob, i int)
	chunks     int64
	next, done atomic.Int64
}

var lineJobs parallel.Stash[lineJob]

// Part is what every thread does. It waits for chunks that others have begun only, so
// that it does not matter how many threads there are.
func (j *lineJob) Part(int) {
	finished := false
	defer func() {
		if !finished {
			j.failed.Store(true)
		}
	}()
	for k := range j.steps {
		s := &j.steps[k]
		for {
			i := s.next.Add(1) - 1
			if i >= s.chunks {
				break
			}
			s.do(j, int(i))
			s.done.Add(1)
		}
		for s.done.Load() < s.chunks && !j.failed.Load() {
			runtime.Gosched()
		}
	}
	finished = true
}

// ForwardParallel is [PlanOf.Forward] on all threads, with the same result, bit for
// bit. It gains from about 2^15 complex64 on, powers of two only; others use one thread.
func (p *PlanOf[C]) ForwardParallel(dst, src, work []C) { p.parallel(dst, src, work, false) }

// InverseParallel undoes [PlanOf.ForwardParallel].
func (p *PlanOf[C]) InverseParallel(dst, src, work []C) { p.parallel(dst, src, work, true) }

func (p *PlanOf[C]) parallel(dst, src, work []C, inverse bool) {
	p.check(dst, src, work)
	switch {
	case p.line.usable() && len(p.line.outer) > 1:
		p.line.parallel(single(dst[:p.n]), single(src[:p.n]), single(work), inverse)
	case inverse:
		p.Inverse(dst, src, work)
	default:
		p.Forward(dst, src, work)
	}
}

// firstShares is the number of parts of the first pass, as many as it has rows.
const firstShares = 16

func (l *line) parallel(dst, src, work []complex64, inverse bool) {
	j := lineJobs.Get()
	j.line, j.dst, j.src, j.x, j.inverse = l, parts(dst), parts(src), floats(work), inverse
	j.failed.Store(false)
	j.steps[0].set(firstShare, min(firstShares, l.first.M))
	j.steps[1].set(innerBlock, l.last.Width)
	j.steps[2].set(lastDigit, l.outer[len(l.outer)-1].count)
	parallel.Run(parallel.Workers(), j)
	j.line, j.dst, j.src, j.x = nil, nil, nil, nil
	lineJobs.Put(j)
}

func (s *lineStep) set(do func(*lineJob, int), chunks int) {
	s.do, s.chunks = do, int64(chunks)
	s.next.Store(0)
	s.done.Store(0)
}

func firstShare(j *lineJob, i int) {
	m, shares := j.first.M, min(firstShares, j.first.M)
	at := m * i / shares
	s := j.first.Share(at, m*(i+1)/shares)
	at *= 2 * j.last.Width
	s.First(j.x[at:], j.src[at:], j.inverse)
}

func innerBlock(j *lineJob, i int) { j.inner.run(j.x[i*j.block:]) }

func lastDigit(j *lineJob, i int) {
	d := len(j.outer) - 1
	at := i * j.outer[d].groups
	j.collect(j.dst[at*j.last.DstGroup:], j.x[i*j.outer[d].step:], j.turns[at*j.last.TurnGroup:], d-1, j.inverse)
}
