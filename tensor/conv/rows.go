package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/tensor/gemm"
)

// The algorithm "rows" is for images of few channels, such as the colours that a
// network's first layer reads. The KW pixels that one row of the kernel covers
// lie together in memory, KW*C values: copied into a frame of zeros, the images
// need no test for the padding, and a product has KH runs of KW*C values instead
// of KH*KW runs of C.

// rowsChannels is the number of channels up to which the copy pays.
const rowsChannels = 8

func rowsFits(p Params) bool { return p.Groups == 1 && p.DW == 1 }

// A band is some lines of an output image, and the lines of the input image that
// they see, in a frame of zeros: what one part of the work takes.
type bands struct {
	Params
	oh, ow int
	lines  int // of the output in a band
	count  int // bands of an image
}

// inBands cuts the images into bands, some at least in all, so that the cores
// finish together, none of more bytes of output than given.
func (p Params) inBands(some, bytes int) bands {
	b := bands{Params: p}
	b.oh, b.ow = p.Out()
	b.count = min(b.oh, max((some+p.N-1)/max(p.N, 1), (4*b.oh*b.ow*p.O+bytes-1)/bytes))
	b.lines = (b.oh + b.count - 1) / b.count
	b.count = (b.oh + b.lines - 1) / b.lines
	return b
}

// band returns the image of band i and its first output line and the one behind
// its last.
func (b *bands) band(i int) (n, first, last int) {
	n, first = i/b.count, i%b.count*b.lines
	return n, first, min(first+b.lines, b.oh)
}

// seen is the number of input lines that some output lines see.
func (b *bands) seen(lines int) int { return (lines-1)*b.SH + (b.KH-1)*b.DH + 1 }

// frameLines copies what the output lines from first to last of image n see to dst,
// whose lines are those of the image between zeros.
func (b *bands) frameLines(dst, images []float32, n, first, last int) {
	row, pad := b.W*b.C, b.PW*b.C
	line := row + 2*pad
	for i := range b.seen(last - first) {
		to := dst[i*line:][:line]
		y := first*b.SH - b.PH + i
		if y < 0 || y >= b.H {
			clear(to)
			continue
		}
		clear(to[:pad])
		copy(to[pad:], images[(n*b.H+y)*row:][:row])
		clear(to[pad+row:])
	}
}

func forwardRows(p Params, y, x []float32, pk Packed, e *epilogue) {
	t := rowsForwards.Get()
	*t = rowsForward{bands: p.inBands(goodParts, bandBytes), x: x, y: y, panels: pk.panels, epilogue: e}
	parallel.Run(p.N*t.count, t)
	*t = rowsForward{}
	rowsForwards.Put(t)
}

// bandBytes of output stay in the second-level cache.
const bandBytes = 512 << 10

var rowsForwards parallel.Stash[rowsForward]

type rowsForward struct {
	bands
	x, y, panels []float32
	epilogue     *epilogue
}

var windows parallel.Stash[asm.MulWindows]

// Part computes one band.
func (t *rowsForward) Part(i int) {
	n, first, last := t.band(i)
	line := (t.W + 2*t.PW) * t.C
	framed := scratch(t.seen(t.lines) * line)
	t.frameLines(framed, t.x, n, first, last)
	m := windows.Get()
	m.Taps = m.Taps[:0]
	for ky := range t.KH {
		m.Taps = append(m.Taps, ky*t.DH*line)
	}
	at := (n*t.oh + first) * t.ow * t.O
	m.A, m.B, m.C, m.K, m.N = framed, t.panels, t.y[at:], t.KW*t.C, t.O
	m.StepA, m.LineA, m.Pixels = t.SW*t.C, t.SH*line, t.ow
	m.StepC, m.LineC, m.Lines = t.O, t.ow*t.O, last-first
	m.Run()
	if t.epilogue != nil {
		t.epilogue.apply(t.y, at, (last-first)*t.ow, t.O)
	}
	m.A, m.B, m.C = nil, nil, nil
	windows.Put(m)
	free(framed)
}

// framed returns the size of an image with its padding.
func (p Params) framed() (h, w int) { return p.H + 2*p.PH, p.W + 2*p.PW }

