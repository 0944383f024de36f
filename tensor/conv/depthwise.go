package conv

import (
	"math/bits"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

// The algorithm "depthwise" is for as many groups as channels: every channel is
// filtered by a kernel of its own. Nothing is summed over channels, so lanes are
// channels and a register holds one pixel's. "grouped" is the same for groups of four
// channels, whose sums over the group stay within quarters of a register; its
// weight gradient is that of "indirect".
//
// The pixels at the border reach fewer kernel positions than those inside. Rows,
// and columns, that reach the same ones form bands; where a band of rows crosses
// a band of columns, all pixels have the same taps, and none needs a test:
//
//	      left  inside        right
//	top    2x2 |    2x3      | 2x2       taps of a 3x3 kernel with
//	      -----+-------------+-----      one pixel of padding
//	       3x2 |    3x3      | 3x2

// depthwiseKernel is the largest kernel: positions are bits of a word.
const depthwiseKernel = 64

func depthwiseFits(p Params) bool {
	return p.Groups == p.C && p.O == p.C && max(p.KH, p.KW) <= depthwiseKernel
}

func groupedFits(p Params) bool {
	return 4*p.Groups == p.C && p.O == p.C && max(p.KH, p.KW) <= depthwiseKernel
}

// An axis is the vertical or the horizontal half of a depthwise convolution:
// output i of the grid reads, for kernel position k, input i*step + offsets[k].
type axis struct {
	grid, size, step int
	offsets          []int
	uses             uint64 // the kernel positions that count
	bands            []band
}

// A band is a run of outputs that reach the same kernel positions.
type band struct {
	from, to int
	taps     uint64
}

// forward describes the forward convolution.
func (a *axis) forward(grid, size, step, kernel, pad, dilation int) {
	a.grid, a.size, a.step, a.uses = grid, size, step, 0
	a.offsets = a.offsets[:0]
	for k := range kernel {
		a.offsets = append(a.offsets, k*dilation-pad)
		a.uses |= 1 << k
	}
	a.split()
}

// backward describes the data gradient of the input pixels r, r+stride, ...: see
// backwardDataIndirect. Offset i is that of kernel position kernel-1-i, so that
// offsets ascend.
func (a *axis) backward(r, size, out, stride, kernel, pad, dilation int) {
	a.grid, a.size, a.step, a.uses = (size-r+stride-1)/stride, out, 1, 0
	a.offsets = a.offsets[:0]
	for i := range kernel {
		at := r + pad - (kernel-1-i)*dilation
		a.offsets = append(a.offsets, at/stride)
		if at%stride == 0 {
			a.uses |= 1 << i
		}
	}
	a.split()
}

// fresh reports whether kernel position i is among those that read what the last
// output did not: the last ones of a band, as many as the step.
func (a *axis) fresh(taps uint64, i int) bool { return bits.OnesCount64(taps>>i) <= a.step }

// split finds the bands.
func (a *axis) split() {
	a.bands = a.bands[:0]
	for i := range a.grid {
		var taps uint64
		for k, offset := range a.offsets {
			if uint(i*a.step+offset) < uint(a.size) {
				taps |= 1 << k
			}
		}
		taps &= a.uses
		if n := len(a.bands); n > 0 && a.bands[n-1].taps == taps {
			a.bands[n-1].to = i + 1
		} else {
			a.bands = append(a.bands, band{i, i + 1, taps})
		}
	}
}

// depthwise is a depthwise convolution: pixel (i, j) of the grid is written to
// pixel (i*outStepY+outY, j*outStepX+outX) of the output image.
type depthwise struct {
	n, c                 int
	group                int // channels in a group, 1 or 4
	src, dst, w          []float32
	srcH, srcW           int
	dstH, dstW           int
	outY, outX           int
	outStepY, outStepX   int
	y, x                 axis
	rows, blocks         int // rows in a part, and parts of an image
	epilogue             *epilogue
	partial              []float32 // weight gradient: of each shard
	shards, slices, wide int       // and parts: shards of the images, slices of the channels
	turned               bool      // data gradient: the kernel is turned round
	gradient             bool
	stream               bool
}

var depthwises parallel.Stash[depthwise]

const (
	// depthwiseRowBytes is what a part writes if there are enough parts: many rows,
	// since its first and last columns are runs down the rows.
	depthwiseRowBytes = 256 << 10
	// streamBytes are more than the caches hold: who reads the output finds it in
	// memory, so it may go there at once. The atomic operations that end a part make
	// such writes visible to other cores.
	streamBytes = 32 << 20
)

// run computes the whole convolution.
func (t *depthwise) run() {
	t.rows = min(depthwiseRowBytes/(4*t.c*max(1, t.x.grid)), (t.n*t.y.grid+goodParts-1)/goodParts)
	t.rows = max(1, min(t.y.grid, max(8, t.rows)))
	t.blocks = (t.y.grid + t.rows - 1) / t.rows
	t.stream = t.epilogue == nil && 4*len(t.dst) >= streamBytes
	parallel.Run(t.n*t.blocks, t)
}

// release forgets the slices and keeps the object.
func (t *depthwise) release() {
	*t = depthwise{y: axis{offsets: t.y.offsets, bands: t.y.bands}, x: axis{offsets: t.x.offsets, bands: t.x.bands}}
	depthwises.Put(t)
}

func forwardDepthwise(p Params, y, x, w []float32, e *epilogue) {
	t := depthwises.Get()
	oh, ow := p.Out()
	t.n, t.c, t.group, t.src, t.dst, t.w = p.N, p.C, p.C/p.Groups, x, y, w
	t.srcH, t.srcW, t.dstH, t.dstW, t.outStepY, t.outStepX, t.epilogue = p.H, p.W, oh, ow, 1, 1, e
	t.y.forward(oh, p.H, p.SH, p.KH, p.PH, p.DH)
	t.x.forward(ow, p.W, p.SW, p.KW, p.PW, p.DW)
	t.run()
	t.release()
}

func backwardDataDepthwise(p Params, dx, dy, w []float32) {
	t := depthwises.Get()
	oh, ow := p.Out()
	t.n, t.c, t.group, t.src, t.dst, t.w = p.N, p.C, p.C/p.Groups, dy, dx, w
	if t.group > 1 {
		t.w = scratch(len(w))
		exchange(t.w, w, p.C, t.group)
	}
	t.srcH, t.srcW, t.dstH, t.dstW, t.outStepY, t.outStepX, t.turned = oh, ow, p.H, p.W, p.SH, p.SW, true
	for t.outY = range min(p.SH, p.H) {
		t.y.backward(t.outY, p.H, oh, p.SH, p.KH, p.PH, p.DH)
		for t.outX = range min(p.SW, p.W) {
			t.x.backward(t.outX, p.W, ow, p.SW, p.KW, p.PW, p.DW)
			t.run()
		}
	}
	if t.group > 1 {
		free(t.w)
	}
	t.release()
}

// exchange transposes the weights of every group: outputs are inputs of the data
// gradient.
func exchange(dst, w []float32, channels, group int) {
	for at := 0; at < len(w); at += group * channels {
		for c := 0; c < channels; c += group {
			for i := range group {
				for j := range group {
					dst[at+j*channels+c+i] = w[at+i*channels+c+j]
				}
			}
		}
	}
}

// depthwiseSlice is the least number of channels that a part of the weight
// gradient takes.
const depthwiseSlice = 32

func backwardWeightsDepthwise(p Params, dw, x, dy []float32) {
	t := depthwises.Get()
	oh, ow := p.Out()
	t.n, t.c, t.group, t.src, t.dst, t.w = p.N, p.C, 1, x, dy, dw
	t.srcH, t.srcW, t.dstH, t.dstW, t.outStepY, t.outStepX, t.gradient = p.H, p.W, oh, ow, 1, 1, true
	t.y.forward(oh, p.H, p.SH, p.KH, p.PH, p.DH)
	t.x.forward(ow, p.W, p.SW, p.KW, p.PW, p.DW)
	t.shards = max(1, min(wantedParts, p.N))
	t.wide = (p.C/max(1, wantedParts/t.shards) + depthwiseSlice - 1) / depthwiseSlice * depthwiseSlice
	t.wide = max(t.wide, depthwiseSlice)
	t.slices = (p.C + t.wide - 1) / t.wide
	t.partial = scratch(t.shards * len(dw))
	clear(t.partial)
	parallel.Run(t.shards*t.slices, t)
	copy(dw, t.partial)
	for shard := 1; shard < t.shards; shard++ {
		asm.Add(dw, dw, t.partial[shard*len(dw):][:len(dw)])
	}
	free(t.partial)
	t.release()
}

// depthwiseSpace is what one goroutine needs.
type depthwiseSpace struct{ run asm.DepthRun }

var depthwiseSpaces parallel.Stash[depthwiseSpace]

// Part computes some rows of an image, or the gradient of some channels' weights
// in a shard of the images.
func (t *depthwise) Part(i int) {
	s := depthwiseSpaces.Get()
	r := &s.run
	r.StrideW, r.Stream = t.c, t.stream
	if t.gradient {
		shard, slice := i/t.slices, i%t.slices
		c := slice * t.wide
		r.W, r.N = t.partial[shard*len(t.w):][:len(t.w)], min(t.wide, t.c-c)
		r.W = r.W[c:]
		for n := t.n * shard / t.shards; n < t.n*(shard+1)/t.shards; n++ {
			t.image(r, n, 0, t.y.grid, c)
		}
	} else {
		n, from := i/t.blocks, i%t.blocks*t.rows
		to := min(from+t.rows, t.y.grid)
		r.W, r.N = t.w, t.c
		t.image(r, n, from, to, 0)
		if t.epilogue != nil {
			t.epilogue.apply(t.dst, (n*t.dstH+from)*t.dstW*t.c, (to-from)*t.dstW, t.c)
		}
	}
	*r = asm.DepthRun{Taps: r.Taps[:0]}
	depthwiseSpaces.Put(s)
}

// image goes through the rectangles of rows from to to of image n, at the
// channels from c on.
func (t *depthwise) image(r *asm.DepthRun, n, from, to, c int) {
	r.X = t.src[n*t.srcH*t.srcW*t.c:][:t.srcH*t.srcW*t.c]
	dst := t.dst[n*t.dstH*t.dstW*t.c:][:t.dstH*t.dstW*t.c]
	for _, rows := range t.y.bands {
		y0, y1 := max(rows.from, from), min(rows.to, to)
		if y0 >= y1 {
			continue
		}
		for _, columns := range t.x.bands {
			t.taps(r, rows.taps, columns.taps)
			t.rectangle(r, dst, y0, y1, columns.from, columns.to, c)
		}
	}
}

// taps lists the kernel positions that are in both sets.
func (t *depthwise) taps(r *asm.DepthRun, rows, columns uint64) {
	r.Taps = r.Taps[:0]
	last := len(t.y.offsets)*len(t.x.offsets) - 1
	for i, dy := range t.y.offsets {
		if rows>>i&1 == 0 {
			continue
		}
		for j, dx := range t.x.offsets {
			tap := i*len(t.x.offsets) + j
			if t.turned {
				tap = last - tap
			}
			if columns>>j&1 != 0 {
				r.Taps = append(r.Taps, asm.DepthTap{
					X: (dy*t.srcW + dx) * t.c, W: tap * t.group * t.c, Fetch: t.y.fresh(rows, i) && t.x.fresh(columns, j),
				})
			}
		}
	}
}

// rectangle goes through rows y0 to y1 and columns x0 to x1, along the longer
// side of what would be short runs.
func (t *depthwise) rectangle(r *asm.DepthRun, dst []float32, y0, y1, x0, x1, c int) {
	lineX, stepX := t.y.step*t.srcW*t.c, t.x.step*t.c
	lineY, stepY := t.outStepY*t.dstW*t.c, t.outStepX*t.c
	x, y := y0*lineX+x0*stepX+c, y0*lineY+x0*stepY+(t.outY*t.dstW+t.outX)*t.c+c
	lines, pixels := y1-y0, x1-x0
	if pixels < 4 && lines > pixels {
		lines, pixels = pixels, lines
		lineX, stepX, lineY, stepY = stepX, lineX, stepY, lineY
	}
	r.StrideX, r.StrideY, r.Pixels = stepX, stepY, pixels
	r.Ahead, r.AheadY = lineX, lineY
	for range lines {
		r.At, r.Y = x, dst[y:]
		switch {
		case len(r.Taps) == 0 && !t.gradient:
			for p := range pixels {
				clear(r.Y[p*stepY:][:r.N])
			}
		case len(r.Taps) == 0:
		case t.gradient:
			r.Gradient()
		case t.group == 4:
			r.Forward4()
		default:
			r.Forward()
		}
		x, y = x+lineX, y+lineY
	}
}
