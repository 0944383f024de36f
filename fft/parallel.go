package fft

import "freqlens/asm/parallel"

// lineJob is the transform of one long vector in three steps, each of independent
// parts: who does a part makes no difference to its result.
type lineJob struct {
	*line
	dst, src, x []float32
	inverse     bool
	step        func(j *lineJob, part int)
}

var lineJobs parallel.Stash[lineJob]

// Part does part i of the current step.
func (j *lineJob) Part(i int) { j.step(j, i) }

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
	*j = lineJob{line: l, dst: parts(dst), src: parts(src), x: floats(work), inverse: inverse}
	j.step = firstShare
	parallel.Run(min(firstShares, l.first.M), j)
	j.step = innerBlock
	parallel.Run(l.last.Width, j)
	j.step = lastDigit
	parallel.Run(l.outer[len(l.outer)-1].count, j)
	*j = lineJob{}
	lineJobs.Put(j)
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
