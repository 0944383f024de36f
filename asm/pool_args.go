package asm

import "math"

var negativeInfinity = float32(math.Inf(-1))

// poolPass is what the max-pooling kernels read.
type poolPass struct {
	dst, src, y, dy *float32
	taken           *uint32
	n, c, step      int
	fresh           bool
}
