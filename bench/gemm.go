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

func benchGemm(o options, threads int, emit func(row)) {
	for _, s := range gemmShapes {
		m, n, k := s[0], s[1], s[2]
		name := fmt.Sprintf("%dx%dx%d", m, n, k)
		if !o.cases.MatchString(name) {
			continue
		}
		a, b, c := random(m*k), random(k*n), make([]float32, m*n)
		t := measure(o.reps, func() { gemm.Gemm(false, false, m, n, k, 1, a, k, b, n, 0, c, n) })
		emit(row{Bench: "sgemm", Peer: peer(), Case: name, M: m, N: n, K: k, Threads: threads}.
			milliseconds(t, 2*float64(m)*float64(n)*float64(k)))
	}
}

func random(n int) []float32 {
	rng := tensor.NewRand(1)
	x := make([]float32, n)
	for i := range x {
		x[i] = rng.Normal()
	}
	return x
}
