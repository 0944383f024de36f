package autograd

import (
	"fmt"
	"math"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor"
)

// BNState holds the running statistics of a batch norm: what evaluation uses in
// place of the batch's own. Momentum is the weight of a new batch, and Var
// follows the unbiased variance, both as in PyTorch.
type BNState struct {
	Mean, Var     *tensor.Tensor
	Momentum, Eps float32
}

// BatchNorm normalises each channel of x [...,C]:
//
//	y = gamma * (x - mean)/sqrt(var + eps) + beta
//
// with the batch's own mean and (biased) variance if train is set, which also
// moves the running statistics (an empty batch does not), and with the running
// ones otherwise. If res is not nil it is added, and if relu is set the result is
// max(., 0): fused, because memory, not arithmetic, is what these passes cost.
//
// With xhat the normalised input, m values per channel and dy the gradient
// behind the ReLU:
//
//	dbeta = sum dy,  dgamma = sum dy*xhat,  dres = dy
//	dx = gamma/sqrt(var+eps) * (dy - dbeta/m - xhat*dgamma/m)    (train)
//	dx = gamma/sqrt(var+eps) * dy                                (evaluation)
func BatchNorm(x, gamma, beta, res *Variable, s *BNState, train, relu bool) *Variable {
	checkNorm(x, gamma, beta, res, s)
	t := tapeOf(x, gamma)
	n := t.record(normBackward, x.Shape(), x, gamma, beta, res)
	n.flag = train
	n.ints = append(n.ints[:0], 0)
	if relu {
		n.ints[0] = 1
	}
	b := norms.Get()
	b.statistics(t, n, s)
	b.dst, b.res, b.relu = n.out.value.Data(), dataOf(res), relu
	b.run(normApply)
	b.release()
	return n.out
}

func checkNorm(x, gamma, beta, res *Variable, s *BNState) {
	c := x.Dim(-1)
	if gamma.value.Len() != c || beta.value.Len() != c {
		panic(fmt.Sprintf("batch norm: input has %d channels, gamma and beta have %d and %d", c, gamma.value.Len(), beta.value.Len()))
	}
	if s.Mean.Len() != c || s.Var.Len() != c {
		panic(fmt.Sprintf("batch norm: input has %d channels, the running mean and variance have %d and %d", c, s.Mean.Len(), s.Var.Len()))
	}
	if res != nil && !res.value.SameShape(&x.value) {
		panic(fmt.Sprintf("batch norm: cannot add %v to %v", res.Shape(), x.Shape()))
	}
}

// normBackward needs the output only where something was added to it: otherwise
// what the ReLU did follows from x, which the passes read in any case. Where the
// shortcut's gradient is the output's, behind the ReLU, it goes on in its buffer,
// and the input's gradient takes the place of the input where nobody else needs
// that: passes over fewer places in memory are what makes them fast.
func normBackward(t *Tape, n *node) {
	x, gamma, beta, res := n.in[0], n.in[1], n.in[2], n.in[3]
	b := norms.Get()
	b.recall(n)
	if n.ints[0] == 1 && res == nil {
		b.relu = true
	} else if n.ints[0] == 1 {
		b.y = n.out.value.Data()
	}
	if n.flag || t.wants(gamma) || t.wants(beta) {
		b.dots(normDots)
		b.giveParameters(t, gamma, beta, n.saved[1])
	} else if b.y != nil {
		b.run(normCut)
	}
	if t.wants(x) {
		b.slopes(n)
		b.dst = t.gradInPlace(x)
		b.run(normGrad)
		t.gave(x, b.dst)
	}
	if t.wants(res) {
		t.pass(n.out, res)
	}
	b.release()
}

// giveParameters turns the sums of dots into the gradients of scale and shift.
func (b *norm) giveParameters(t *Tape, gamma, beta *Variable, inv []float32) {
	if t.wants(beta) {
		d := t.gradOf(beta)
		for i := range d {
			d[i] = float32(b.sum1[i])
		}
		t.gave(beta, d)
	}
	if t.wants(gamma) {
		d := t.gradOf(gamma)
		for i := range d {
			d[i] = float32(b.sum2[i] * float64(inv[i]))
		}
		t.gave(gamma, d)
	}
}

// norm is the work of one batch-norm pass over blocks of rows. The number of
// blocks follows from the shape alone and their results are merged in order.
type norm struct {
	x, dst, res, dy, y []float32
	mean, scale, shift []float32
	slope, offset      []float32
	part1, part2       []float64 // per block and channel
	sum1, sum2         []float64
	c, rows, blocks    int
	width              int // of the images, where a pass needs it
	relu, fromEnd      bool
	pass               func(b *norm, lo, hi int, block int)
}

