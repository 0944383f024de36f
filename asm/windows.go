package asm

// MulWindows describes a convolution of images of few channels as a product: the
// left side's rows are windows, which pixels of the output see through the kernel.
// A window is a run of K values for each row of the kernel, and all windows have
// their runs at the same distances, Taps, from where they begin.
//
//	for l := range Lines {
//		for i := range Pixels {
//			for j := range N {
//				var sum float32
//				for t, tap := range Taps {
//					for p := range K {
//						sum += A[l*LineA+i*StepA+tap+p] * B[(j/NR*len(Taps)*K+t*K+p)*NR+j%NR]
//					}
//				}
//				C[l*LineC+i*StepC+j] = sum
//			}
//		}
//	}
//
// NR is that of [MulTileShape].
type MulWindows struct {
	A, B, C       []float32
	Taps          []int
	K             int
	StepA, StepC  int
	LineA, LineC  int
	Pixels, Lines int
	N             int

	offsets  []int32    // of all values of a window, in bytes
	tiles    [4]int     // in a line, by their heights
	pointers []*float32 // at levels without a kernel of their own
}

// Run computes the product.
func (t *MulWindows) Run() {
	_, nr := MulTileShape()
	if t.Pixels < 1 || t.Lines < 1 || t.K < 1 || t.N < 1 || len(t.Taps) < 1 || t.StepA < 0 || t.LineA < 0 || t.StepC < t.N || t.LineC < 0 ||
		len(t.B) < (t.N+nr-1)/nr*len(t.Taps)*t.K*nr ||
		len(t.C) < (t.Lines-1)*t.LineC+(t.Pixels-1)*t.StepC+t.N {
		panic("asm: MulWindows: slices shorter than the sizes say")
	}
	for _, tap := range t.Taps {
		if tap < 0 || tap+(t.Lines-1)*t.LineA+(t.Pixels-1)*t.StepA+t.K > len(t.A) {
			panic("asm: MulWindows: a window leaves its slice")
		}
	}
	mulWindows(t)
}

// mulWindowsTiles computes the product by [MulTile]. Pixels that the last tile of a
// line has too many read the last one again and write to spare.
func mulWindowsTiles(t *MulWindows) {
	mr, nr := MulTileShape()
	var (
		spare [16]float32
		c     [16]*float32
	)
	for len(t.pointers) < len(t.Taps)*mr {
		t.pointers = append(t.pointers, nil)
	}
	tile := MulTile{A: t.pointers, C: c[:mr], Taps: len(t.Taps), K: t.K}
	panel := len(t.Taps) * t.K * nr
	for l := range t.Lines {
		for first := 0; first < t.Pixels; first += mr {
			for i := range mr {
				pixel := min(first+i, t.Pixels-1)
				for tap, offset := range t.Taps {
					t.pointers[tap*mr+i] = &t.A[l*t.LineA+pixel*t.StepA+offset]
				}
			}
			for j := 0; j < t.N; j += nr {
				for i := range mr {
					c[i] = &spare[0]
					if first+i < t.Pixels {
						c[i] = &t.C[l*t.LineC+(first+i)*t.StepC+j]
					}
				}
				tile.B, tile.N = t.B[j/nr*panel:][:panel], min(nr, t.N-j)
				mulTile(&tile)
			}
		}
	}
	clear(t.pointers)
}

// OuterWindows describes the gradient of the weights that [MulWindows] multiplies by:
// a sum of outer products of windows and of what has become of them.
//
//	for l := range Lines {
//		for i := range Pixels {
//			for t, tap := range Taps {
//				for p := range K {
//					for j := range N {
//						C[(t*K+p)*StrideC+j] += A[l*LineA+i*StepA+tap+p] * B[l*LineB+i*StepB+j]
//					}
//				}
//			}
//		}
//	}
type OuterWindows struct {
	A, B, C       []float32
	Taps          []int
	K             int
	StepA, StepB  int
	LineA, LineB  int
	Pixels, Lines int
	N, StrideC    int

	offsets []int32 // of all values of a window, in bytes; the last ones repeated
	outer   OuterTile
}

// Run adds the products to C.
func (t *OuterWindows) Run() {
	rows := len(t.Taps) * t.K
	if t.Pixels < 1 || t.Lines < 1 || t.N < 1 || rows < 1 || t.StepA < 0 || t.LineA < 0 || t.StepB < 0 || t.LineB < 0 || t.StrideC < t.N ||
		len(t.B) < (t.Lines-1)*t.LineB+(t.Pixels-1)*t.StepB+t.N || len(t.C) < (rows-1)*t.StrideC+t.N {
		panic("asm: OuterWindows: slices shorter than the sizes say")
	}
	for _, tap := range t.Taps {
		if tap < 0 || tap+(t.Lines-1)*t.LineA+(t.Pixels-1)*t.StepA+t.K > len(t.A) {
			panic("asm: OuterWindows: a window leaves its slice")
		}
	}
	outerWindows(t)
}

// outerWindowsTiles computes the sums by [OuterTile].
func outerWindowsTiles(t *OuterWindows) {
	o := &t.outer
	o.StrideX, o.StrideDY, o.StrideC = t.StepA, t.StepB, t.StrideC
	o.Strips = o.Strips[:0]
	for l := range t.Lines {
		o.Strips = append(o.Strips, Strip{X: l * t.LineA, DY: l * t.LineB, Len: t.Pixels})
	}
	nr := OuterColumns()
	for tap, offset := range t.Taps {
		for j := 0; j < t.N; j += nr {
			o.N, o.DY = min(nr, t.N-j), t.B[j:]
			for p := 0; p < t.K; p += o.M {
				for _, o.M = range OuterRows(o.N) {
					if o.M <= t.K-p {
						break
					}
				}
				o.X, o.C = t.A[offset+p:], t.C[(tap*t.K+p)*t.StrideC+j:]
				o.Run()
			}
		}
	}
	o.X, o.DY, o.C = nil, nil, nil
}
