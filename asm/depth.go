package asm

// DepthTap is a kernel position of a [DepthRun]: how far behind the output
// pixel's first value of X its own lies, and where its weights lie in W.
type DepthTap struct{ X, W int }

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
type DepthRun struct {
	X, W, Y          []float32
	At               int
	Taps             []DepthTap
	StrideX, StrideY int
	Pixels, N        int
}

// Forward computes the run of Y.
func (r *DepthRun) Forward() { r.check(); depthForward(r) }

// Gradient adds the run's share to W.
func (r *DepthRun) Gradient() { r.check(); depthGradient(r) }

func (r *DepthRun) check() {
	if r.Pixels < 1 || r.N < 1 || len(r.Taps) < 1 || r.StrideX < 0 || r.StrideY < r.N && r.Pixels > 1 ||
		len(r.Y) < (r.Pixels-1)*r.StrideY+r.N {
		panic("asm: DepthRun: slices shorter than the sizes say")
	}
	last := r.At + (r.Pixels-1)*r.StrideX + r.N
	for _, t := range r.Taps {
		if r.At+t.X < 0 || last+t.X > len(r.X) || t.W < 0 || t.W+r.N > len(r.W) {
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
