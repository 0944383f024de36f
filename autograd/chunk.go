package autograd

import "freqlens/asm/parallel"

// chunk is an elementwise pass over slices, cut into pieces for the cores. It is
// an object with a plain function rather than a closure, so that running one
// allocates nothing.
type chunk struct {
	f            func(c *chunk, lo, hi int)
	dst, a, b, c []float32
	step, n      int
	op           elementwise
}

var chunks parallel.Stash[chunk]

// chunkLen is a piece of work: long enough to be worth a hand-over, short
// enough to stay in the first-level cache if a pass reads it twice.
const chunkLen = 1 << 13

// chunked runs c.f over all elements of c.dst.
func chunked(c chunk) {
	c.n, c.step = len(c.dst), chunkLen
	shared := chunks.Get() // c itself would move to the heap
	*shared = c
	if c.n <= chunkLen {
		c.f(shared, 0, c.n)
	} else {
		parallel.Run((c.n+c.step-1)/c.step, shared)
	}
	*shared = chunk{}
	chunks.Put(shared)
}

// Part runs one piece.
func (c *chunk) Part(i int) { c.f(c, i*c.step, min((i+1)*c.step, c.n)) }
