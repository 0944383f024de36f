package conv

import "fmt"

// Params describes a convolution of N images of H x W pixels with C channels
// into O channels, by a kernel of KH x KW with strides SH, SW, zero padding
// PH, PW on every side, dilation DH, DW, in Groups independent groups.
type Params struct {
	N, H, W, C, O                  int
	KH, KW, SH, SW, PH, PW, DH, DW int
	Groups                         int
}

// Out returns the height and width of the output.
func (p Params) Out() (oh, ow int) {
	return (p.H+2*p.PH-p.DH*(p.KH-1)-1)/p.SH + 1, (p.W+2*p.PW-p.DW*(p.KW-1)-1)/p.SW + 1
}

// Check reports parameters that describe no convolution.
func (p Params) Check() error {
	switch {
	case p.N < 0 || p.H < 1 || p.W < 1 || p.C < 1 || p.O < 1 || p.KH < 1 || p.KW < 1:
		return fmt.Errorf("conv2d: sizes must be positive: %+v", p)
	case p.SH < 1 || p.SW < 1 || p.DH < 1 || p.DW < 1 || p.PH < 0 || p.PW < 0:
		return fmt.Errorf("conv2d: stride and dilation must be at least 1 and padding at least 0: %+v", p)
	case p.Groups < 1 || p.C%p.Groups != 0 || p.O%p.Groups != 0:
		return fmt.Errorf("conv2d: %d input and %d output channels do not divide into %d groups", p.C, p.O, p.Groups)
	case p.H+2*p.PH < p.DH*(p.KH-1)+1 || p.W+2*p.PW < p.DW*(p.KW-1)+1:
		return fmt.Errorf("conv2d: a kernel of %dx%d with dilation %dx%d does not fit into %dx%d pixels with padding %dx%d",
			p.KH, p.KW, p.DH, p.DW, p.H, p.W, p.PH, p.PW)
	}
	return nil
}

// check panics unless the slices have the sizes that p asks for.
func (p Params) check(x, w, y []float32) {
	if err := p.Check(); err != nil {
		panic(err.Error())
	}
	oh, ow := p.Out()
	for _, s := range []struct {
		name      string
		got, want int
	}{
		{"input", len(x), p.N * p.H * p.W * p.C},
		{"weight", len(w), p.KH * p.KW * p.C / p.Groups * p.O},
		{"output", len(y), p.N * oh * ow * p.O},
	} {
		if s.got != s.want {
			panic(fmt.Sprintf("conv2d: %s holds %d values, %+v wants %d", s.name, s.got, p, s.want))
		}
	}
}

// each calls f for every pair of an input and an output pixel that a kernel
// position connects.
func (p Params) each(f func(n, iy, ix, oy, ox, ky, kx int)) {
	oh, ow := p.Out()
	for n := range p.N {
		for oy := range oh {
			for ox := range ow {
				for ky := range p.KH {
					for kx := range p.KW {
						iy, ix := oy*p.SH-p.PH+ky*p.DH, ox*p.SW-p.PW+kx*p.DW
						if iy >= 0 && iy < p.H && ix >= 0 && ix < p.W {
							f(n, iy, ix, oy, ox, ky, kx)
						}
					}
				}
			}
		}
	}
}