var norms parallel.Stash[norm]

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

const normBlock = 1 << 14 // values: 64 KiB, so that two passes read memory once

func (b *norm) start(x []float32, c int) {
	b.x, b.c = x, c
	b.blockRows(max(1, normBlock/c))
}

// blockRows cuts the rows into blocks.
func (b *norm) blockRows(rows int) {
	b.rows = rows
	b.blocks = (len(b.x)/b.c + rows - 1) / rows
}

func (b *norm) run(pass func(b *norm, lo, hi, block int)) {
	b.pass, b.fromEnd = pass, false
	parallel.Run(b.blocks, b)
}

// runFromEnd is run from the last block to the first: what the layer before has
// written last is still in the cache, and so is the first block for the pass
// that follows.
func (b *norm) runFromEnd(pass func(b *norm, lo, hi, block int)) {
	b.pass, b.fromEnd = pass, true
	parallel.Run(b.blocks, b)
}

// Part runs the pass over block i, counted from the end if the pass goes that way.
func (b *norm) Part(i int) {
	if b.fromEnd {
		i = b.blocks - 1 - i
	}
	b.pass(b, i*b.rows*b.c, min((i+1)*b.rows*b.c, len(b.x)), i)
}

func (b *norm) release() {
	b.x, b.dst, b.res, b.dy, b.y, b.mean, b.relu = nil, nil, nil, nil, nil, nil, false
	norms.Put(b)
}

// statistics saves mean and 1/sqrt(var+eps) with a node, in training those of its
// input, and prepares the normalisation.
func (b *norm) statistics(t *Tape, n *node, s *BNState) {
	x := n.in[0]
	c := x.Dim(-1)
	mean, inv := t.save(n, c), t.save(n, c)
	b.start(x.value.Data(), c)
	if n.flag {
		b.moments(mean, inv, s)
	} else {
		copy(mean, s.Mean.Data())
		for i, v := range s.Var.Data() {
			inv[i] = float32(1 / math.Sqrt(float64(v)+float64(s.Eps)))
		}
	}
	b.affine(n)
}

// recall prepares the gradient of a node.
func (b *norm) recall(n *node) {
	x := n.in[0]
	b.start(x.value.Data(), x.Dim(-1))
	b.affine(n)
	b.dy, b.mean = n.out.grad.Data(), n.saved[0]
}

// affine sets scale and shift so that the normalised value is x*scale + shift.
func (b *norm) affine(n *node) {
	gamma, beta, mean, inv := n.in[1].value.Data(), n.in[2].value.Data(), n.saved[0], n.saved[1]
	b.scale, b.shift = resize(b.scale, b.c), resize(b.shift, b.c)
	for i, g := range gamma {
		b.scale[i] = g * inv[i]
		b.shift[i] = beta[i] - float32(mean[i]*b.scale[i])
	}
}

// slopes sets slope and offset so that dx = scale*dy + slope*x + offset.
func (b *norm) slopes(n *node) {
	mean, inv := n.saved[0], n.saved[1]
	m := float64(len(b.x) / b.c)
	b.slope, b.offset = resize(b.slope, b.c), resize(b.offset, b.c)
	for i, g := range n.in[1].value.Data() {
		b.slope[i], b.offset[i] = 0, 0
		if n.flag { // the batch's own statistics move with x
			slope := -float64(g) * float64(inv[i]) * float64(inv[i]) * float64(inv[i]) * b.sum2[i] / m
			b.slope[i] = float32(slope)
			b.offset[i] = float32(-float64(g)*float64(inv[i])*b.sum1[i]/m - slope*float64(mean[i]))
		}
	}
}

// moments computes mean and 1/sqrt(var+eps) and moves the running statistics.
func (b *norm) moments(mean, inv []float32, s *BNState) {
	c := b.c
	b.part1, b.part2 = resize(b.part1, b.blocks*c), resize(b.part2, b.blocks*c)
	b.runFromEnd(normMoments)
	b.sum1, b.sum2 = resize(b.sum1, c), resize(b.sum2, c)
	clear(b.sum1)
	clear(b.sum2)
	count := 0
	for i := range b.blocks {
		rows := min(b.rows, len(b.x)/c-count)
		asm.MergeMoments(b.sum1, b.sum2, float64(count), b.part1[i*c:][:c], b.part2[i*c:][:c], float64(rows))
		count += rows
	}
	m, k := float64(max(count, 1)), float64(s.Momentum)
	if count == 0 {
		k = 0 // no rows say nothing about the data
	}
	runMean, runVar := s.Mean.Data(), s.Var.Data()
	for i := range mean {
		mean[i] = float32(b.sum1[i])
		variance := b.sum2[i] / m
		inv[i] = float32(1 / math.Sqrt(variance+float64(s.Eps)))
		runMean[i] = float32((1-k)*float64(runMean[i]) + k*b.sum1[i])
		runVar[i] = float32((1-k)*float64(runVar[i]) + k*b.sum2[i]/max(m-1, 1))
	}
}

