package tensor

import (
	"fmt"

	"freqlens/asm/parallel"
)

type transposeTask struct {
	dst, src   []float32
	rows, cols int
}

// TransposeBatch transposes n matrices of rows x cols each: the two layouts of
// a batch of images differ by nothing else. dst and src must not overlap.
func TransposeBatch(dst, src []float32, n, rows, cols int) {
	t := transposeTask{dst, src, rows, cols}
	if n == 1 || len(src) < 1<<14 {
		for i := range n {
			t.Part(i)
		}
		return
	}
	shared := t
	parallel.Run(n, &shared)
}

// Part transposes matrix i in square blocks, so that both sides stay in L1.
func (t *transposeTask) Part(i int) {
	const block = 16
	size := t.rows * t.cols
	src, dst := t.src[i*size:][:size], t.dst[i*size:][:size]
	for r0 := 0; r0 < t.rows; r0 += block {
		r1 := min(r0+block, t.rows)
		for c0 := 0; c0 < t.cols; c0 += block {
			c1 := min(c0+block, t.cols)
			for c := c0; c < c1; c++ {
				out := dst[c*t.rows:][:t.rows]
				for r := r0; r < r1; r++ {
					out[r] = src[r*t.cols+c]
				}
			}
		}
	}
}

// Permutation returns the axes that a shape is reordered by, with negative ones, which
// count from the last, resolved. Axes that do not name each axis once panic.
func Permutation(shape, axes []int) []int {
	rank := len(shape)
	out, seen := make([]int, 0, rank), make([]bool, rank)
	for _, a := range axes {
		if a < 0 {
			a += rank
		}
		if a >= 0 && a < rank && !seen[a] {
			out, seen[a] = append(out, a), true
		}
	}
	if len(out) != rank || len(axes) != rank {
		panic(fmt.Sprintf("tensor: transpose of shape %v by axes %v, which must name each axis once", shape, axes))
	}
	return out
}

// Transpose copies src into dst with its axes reordered: axis i of dst is axis
// axes[i] of src; negative axes count from the last.
func Transpose(dst, src *Tensor, axes ...int) {
	rank := len(src.shape)
	axes = Permutation(src.shape, axes)
	if len(dst.shape) != rank {
		panic(fmt.Sprintf("tensor: transpose of %v by %v does not give %v", src.shape, axes, dst.shape))
	}
	strides := make([]int, rank)
	step := 1
	for i := rank - 1; i >= 0; i-- {
		strides[i] = step
		step *= src.shape[i]
	}
	from := make([]int, rank)
	for i, a := range axes {
		if dst.shape[i] != src.shape[a] {
			panic(fmt.Sprintf("tensor: transpose of %v by %v does not give %v", src.shape, axes, dst.shape))
		}
		from[i] = strides[a]
	}
	index := make([]int, rank)
	at := 0
	for i := range dst.data {
		dst.data[i] = src.data[at]
		for axis := rank - 1; axis >= 0; axis-- {
			index[axis]++
			at += from[axis]
			if index[axis] < dst.shape[axis] {
				break
			}
			at -= from[axis] * index[axis]
			index[axis] = 0
		}
	}
}
