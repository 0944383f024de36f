package main

import "freqlens/tensor/conv"

// convCase is one convolution; padding keeps the size but for the stride.
type convCase struct {
	name                        string
	n, c, o, size, kernel, step int
}

var convCases = []convCase{
	{"r18c_64_64_3x3_32", 64, 64, 64, 32, 3, 1},
	{"r18c_128_128_3x3_16", 64, 128, 128, 16, 3, 1},
	{"r18c_256_256_3x3_8", 64, 256, 256, 8, 3, 1},
	{"r18c_512_512_3x3_4", 64, 512, 512, 4, 3, 1},
	{"r18c_3_64_3x3_32", 64, 3, 64, 32, 3, 1},
	{"r18c_64_128_3x3s2_32", 64, 64, 128, 32, 3, 2},
	{"r18c_64_128_1x1s2_32", 64, 64, 128, 32, 1, 2},
	{"inet_64_64_3x3_56", 8, 64, 64, 56, 3, 1},
	{"inet_3_64_7x7s2_224", 8, 3, 64, 224, 7, 2},
	{"inet_256_64_1x1_56", 8, 256, 64, 56, 1, 1},
	{"inet_64_256_1x1_56", 8, 64, 256, 56, 1, 1},
}

func (c convCase) params() conv.Params {
	return conv.Params{N: c.n, H: c.size, W: c.size, C: c.c, O: c.o, KH: c.kernel, KW: c.kernel,
		SH: c.step, SW: c.step, PH: c.kernel / 2, PW: c.kernel / 2, DH: 1, DW: 1, Groups: 1}
}

func benchConv(o options, threads int, emit func(row)) {
	for _, c := range convCases {
		if !o.cases.MatchString(c.name) {
			continue
		}
		p := c.params()
		oh, ow := p.Out()
		x, w, y := random(p.N*p.H*p.W*p.C), random(p.KH*p.KW*p.C*p.O), random(p.N*oh*ow*p.O)
		dx, dw := make([]float32, len(x)), make([]float32, len(w))
		out := make([]float32, len(y))
		flops := 2 * float64(len(y)) * float64(p.KH*p.KW*p.C)
		for _, d := range []struct {
			name string
			run  func()
		}{
			{"fwd", func() { conv.Forward(p, out, x, w, nil) }},
			{"bwd_data", func() { conv.BackwardData(p, dx, y, w) }},
			{"bwd_weights", func() { conv.BackwardWeights(p, dw, nil, x, y) }},
		} {
			if o.dir == "" || o.dir == d.name {
				emit(row{Bench: "conv", Peer: peer(), Case: c.name, Dir: d.name, Batch: p.N, Threads: threads}.
					milliseconds(measure(o.reps, d.run), flops))
			}
		}
	}
}
