package autograd

import (
	"fmt"
	"math"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

// PoolOptions describes a pooling window. A zero stride means the kernel's size.
type PoolOptions struct {
	Kernel, Stride, Padding [2]int // height, width
	CountIncludePad         bool   // average pooling: divide by the window's full size at the border too
}

// window is one pooling pass: the sizes and the slices it works on.
type window struct {
	PoolOptions
	h, w, c, oh, ow int
	src, dst        []float32
	dx, dy          []float32 // of src and dst, in a backward pass
	pass            func(w *window, image int)
}

var windows parallel.Stash[window]

func newWindow(shape []int, o PoolOptions) window {
	wantRank("pool: input", shape, 4)
	for i, size := range shape[1:3] {
		if o.Stride[i] == 0 {
			o.Stride[i] = o.Kernel[i]
		}
		if o.Kernel[i] < 1 || o.Stride[i] < 1 || size+2*o.Padding[i] < o.Kernel[i] || 2*o.Padding[i] > o.Kernel[i] {
			panic(fmt.Sprintf("pool: window %+v does not fit an input of %v", o, shape))
		}
	}
	w := window{PoolOptions: o, h: shape[1], w: shape[2], c: shape[3]}
	w.oh = (w.h+2*o.Padding[0]-o.Kernel[0])/o.Stride[0] + 1
	w.ow = (w.w+2*o.Padding[1]-o.Kernel[1])/o.Stride[1] + 1
	return w
}

func (w window) run(images int) {
	shared := windows.Get()
	*shared = w
	parallel.Run(images, shared)
	*shared = window{}
	windows.Put(shared)
}

// Part pools one image.
func (w *window) Part(image int) { w.pass(w, image) }

// each calls f with the offsets in src and dst of every pair of an input and an
// output pixel of an image that the window connects, output by output.
func (w *window) each(image int, f func(src, dst int)) {
	for oy := range w.oh {
		for ox := range w.ow {
			y0, x0 := oy*w.Stride[0]-w.Padding[0], ox*w.Stride[1]-w.Padding[1]
			dst := ((image*w.oh+oy)*w.ow + ox) * w.c
			for y := max(y0, 0); y < min(y0+w.Kernel[0], w.h); y++ {
				for x := max(x0, 0); x < min(x0+w.Kernel[1], w.w); x++ {
					f(((image*w.h+y)*w.w+x)*w.c, dst)
				}
			}
		}
	}
}

func pool(x *Variable, o PoolOptions, backward func(*Tape, *node), pass func(*window, int)) *Variable {
	t := tapeOf(x)
	w := newWindow(x.Shape(), o)
	n := t.record(backward, []int{x.Dim(0), w.oh, w.ow, w.c}, x)
	n.pool = o
	w.src, w.dst, w.pass = x.value.Data(), n.out.value.Data(), pass
	w.run(x.Dim(0))
	return n.out
}

// MaxPool2D takes the largest value of each window of x [N,H,W,C]; padding
// never wins. The gradient goes to the first largest value, as in PyTorch. NaN never
// wins either, and a window of nothing else gives -Inf: PyTorch would hand NaN on.
func MaxPool2D(x *Variable, o PoolOptions) *Variable { return pool(x, o, maxPoolBackward, maxPoolPass) }

// rows calls f for every kernel position and output row of an image, position by
// position: n output pixels from dst on take input pixels from src on, which lie
// step values apart. whole tells that n is the row's full width.
func (w *window) rows(oy, image int, f func(src, dst, n, step int, whole bool)) {
	for ky := range w.Kernel[0] {
		y := oy*w.Stride[0] - w.Padding[0] + ky
		if y < 0 || y >= w.h {
			continue
		}
		for kx := range w.Kernel[1] {
			dx := kx - w.Padding[1] // input column of output column 0
			from := max(0, (-dx+w.Stride[1]-1)/w.Stride[1])
			to := min(w.ow, (w.w-1-dx)/w.Stride[1]+1)
			if dx >= w.w || from >= to {
				continue
			}
			f(((image*w.h+y)*w.w+from*w.Stride[1]+dx)*w.c, ((image*w.oh+oy)*w.ow+from)*w.c, to-from, w.Stride[1]*w.c, to-from == w.ow)
		}
	}
}

func maxPoolPass(w *window, image int) {
	width := w.ow * w.c
	for oy := range w.oh {
		fresh := true
		w.rows(oy, image, func(src, dst, n, step int, whole bool) {
			if fresh && !whole {
				row := w.dst[(image*w.oh+oy)*width:][:width]
				for i := range row {
					row[i] = float32(math.Inf(-1))
				}
				fresh = false
			}
			asm.MaxRows(w.dst[dst:], w.src[src:], n, w.c, step, fresh)
			fresh = false
		})
	}
}

func maxPoolBackward(t *Tape, n *node) {
	x := n.in[0]
	dx := t.gradOf(x)
	w := newWindow(x.Shape(), n.pool)
	w.src, w.dst, w.dx, w.dy, w.pass = x.value.Data(), n.out.value.Data(), dx, n.out.grad.Data(), maxPoolGradPass
	w.run(x.Dim(0))
	t.gave(x, dx)
}

var takens parallel.Stash[[]uint32]

func maxPoolGradPass(w *window, image int) {
	size, width := w.h*w.w*w.c, w.ow*w.c
	clear(w.dx[image*size:][:size])
	taken := takens.Get()
	*taken = resize(*taken, width)
	for oy := range w.oh {
		clear(*taken)
		w.rows(oy, image, func(src, dst, n, step int, _ bool) {
			asm.MaxRowsGrad(w.dx[src:], w.src[src:], w.dst[dst:], w.dy[dst:], (*taken)[dst-(image*w.oh+oy)*width:], n, w.c, step)
		})
	}
	takens.Put(taken)
}

// AvgPool2D averages each window of x [N,H,W,C].
func AvgPool2D(x *Variable, o PoolOptions) *Variable { return pool(x, o, avgPoolBackward, avgPoolPass) }

// divisor is the number of values an output pixel's window counts, by offset in
// the output.
func (w *window) divisor(dst int) float32 {
	if w.CountIncludePad {
		return float32(w.Kernel[0] * w.Kernel[1])
	}
	pixel := dst / w.c
	y0, x0 := pixel/w.ow%w.oh*w.Stride[0]-w.Padding[0], pixel%w.ow*w.Stride[1]-w.Padding[1]
	return float32((min(y0+w.Kernel[0], w.h) - max(y0, 0)) * (min(x0+w.Kernel[1], w.w) - max(x0, 0)))
}

func avgPoolPass(w *window, image int) {
	size := w.oh * w.ow * w.c
	clear(w.dst[image*size:][:size])
	w.each(image, func(src, dst int) {
		d := w.divisor(dst)
		for c, v := range w.src[src:][:w.c] {
			w.dst[dst+c] += v / d
		}
	})
}

func avgPoolBackward(t *Tape, n *node) {
	x := n.in[0]
	dx := t.gradOf(x)
	clear(dx)
	w := newWindow(x.Shape(), n.pool)
	dy := n.out.grad.Data()
	for image := range x.Dim(0) {
		w.each(image, func(src, dst int) {
			d := w.divisor(dst)
			for c, v := range dy[dst:][:w.c] {
				dx[src+c] += v / d
			}
		})
	}
	t.gave(x, dx)
}

// GlobalAvgPool averages x [N,H,W,C] over its pixels: [N,C].
func GlobalAvgPool(x *Variable) *Variable {
	t := tapeOf(x)
	wantRank("global average pool: input", x.Shape(), 4)
	batch, hw, c := x.Dim(0), x.Dim(1)*x.Dim(2), x.Dim(3)
	n := t.record(globalBackward, []int{batch, c}, x)
	out := n.out.value.Data()
	clear(out)
	for i := range batch {
		row := out[i*c:][:c]
		asm.ColumnSums(row, x.value.Data()[i*hw*c:][:hw*c])
		for j := range row {
			row[j] /= float32(hw)
		}
	}
	return n.out
}

func globalBackward(t *Tape, n *node) {
	x := n.in[0]
	hw, c := x.Dim(1)*x.Dim(2), x.Dim(3)
	dx, dy := t.gradOf(x), n.out.grad.Data()
	for i := range x.Dim(0) {
		image := dx[i*hw*c:][:hw*c]
		for j, v := range dy[i*c:][:c] {
			image[j] = v / float32(hw)
		}
		for at := c; at < len(image); at += c {
			copy(image[at:], image[:c])
		}
	}
	t.gave(x, dx)
}
