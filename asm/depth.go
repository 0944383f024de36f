package asm

// DepthTap is a kernel position of a [DepthRun]: how far behind the output
// pixel's first value of X its own lies, and where its weights lie in W. If Fetch is
// set, what lies Ahead of what the tap reads is fetched into the cache.
type DepthTap struct {
	X, W  int
	Fetch bool
}

// DepthRun describes a run of pixels of a depthwise convolution, in which every
// channel has a kernel of its own: nothing is summed over channels, so it is no
// matrix product, and lanes are channels. All pixels of the run have the same
// taps; where the padding begins, a run ends.
//
// Forward computes
//
//	for p := range Pixels {
//		for c := range N {
//			var sum float32
//			for _, t := range Taps {
//				sum += X[At+p*StrideX+t.X+c] * W[t.W+c]
//			}
//			Y[p*StrideY+c] = sum
//		}
//	}
//
// and Gradient, for the gradient of the weights,
//
//	W[t.W+c] += sum over p of X[At+p*StrideX+t.X+c] * Y[p*StrideY+c]
//
// Forward4 is for groups of four channels, N a multiple of four:
//
//	sum += X[At+p*StrideX+t.X+c/4*4+i] * W[t.W+i*StrideW+c]   for i < 4
type DepthRun struct {
	X, W, Y                   []float32
	At                        int
	Taps                      []DepthTap
	StrideX, StrideY, StrideW int
	Pixels, N                 int
	// Ahead and AheadY are how far behind what is read of X, and in Gradient of Y,
	// lies what will be read somewhat later: one line, say.
	Ahead, AheadY int
	// Stream says that Y is not read soon: it is written past the caches where
	// that can be done.
	Stream bool
}

// Forward computes the run of Y.
func (r *DepthRun) Forward() { r.check(1); depthForward(r) }

// Forward4 computes the run of Y for groups of four channels.
func (r *DepthRun) Forward4() {
	if r.N%4 != 0 || r.StrideW < r.N {
		panic("asm: DepthRun: channels are no groups of four")
	}
	r.check(4)
	depthForward4(r)
}

// Gradient adds the run's share to W.
func (r *DepthRun) Gradient() { r.check(1); depthGradient(r) }

func (r *DepthRun) check(rows int) {
	if r.Pixels < 1 || r.N < 1 || len(r.Taps) < 1 || r.StrideX < 0 || r.StrideY < r.N && r.Pixels > 1 ||
		len(r.Y) < (r.Pixels-1)*r.StrideY+r.N {
		panic("asm: DepthRun: slices shorter than the sizes say")
	}
	last := r.At + (r.Pixels-1)*r.StrideX + r.N
	for _, t := range r.Taps {
		if r.At+t.X < 0 || last+t.X > len(r.X) || t.W < 0 || t.W+(rows-1)*r.StrideW+r.N > len(r.W) {
			panic("asm: DepthRun: a tap leaves its slice")
		}
	}
}

var kDepthGeneric = newKernel("depthGeneric")

func depthForwardGeneric(r *DepthRun) {
	kDepthGeneric.used()
	for p := range r.Pixels {
		y := r.Y[p*r.StrideY:][:r.N]
		clear(y)
		for _, t := range r.Taps {
			x, w := r.X[r.At+p*r.StrideX+t.X:][:r.N], r.W[t.W:][:r.N]
			for c, v := range x {
				y[c] += float32(v * w[c])
			}
		}
	}
}

func depthForward4Generic(r *DepthRun) {
	kDepthGeneric.used()
	for p := range r.Pixels {
		y := r.Y[p*r.StrideY:][:r.N]
		clear(y)
		for _, t := range r.Taps {
			x := r.X[r.At+p*r.StrideX+t.X:][:r.N]
			for i := range 4 {
				for c, w := range r.W[t.W+i*r.StrideW:][:r.N] {
					y[c] += float32(x[c&^3+i] * w)
				}
			}
		}
	}
}

func depthGradientGeneric(r *DepthRun) {
	kDepthGeneric.used()
	for _, t := range r.Taps {
		w := r.W[t.W:][:r.N]
		for p := range r.Pixels {
			x, y := r.X[r.At+p*r.StrideX+t.X:][:r.N], r.Y[p*r.StrideY:][:r.N]
			for c, v := range x {
				w[c] += float32(v * y[c])
			}
		}
	}
}
