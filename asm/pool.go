package asm

// The functions of this file take one kernel position of a max-pooling window
// along a row of output pixels of c channels: the output's pixels follow one
// another, those of the input lie step values apart.

// MaxRows sets dst to the larger of dst and src, n pixels long; with fresh, dst
// counts as minus infinity. A NaN in src never wins.
//
//	for i := range n {
//		for j := range c {
//			if src[i*step+j] > dst[i*c+j] {
//				dst[i*c+j] = src[i*step+j]
//			}
//		}
//	}
func MaxRows(dst, src []float32, n, c, step int, fresh bool) {
	checkRows(n, c, step, len(src), len(dst))
	maxRows(dst, src, n, c, step, fresh)
}

// MaxRowsGrad sends the gradient dy of the outputs y back to those inputs x that
// were the maximum. taken remembers, as all bits set, which outputs an earlier
// kernel position has already served; it starts as zeros.
//
//	for i := range n {
//		for j := range c {
//			if taken[i*c+j] == 0 && x[i*step+j] == y[i*c+j] {
//				taken[i*c+j] = ^uint32(0)
//				dx[i*step+j] += dy[i*c+j]
//			}
//		}
//	}
func MaxRowsGrad(dx, x, y, dy []float32, taken []uint32, n, c, step int) {
	checkRows(n, c, step, min(len(x), len(dx)), min(len(y), len(dy), len(taken)))
	maxRowsGrad(dx, x, y, dy, taken, n, c, step)
}

func checkRows(n, c, step, in, out int) {
	if n < 1 || c < 1 || step < 0 || (n-1)*step+c > in || n*c > out {
		panic("asm: max-pooling rows: slices shorter than the sizes say")
	}
}

func maxRowsGeneric(dst, src []float32, n, c, step int, fresh bool) {
	for i := range n {
		d, s := dst[i*c:][:c], src[i*step:][:c]
		for j, v := range s {
			switch {
			case fresh && v != v:
				d[j] = negativeInfinity
			case fresh || v > d[j]:
				d[j] = v
			}
		}
	}
}

func maxRowsGradGeneric(dx, x, y, dy []float32, taken []uint32, n, c, step int) {
	for i := range n {
		at := i * c
		d, in := dx[i*step:][:c], x[i*step:][:c]
		for j, v := range in {
			if taken[at+j] == 0 && v == y[at+j] {
				taken[at+j] = ^uint32(0)
				d[j] += dy[at+j]
			}
		}
	}
}