var shortSums parallel.Stash[[2][]float32]

func normMoments(b *norm, lo, hi, block int) {
	c := b.c
	mean, m2 := b.part1[block*c:][:c], b.part2[block*c:][:c]
	clear(mean)
	clear(m2)
	short := shortSums.Get()
	short[0], short[1] = resize(short[0], c), resize(short[1], c)
	rows := 0
	for at := lo; at < hi; at += tensor.ShortRows * c {
		end := min(at+tensor.ShortRows*c, hi)
		asm.ColumnMoments(short[0], short[1], b.x[at:end])
		asm.MergeMoments(mean, m2, float64(rows), short[0], short[1], float64((end-at)/c))
		rows += (end - at) / c
	}
	shortSums.Put(short)
}

// dots sums dy and dy*(x-mean) per channel, where dy is behind the ReLU, if there is one.
func (b *norm) dots(pass func(b *norm, lo, hi, block int)) {
	c := b.c
	b.part1, b.part2 = resize(b.part1, b.blocks*c), resize(b.part2, b.blocks*c)
	clear(b.part1)
	clear(b.part2)
	b.runFromEnd(pass)
	b.sum1, b.sum2 = resize(b.sum1, c), resize(b.sum2, c)
	clear(b.sum1)
	clear(b.sum2)
	for at := 0; at < b.blocks*c; at += c {
		for i := range c {
			b.sum1[i] += b.part1[at+i]
			b.sum2[i] += b.part2[at+i]
		}
	}
}

func normDots(b *norm, lo, hi, block int) {
	short := b.shortDots()
	for at := lo; at < hi; at += tensor.ShortRows * b.c {
		end := min(at+tensor.ShortRows*b.c, hi)
		dy, x := b.dy[at:end], b.x[at:end]
		switch {
		case b.relu:
			asm.ColumnDotsBehind(short[0], short[1], dy, x, b.mean, b.scale, b.shift)
		case b.y != nil:
			asm.ColumnDotsCut(short[0], short[1], dy, x, b.mean, b.y[at:end])
		default:
			asm.ColumnDots(short[0], short[1], dy, x, b.mean)
		}
		b.addDots(short, block)
	}
	shortSums.Put(short)
}

// shortDots returns sums that start at zero.
func (b *norm) shortDots() *[2][]float32 {
	short := shortSums.Get()
	for k := range short {
		short[k] = resize(short[k], b.c)
		clear(short[k])
	}
	return short
}

// addDots adds short sums to those of a block, and starts them again.
func (b *norm) addDots(short *[2][]float32, block int) {
	s1, s2 := b.part1[block*b.c:][:b.c], b.part2[block*b.c:][:b.c]
	for i := range b.c {
		s1[i] += float64(short[0][i])
		s2[i] += float64(short[1][i])
	}
	clear(short[0])
	clear(short[1])
}

func normApply(b *norm, lo, hi, _ int) {
	if b.res == nil {
		asm.ScaleShift(b.dst[lo:hi], b.x[lo:hi], b.scale, b.shift, b.relu)
	} else {
		asm.ScaleShiftAdd(b.dst[lo:hi], b.x[lo:hi], b.scale, b.shift, b.res[lo:hi], b.relu)
	}
}

// normCut sets dy to zero where the ReLU did, if no sums are wanted that do so on
// the way.
func normCut(b *norm, lo, hi, _ int) { asm.ReluGrad(b.dy[lo:hi], b.dy[lo:hi], b.y[lo:hi]) }

func normGrad(b *norm, lo, hi, _ int) {
	if b.relu {
		asm.BNInputGradBehind(b.dst[lo:hi], b.dy[lo:hi], b.x[lo:hi], b.scale, b.slope, b.offset, b.shift)
	} else {
		asm.BNInputGrad(b.dst[lo:hi], b.dy[lo:hi], b.x[lo:hi], b.scale, b.slope, b.offset)
	}
}
