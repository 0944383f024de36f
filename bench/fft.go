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

// fftKinds are the transforms, and what analyses do with spectra that are at
// hand: filter multiplies them by a mask and transforms back, remove takes one
// pair of frequencies out of the images without a transform.
var fftKinds = []string{"c2c", "r2c", "c2r", "filter", "remove"}

// masks reports the kinds of fftKinds that are no transforms.
func (t task) masks() bool { return t.Kind == "filter" || t.Kind == "remove" }

// masked are 1000 images of three planes, the sets of the paper's analyses.
var masked = fftCase{2, 32, 3000}

func fftTasks() []task {
	var out []task
	for _, kind := range fftKinds[:3] {
		for _, c := range fftCases() {
			out = append(out, c.task(kind))
		}
	}
	return append(out, masked.task("filter"), masked.task("remove"))
}

func (c fftCase) task(kind string) task {
	flops, bytes := c.work(kind)
	return task{
		Bench: "fft", Case: c.name(), Kind: kind, N: c.n, Batch: c.batch, units: c.batch, flops: flops, bytes: bytes,
		line:    fmt.Sprintf("fft %s %s %d %d %d", c.name(), kind, c.dims, c.n, c.batch),
		prepare: func(threads int) func() { return c.prepare(kind, threads) },
	}
}

// work returns the operations of one transform by the usual nominal count, 5 n
// log2 n and half of it for real data, and the bytes of its input and output.
func (c fftCase) work(kind string) (flops, bytes float64) {
	points, half := float64(c.n), float64(c.n/2+1)
	if c.dims == 2 {
		points, half = points*points, points*half
	}
	flops = 5 * points * math.Log2(points)
	switch kind {
	case "c2c":
		return flops, 16 * points
	case "filter":
		return flops/2 + 2*half, 4*points + 8*half
	case "remove": // two multiply-adds a pixel, which is read and written
		return 4 * points, 8 * points
	}
	return flops / 2, 4*points + 8*half
}

func (c fftCase) prepare(kind string, threads int) func() {
	switch {
	case kind == "filter":
		return c.filter(threads)
	case kind == "remove":
		return c.remove(threads)
	case c.dims == 1 && kind == "c2c":
		return c.complex1D(threads)
	case c.dims == 1:
		return c.real1D(kind)
	case kind == "c2c":
		return c.complex2D(threads)
	}
	return c.real2D(kind, threads)
}

// spectra returns images and their spectra.
func (c fftCase) spectra(plan *fft.RealPlan2D) (images []float32, spectra []complex64) {
	images, spectra = random(c.batch*c.n*c.n), make([]complex64, c.batch*plan.SpectrumLen())
	plan.ForwardBatch(c.batch, spectra, images, make([]complex64, plan.WorkLen()))
	return images, spectra
}

func (c fftCase) filter(threads int) func() {
	plan := must(fft.NewRealPlan2D(c.n, c.n))
	images, spectra := c.spectra(plan)
	work := make([]complex64, threads*plan.FilterWorkLen())
	mask := plan.NewMask(func(u, v int) float32 { return min(1, float32(u+v)) }) // all but the mean
	return func() { plan.Filter(c.batch, images, spectra, mask, work) }
}

func (c fftCase) remove(threads int) func() {
	waves := must(fft.NewWaves(c.n, c.n))
	images, spectra := c.spectra(must(fft.NewRealPlan2D(c.n, c.n)))
	dst, one, half := make([]float32, len(images)), c.n*c.n, len(spectra)/c.batch
	return c.share(threads, 0, func(first, count int, _ []complex64) {
		waves.RemoveBatch(count, dst[first*one:], images[first*one:], spectra[first*half:], 3, 5)
	})
}

func (c fftCase) complex1D(threads int) func() {
	plan := must(fft.NewPlan(c.n))
	src, dst, work := randomComplex(c.n), make([]complex64, c.n), make([]complex64, plan.WorkLen())
	if threads > 1 {
		return func() { plan.ForwardParallel(dst, src, work) }
	}
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

// real2D leaves the threads to the plan.
func (c fftCase) real2D(kind string, threads int) func() {
	plan := must(fft.NewRealPlan2D(c.n, c.n))
	images, spectra := c.spectra(plan)
	work := make([]complex64, threads*plan.WorkLen())
	if kind == "r2c" {
		return func() { plan.ForwardBatch(c.batch, spectra, images, work) }
	}
	return func() { plan.InverseBatch(c.batch, images, spectra, work) }
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