// backwardDataRows multiplies each row of dy by the turned weights, which gives
// each output pixel's share in the KH*KW*C values it has read, and adds the
// shares where they were read from.
func backwardDataRows(p Params, dx, dy, w []float32) {
	h, width := p.framed()
	shares := p.KH * p.KW * p.C
	t := rowsDatas.Get()
	*t = rowsData{Params: p, dx: dx, dy: dy, framed: scratch(p.N * h * width * p.C), panels: scratch(gemm.PanelsLen(p.O, shares)), shares: shares}
	t.oh, t.ow = p.Out()
	gemm.PackPanels(t.panels, w, p.O, true, p.O, shares, 1)
	parallel.Run(p.N, t)
	free(t.panels)
	free(t.framed)
	*t = rowsData{}
	rowsDatas.Put(t)
}

var rowsDatas parallel.Stash[rowsData]

type rowsData struct {
	Params
	dx, dy, framed, panels []float32
	oh, ow, shares         int
}

var products parallel.Stash[asm.MulRows]

// Part computes one image.
func (t *rowsData) Part(n int) {
	_, nr := asm.MulTileShape()
	h, w := t.Params.framed()
	image := t.framed[n*h*w*t.C:][:h*w*t.C]
	clear(image)
	sums, product := scratch(t.ow*t.shares), products.Get()
	for oy := range t.oh {
		for j := 0; j < t.shares; j += nr {
			*product = asm.MulRows{
				A: t.dy[(n*t.oh+oy)*t.ow*t.O:], StrideA: t.O, B: t.panels[j*t.O:], C: sums[j:], StrideC: t.shares,
				Rows: t.ow, K: t.O, N: min(nr, t.shares-j),
			}
			product.Run()
		}
		run := t.KW * t.C
		for ox := range t.ow {
			for ky := range t.KH {
				dst := image[((oy*t.SH+ky*t.DH)*w+ox*t.SW)*t.C:][:run]
				for i, v := range sums[ox*t.shares+ky*run:][:run] {
					dst[i] += v
				}
			}
		}
	}
	for y := range t.H {
		copy(t.dx[(n*t.H+y)*t.W*t.C:][:t.W*t.C], image[((t.PH+y)*w+t.PW)*t.C:])
	}
	*product = asm.MulRows{}
	products.Put(product)
	free(sums)
}

// backwardWeightsRows sums outer products of windows and the output's gradient.
// The images are split into shards by the shape alone, and the shards summed in
// order.
func backwardWeightsRows(p Params, dw, x, dy []float32) {
	t := rowsWeights.Get()
	*t = rowsWeight{bands: p.inBands(1, blockBytes), x: x, dy: dy, dw: dw}
	t.shards = max(1, min(wantedParts, p.N))
	t.partial = scratch((t.shards - 1) * len(dw))
	parallel.Run(t.shards, t)
	sumShards(dw, t.partial, t.shards-1)
	free(t.partial)
	*t = rowsWeight{}
	rowsWeights.Put(t)
}

var rowsWeights parallel.Stash[rowsWeight]

type rowsWeight struct {
	bands
	x, dy, dw, partial []float32
	shards             int
}

var outerWindows parallel.Stash[asm.OuterWindows]

// Part computes one shard.
func (t *rowsWeight) Part(shard int) {
	dw := t.dw
	if shard > 0 {
		dw = t.partial[(shard-1)*len(t.dw):][:len(t.dw)]
	}
	clear(dw)
	line := (t.W + 2*t.PW) * t.C
	framed := scratch(t.seen(t.lines) * line)
	m := outerWindows.Get()
	m.Taps = m.Taps[:0]
	for ky := range t.KH {
		m.Taps = append(m.Taps, ky*t.DH*line)
	}
	m.A, m.C, m.K, m.N, m.StrideC = framed, dw, t.KW*t.C, t.O, t.O
	m.StepA, m.LineA, m.StepB, m.LineB, m.Pixels = t.SW*t.C, t.SH*line, t.O, t.ow*t.O, t.ow
	for i := t.N * shard / t.shards * t.count; i < t.N*(shard+1)/t.shards*t.count; i++ {
		n, first, last := t.band(i)
		t.frameLines(framed, t.x, n, first, last)
		m.B, m.Lines = t.dy[(n*t.oh+first)*t.ow*t.O:], last-first
		m.Run()
	}
	m.A, m.B, m.C = nil, nil, nil
	outerWindows.Put(m)
	free(framed)
}
