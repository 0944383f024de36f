package main

import (
	"fmt"

	"freqlens/tensor/conv"
)

// convCase is one convolution; padding keeps the size but for the stride. No
// groups means one.
type convCase struct {
	name                        string
	n, c, o, size, kernel, step int
	groups                      int
}

var convCases = []convCase{
	{"r18c_64_64_3x3_32", 64, 64, 64, 32, 3, 1, 1},
	{"r18c_128_128_3x3_16", 64, 128, 128, 16, 3, 1, 1},
	{"r18c_256_256_3x3_8", 64, 256, 256, 8, 3, 1, 1},
	{"r18c_512_512_3x3_4", 64, 512, 512, 4, 3, 1, 1},
	{"r18c_3_64_3x3_32", 64, 3, 64, 32, 3, 1, 1},
	{"r18c_64_128_3x3s2_32", 64, 64, 128, 32, 3, 2, 1},
	{"r18c_64_128_1x1s2_32", 64, 64, 128, 32, 1, 2, 1},
	{"inet_64_64_3x3_56", 8, 64, 64, 56, 3, 1, 1},
	{"inet_3_64_7x7s2_224", 8, 3, 64, 224, 7, 2, 1},
	{"inet_256_64_1x1_56", 8, 256, 64, 56, 1, 1, 1},
	{"inet_64_256_1x1_56", 8, 64, 256, 56, 1, 1, 1},
	{"depth_128_3x3_32", 64, 128, 128, 32, 3, 1, 128},
	{"depth_256_3x3_16", 64, 256, 256, 16, 3, 1, 256},
	{"depth_128_3x3s2_32", 64, 128, 128, 32, 3, 2, 128},
	{"large_64_64_7x7_32", 16, 64, 64, 32, 7, 1, 1},
	{"group32_128_3x3_32", 64, 128, 128, 32, 3, 1, 32},
}

// directions are the three computations of a layer, in the order of the tables.
var directions = []conv.Direction{conv.DirForward, conv.DirBackwardData, conv.DirBackwardWeights}

func (c convCase) params() conv.Params {
	return conv.Params{N: c.n, H: c.size, W: c.size, C: c.c, O: c.o, KH: c.kernel, KW: c.kernel,
		SH: c.step, SW: c.step, PH: c.kernel / 2, PW: c.kernel / 2, DH: 1, DW: 1, Groups: max(1, c.groups)}
}

// work returns the operations of the definition, and the bytes of input, weights and output.
func (c convCase) work() (flops, bytes float64) {
	p := c.params()
	oh, ow := p.Out()
	x, w, y := p.N*p.H*p.W*p.C, p.KH*p.KW*p.C/p.Groups*p.O, p.N*oh*ow*p.O
	return 2 * float64(y) * float64(p.KH*p.KW*p.C/p.Groups), 4 * float64(x+w+y)
}

func convTasks() []task {
	var out []task
	for _, dir := range directions {
		for _, c := range convCases {
			flops, bytes := c.work()
			out = append(out, task{
				Bench: "conv", Case: c.name, Dir: string(dir), Batch: c.n, flops: flops, bytes: bytes,
				line: fmt.Sprintf("conv %s %d %d %d %d %d %d %d %s %d", c.name,
					c.n, c.c, c.o, c.size, c.kernel, c.step, c.kernel/2, dir, c.params().Groups),
				prepare: func(int) func() { return c.prepare(dir, "auto") },
			})
		}
	}
	return out
}

// prepare returns a call of one direction by the algorithm of that name, or nil
// if that algorithm does not do this shape.
func (c convCase) prepare(dir conv.Direction, algorithm string) func() {
	p := c.params()
	oh, ow := p.Out()
	x, w, y := make([]float32, p.N*p.H*p.W*p.C), make([]float32, p.KH*p.KW*p.C/p.Groups*p.O), make([]float32, p.N*oh*ow*p.O)
	var run func() error
	switch dir {
	case conv.DirForward:
		x, w = random(len(x)), random(len(w))
		run = func() error { return conv.ForwardWith(algorithm, p, y, x, w, conv.Epilogue{}) }
	case conv.DirBackwardData:
		y, w = random(len(y)), random(len(w))
		run = func() error { return conv.BackwardDataWith(algorithm, p, x, y, w) }
	default:
		x, y = random(len(x)), random(len(y))
		run = func() error { return conv.BackwardWeightsWith(algorithm, p, w, nil, x, y) }
	}
	if run() != nil {
		return nil
	}
	return func() { _ = run() } // it worked once, and nothing has changed
}

// algorithmOf names what freqlens chose to measure a convolution by.
func algorithmOf(t task) string {
	for _, c := range convCases {
		if t.Bench == "conv" && c.name == t.Case {
			return conv.Choice(conv.Direction(t.Dir), c.params())
		}
	}
	return ""
}
