package main

import (
	"fmt"

	"freqlens/tensor"
	"freqlens/tensor/gemm"
)

// gemmShapes are square sizes and the shapes that 3x3 convolutions of a
// ResNet-18 become: outputs x pixels x taps.
var gemmShapes = [][3]int{
	{256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
	{64, 16384, 576}, {128, 4096, 1152}, {256, 1024, 2304}, {512, 256, 4608},
}

func gemmTasks() []task {
	var out []task
	for _, s := range gemmShapes {
		m, n, k := s[0], s[1], s[2]
		name := fmt.Sprintf("%dx%dx%d", m, n, k)
		out = append(out, task{
			Bench: "sgemm", Case: name, M: m, N: n, K: k,
			line:  fmt.Sprintf("sgemm %s %d %d %d", name, m, n, k),
			flops: 2 * float64(m) * float64(n) * float64(k),
			bytes: 4 * float64(m*k+k*n+m*n),
			prepare: func(int) func() {
				a, b, c := random(m*k), random(k*n), make([]float32, m*n)
				return func() { gemm.Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n) }
			},
		})
	}
	return out
}

func random(n int) []float32 {
	rng := tensor.NewRand(1)
	x := make([]float32, n)
	for i := range x {
		x[i] = rng.Normal()
	}
	return x
}
