package autograd

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor"
)

// BatchNormPool is [MaxPool2D] with windows of 2x2 pixels of [BatchNorm] with ReLU:
//
//	y = max of 2x2 of max(gamma * (x - mean)/sqrt(var + eps) + beta, 0)
//
// for x [N,H,W,C] of even height and width. What the normalisation writes and the
// pooling reads, and the gradient of that, is four times as large as y. It never
// reaches memory: two rows of pixels at a time are normalised and pooled in the
// first-level cache, and once more for the gradient.
//
// As in [MaxPool2D], NaN never wins, and a window of nothing else gives -Inf.
func BatchNormPool(x, gamma, beta *Variable, s *BNState, train bool) *Variable {
	wantRank("batch norm and pool: input", x.Shape(), 4)
	checkNorm(x, gamma, beta, nil, s)
	if x.Dim(1)%2 != 0 || x.Dim(2)%2 != 0 {
		return MaxPool2D(BatchNorm(x, gamma, beta, nil, s, train, true), PoolOptions{Kernel: [2]int{2, 2}})
	}
	t := tapeOf(x, gamma)
	n := t.record(normPoolBackward, []int{x.Dim(0), x.Dim(1) / 2, x.Dim(2) / 2, x.Dim(3)}, x, gamma, beta)
	n.flag = train
	b := norms.Get()
	b.statistics(t, n, s)
	b.startPairs(x.Dim(2))
	b.dst = n.out.value.Data()
	b.run(normPoolApply)
	b.release()
	return n.out
}

func normPoolBackward(t *Tape, n *node) {
	x, gamma, beta := n.in[0], n.in[1], n.in[2]
	b := norms.Get()
	b.recall(n)
	b.startPairs(x.Dim(2))
	if n.flag || t.wants(gamma) || t.wants(beta) {
		b.dots(normPoolDots)
		b.giveParameters(t, gamma, beta, n.saved[1])
	}
	if t.wants(x) {
		b.slopes(n)
		b.dst = t.gradInPlace(x)
		b.run(normPoolGrad)
		t.gave(x, b.dst)
	}
	b.release()
}

// startPairs makes blocks of whole pairs of rows of w pixels.
func (b *norm) startPairs(w int) {
	b.width = w
	b.blockRows(2 * w * max(1, normBlock/(2*w*b.c)))
}

// pairSpace is what one goroutine needs for a pair of rows: a kernel that does all
// at once or, where the level has none, the rows between the passes it has.
type pairSpace struct {
	kernel       asm.NormPool
	normal, grad []float32 // the two rows, normalised, and their gradient
	pooled, dy   []float32 // the row that comes of them
	taken        []uint32
}

var pairSpaces parallel.Stash[pairSpace]

// corner returns where the pixels of a pair of rows begin that are in the given
// corner of their window.
func (b *norm) corner(i int) int { return (i/2*b.width + i%2) * b.c }

// pool normalises the pair of rows that starts at value at and pools it into dst.
func (b *norm) pool(s *pairSpace, dst []float32, at int) {
	size := 2 * b.width * b.c
	s.normal = resize(s.normal, size)
	asm.ScaleShift(s.normal, b.x[at:at+size], b.scale, b.shift, true)
	for i := range 4 {
		asm.MaxRows(dst, s.normal[b.corner(i):], b.width/2, b.c, 2*b.c, i == 0)
	}
}

// unpool sets s.grad to the gradient of the pair of rows that starts at value at,
// behind the ReLU.
func (b *norm) unpool(s *pairSpace, at int) {
	size := 2 * b.width * b.c
	s.pooled, s.dy, s.grad, s.taken = resize(s.pooled, size/4), resize(s.dy, size/4), resize(s.grad, size), resize(s.taken, size/4)
	b.pool(s, s.pooled, at)
	asm.ReluGrad(s.dy, b.dy[at/4:][:size/4], s.pooled)
	clear(s.grad)
	clear(s.taken)
	for i := range 4 {
		asm.MaxRowsGrad(s.grad[b.corner(i):], s.normal[b.corner(i):], s.pooled, s.dy, s.taken, b.width/2, b.c, 2*b.c)
	}
}

// pairs returns the space for a pass, and whether a kernel takes it.
func (b *norm) pairs() (*pairSpace, bool) {
	s, fast := pairSpaces.Get(), asm.NormPoolsWith(b.c)
	if fast {
		s.kernel = asm.NormPool{Scale: b.scale, Shift: b.shift, Mean: b.mean, Slope: b.slope, Offset: b.offset, Width: b.width}
	}
	return s, fast
}

func (s *pairSpace) release() {
	s.kernel = asm.NormPool{}
	pairSpaces.Put(s)
}

func normPoolApply(b *norm, lo, hi, _ int) {
	s, fast := b.pairs()
	size := 2 * b.width * b.c
	for at := lo; at < hi; at += size {
		dst := b.dst[at/4:][:size/4]
		if fast {
			s.kernel.X, s.kernel.Dst = b.x[at:at+size], dst
			s.kernel.Apply()
		} else {
			b.pool(s, dst, at)
		}
	}
	s.release()
}

func normPoolDots(b *norm, lo, hi, block int) {
	s, fast := b.pairs()
	short := b.shortDots()
	s.kernel.S1, s.kernel.S2 = short[0], short[1]
	size, rows := 2*b.width*b.c, 0
	for at := lo; at < hi; at += size {
		if fast {
			s.kernel.X, s.kernel.DY = b.x[at:at+size], b.dy[at/4:][:size/4]
			s.kernel.Dots()
		} else {
			b.unpool(s, at)
			asm.ColumnDots(short[0], short[1], s.grad, b.x[at:at+size], b.mean)
		}
		if rows += 2 * b.width; rows >= tensor.ShortRows {
			b.addDots(short, block)
			rows = 0
		}
	}
	b.addDots(short, block)
	shortSums.Put(short)
	s.release()
}

func normPoolGrad(b *norm, lo, hi, _ int) {
	s, fast := b.pairs()
	size := 2 * b.width * b.c
	for at := lo; at < hi; at += size {
		if fast {
			s.kernel.X, s.kernel.DY, s.kernel.Dst = b.x[at:at+size], b.dy[at/4:][:size/4], b.dst[at:at+size]
			s.kernel.Grad()
		} else {
			b.unpool(s, at)
			asm.BNInputGrad(b.dst[at:at+size], s.grad, b.x[at:at+size], b.scale, b.slope, b.offset)
		}
	}
	s.release()
}
