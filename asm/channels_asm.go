//go:build !purego && (amd64 || arm64)

package asm

import (
	"fmt"
	"math"
	"unsafe"
)

// The kernels trust their pointers, so that slices are measured here: measure panics if
// one is shorter than n.
func measure(n int, slices ...[]float32) {
	for _, x := range slices {
		if len(x) < n {
			panic(fmt.Sprintf("asm: %d values where %d are wanted", len(x), n))
		}
	}
}

func first(x []float32) *float32 {
	if len(x) == 0 {
		return nil
	}
	return &x[0]
}

// rowsAtOnce is how many rows of c channels the kernels walk down before they turn
// to the channels on the right: 8 KiB, so that a walk stays within a few pages and
// its second half finds lines in the cache that the first half brought there.
func rowsAtOnce(c int) int { return max(8, 2048/c) }

// below returns the place p.rows rows below x, nil if there is no x. There must be
// rows below: a pointer behind the last value could be one into another object.
func (p *channelPass) below(x *float32) *float32 {
	if x == nil {
		return nil
	}
	return (*float32)(unsafe.Add(unsafe.Pointer(x), 4*p.rows*p.c))
}

func scaleShift(dst, x, scale, shift, res []float32, relu bool) {
	if len(dst) == 0 || !channelsInAssembly() {
		scaleShiftGeneric(dst, x, scale, shift, res, relu)
		return
	}
	measure(len(dst), x)
	measure(len(scale), shift)
	p := channelPass{dst: &dst[0], x: &x[0], res: first(res), p0: &scale[0], p1: &shift[0], rows: len(dst) / len(scale), c: len(scale)}
	if !relu {
		p.floor = float32(math.Inf(-1))
	}
	for rows := p.rows; ; rows -= p.rows {
		p.rows = min(rows, rowsAtOnce(p.c))
		scaleShiftPass(&p)
		if p.rows == rows {
			return
		}
		p.dst, p.x, p.res = p.below(p.dst), p.below(p.x), p.below(p.res)
	}
}

func columnSums(sum, x []float32) {
	if len(x) == 0 || !channelsInAssembly() {
		columnSumsGeneric(sum, x)
		return
	}
	p := channelPass{x: &x[0], s1: &sum[0], rows: len(x) / len(sum), c: len(sum)}
	columnSumsPass(&p)
}

func columnSquares(sum, x, mean []float32) {
	if len(x) == 0 || !channelsInAssembly() {
		columnSquaresGeneric(sum, x, mean)
		return
	}
	measure(len(sum), mean)
	p := channelPass{x: &x[0], s1: &sum[0], p0: &mean[0], rows: len(x) / len(sum), c: len(sum)}
	columnSquaresPass(&p)
}

func columnDots(s1, s2, dy, x, mean, scale, shift, y []float32) {
	if len(dy) == 0 || !channelsInAssembly() {
		columnDotsGeneric(s1, s2, dy, x, mean, scale, shift, y)
		return
	}
	measure(len(dy), x)
	measure(len(s1), s2, mean)
	if scale != nil {
		measure(len(s1), scale, shift)
	}
	p := channelPass{x: &x[0], dy: &dy[0], y: first(y), p0: &mean[0], p1: first(scale), p2: first(shift), s1: &s1[0], s2: &s2[0], rows: len(dy) / len(s1), c: len(s1)}
	columnDotsPass(&p)
}

func bnInputGrad(dx, dy, x, a, b, d, shift []float32) {
	if len(dx) == 0 || !channelsInAssembly() {
		bnInputGradGeneric(dx, dy, x, a, b, d, shift)
		return
	}
	measure(len(dx), dy, x)
	measure(len(a), b, d)
	if shift != nil {
		measure(len(a), shift)
	}
	p := channelPass{dst: &dx[0], x: &x[0], dy: &dy[0], p0: &a[0], p1: &b[0], p2: &d[0], p3: first(shift), rows: len(dx) / len(a), c: len(a)}
	for rows := p.rows; ; rows -= p.rows {
		p.rows = min(rows, rowsAtOnce(p.c))
		bnInputGradPass(&p)
		if p.rows == rows {
			return
		}
		p.dst, p.x, p.dy = p.below(p.dst), p.below(p.x), p.below(p.dy)
	}
}
