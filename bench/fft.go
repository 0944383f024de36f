package main

import (
	"fmt"
	"math"

	"freqlens/asm/parallel"
	"freqlens/fft"
)

// fftCase is a transform of one vector, or of a batch of square images.
type fftCase struct {
	dims, n, batch int
}

func (c fftCase) name() string {
	if c.dims == 1 {
		return fmt.Sprintf("1d_%d", c.n)
	}
	return fmt.Sprintf("2d_%dx%d_b%d", c.n, c.n, c.batch)
}

// fftCases lists the powers of two from 32 to 2^20, lengths with other factors
// and a prime, and the sizes that images have.
func fftCases() []fftCase {
	var out []fftCase
	for n := 32; n <= 1<<20; n *= 2 {
		out = append(out, fftCase{1, n, 1})
	}
	for _, n := range []int{224, 1000, 1001, 1009} {
		out = append(out, fftCase{1, n, 1})
	}
	for _, s := range [][2]int{{32, 1000}, {64, 250}, {96, 200}, {128, 128}, {224, 100}, {256, 64}} {
		out = append(out, fftCase{2, s[0], s[1]})
	}
	return out
}

func fftTasks() []task {
	var out []task
	for _, kind := range []string{"c2c", "r2c", "c2r"} {
		for _, c := range fftCases() {
			points := float64(c.n)
			half := float64(c.n/2 + 1)
			if c.dims == 2 {
				points, half = points*points, points*half
			}
			// The usual nominal count: 5 N log2 N, half of it for real data.
			flops, bytes := 5*points*math.Log2(points), 16*points
			if kind != "c2c" {
				flops, bytes = flops/2, 4*points+8*half
			}
			out = append(out, task{
				Bench: "fft", Case: c.name(), Kind: kind, N: c.n, Batch: c.batch, units: c.batch, flops: flops, bytes: bytes,
				line:    fmt.Sprintf("fft %s %s %d %d %d", c.name(), kind, c.dims, c.n, c.batch),
				prepare: func(threads int) func() { return c.prepare(kind, threads) },
			})
		}
	}
	return out
}

func (c fftCase) prepare(kind string, threads int) func() {
	switch {
	case c.dims == 1 && kind == "c2c":
		return c.complex1D()
	case c.dims == 1:
		return c.real1D(kind)
	case kind == "c2c":
		return c.complex2D(threads)
	}
	return c.real2D(kind, threads)
}

func (c fftCase) complex1D() func() {
	plan := must(fft.NewPlan(c.n))
	src, dst, work := randomComplex(c.n), make([]complex64, c.n), make([]complex64, plan.WorkLen())
	return func() { plan.Forward(dst, src, work) }
}

func (c fftCase) real1D(kind string) func() {
	plan := must(fft.NewRealPlan(c.n))
	src, dst, work := random(c.n), make([]complex64, plan.SpectrumLen()), make([]complex64, plan.WorkLen())
	plan.Forward(dst, src, work)
	if kind == "c2r" {
		return func() { plan.Inverse(src, dst, work) }
	}
	return func() { plan.Forward(dst, src, work) }
}

func (c fftCase) complex2D(threads int) func() {
	plan := must(fft.NewPlan2D(c.n, c.n))
	one := c.n * c.n
	src, dst := randomComplex(c.batch*one), make([]complex64, c.batch*one)
	return c.share(threads, plan.WorkLen(), func(first, count int, work []complex64) {
		for i := first; i < first+count; i++ {
			plan.Forward(dst[i*one:][:one], src[i*one:][:one], work)
		}
	})
}

func (c fftCase) real2D(kind string, threads int) func() {
	plan := must(fft.NewRealPlan2D(c.n, c.n))
	one, half := c.n*c.n, plan.SpectrumLen()
	src, dst := random(c.batch*one), make([]complex64, c.batch*half)
	forward := c.share(threads, plan.WorkLen(), func(first, count int, work []complex64) {
		plan.ForwardBatch(count, dst[first*half:], src[first*one:], work)
	})
	if kind == "r2c" {
		return forward
	}
	forward()
	return c.share(threads, plan.WorkLen(), func(first, count int, work []complex64) {
		plan.InverseBatch(count, src[first*one:], dst[first*half:], work)
	})
}

// share splits the batch over the threads, each with its own scratch space.
func (c fftCase) share(threads, workLen int, part func(first, count int, work []complex64)) func() {
	works := make([][]complex64, threads)
	for i := range works {
		works[i] = make([]complex64, workLen)
	}
	return func() {
		parallel.For(threads, func(w int) {
			first, end := c.batch*w/threads, c.batch*(w+1)/threads
			part(first, end-first, works[w])
		})
	}
}

func randomComplex(n int) []complex64 {
	x := random(2 * n)
	out := make([]complex64, n)
	for i := range out {
		out[i] = complex(x[2*i], x[2*i+1])
	}
	return out
}

// must unwraps a plan: all sizes of the table are valid.
func must[P any](plan P, err error) P {
	if err != nil {
		panic(err)
	}
	return plan
}
