package main

import (
	"fmt"

	"freqlens/asm/parallel"
	"freqlens/fft"
)

func benchFFT(o options, threads int, emit func(row)) {
	for _, n := range []int{32, 64, 224, 256, 1000, 1001, 1009, 1024, 4096, 65536, 1 << 20} {
		name := fmt.Sprintf("1d_%d", n)
		if o.cases.MatchString(name) {
			fft1D(o, threads, name, n, emit)
		}
	}
	for _, c := range []struct{ size, batch int }{{32, 1000}, {64, 250}, {96, 200}, {128, 128}, {224, 100}, {256, 64}} {
		name := fmt.Sprintf("2d_%dx%d_b%d", c.size, c.size, c.batch)
		if o.cases.MatchString(name) {
			fft2D(o, threads, name, c.size, c.batch, emit)
		}
	}
}

func fft1D(o options, threads int, name string, n int, emit func(row)) {
	plan, err := fft.NewPlan(n)
	if err != nil {
		panic(err) // the lengths above are valid
	}
	src, dst, work := make([]complex64, n), make([]complex64, n), make([]complex64, plan.WorkLen())
	for i := range src {
		src[i] = complex(float32(i%7), float32(i%5))
	}
	inner := max(1, 1<<17/n)
	t := measure(o.reps, func() {
		for range inner {
			plan.Forward(dst, src, work)
		}
	})
	emit(row{Bench: "fft", Peer: peer(), Case: name, Kind: "c2c", N: n, Threads: threads}.microseconds(t, inner))
}

// fft2D measures a batch of real images, forward and inverse, split over the threads.
func fft2D(o options, threads int, name string, s, batch int, emit func(row)) {
	plan, err := fft.NewRealPlan2D(s, s)
	if err != nil {
		panic(err)
	}
	src := random(batch * s * s)
	half := s * (s/2 + 1)
	dst := make([]complex64, batch*half)
	works := make([][]complex64, threads)
	for i := range works {
		works[i] = make([]complex64, plan.WorkLen())
	}
	each := func(f func(first, count int, work []complex64)) func() {
		return func() {
			parallel.For(threads, func(w int) {
				first, end := batch*w/threads, batch*(w+1)/threads
				f(first, end-first, works[w])
			})
		}
	}
	r := row{Bench: "fft", Peer: peer(), Case: name, Batch: batch, N: s, Threads: threads}
	r.Kind = "r2c"
	emit(r.microseconds(measure(o.reps, each(func(first, count int, work []complex64) {
		plan.ForwardBatch(count, dst[first*half:], src[first*s*s:], work)
	})), batch))
	r.Kind = "c2r"
	emit(r.microseconds(measure(o.reps, each(func(first, count int, work []complex64) {
		plan.InverseBatch(count, src[first*s*s:], dst[first*half:], work)
	})), batch))
}
