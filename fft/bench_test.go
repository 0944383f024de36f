package fft_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"freqlens/fft"
)

// fastest reports the best and the median time of f, in microseconds over count, of
// repeats of 0.1 ms or more during about 0.1 s: go test -run xxx -bench Plan -benchtime 1x -cpu 1 ./fft
func fastest(b *testing.B, count int, f func()) {
	f()
	inner := 1
	for {
		start := time.Now()
		for range inner {
			f()
		}
		if time.Since(start) > 100*time.Microsecond {
			break
		}
		inner *= 2
	}
	var all []float64
	for begin := time.Now(); len(all) < 7 || time.Since(begin) < 120*time.Millisecond; {
		start := time.Now()
		for range inner {
			f()
		}
		all = append(all, time.Since(start).Seconds()*1e6/float64(inner*count))
	}
	slices.Sort(all)
	b.ReportMetric(all[0], "us-best")
	b.ReportMetric(all[len(all)/2], "us-median")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkRealPlan2D(b *testing.B) {
	for _, c := range []struct{ size, batch int }{{32, 4}, {32, 1000}, {64, 2}, {64, 250}, {96, 200}, {128, 128}, {224, 100}, {256, 64}} {
		p, err := fft.NewRealPlan2D(c.size, c.size)
		if err != nil {
			b.Fatal(err)
		}
		src, dst := make([]float32, c.batch*c.size*c.size), make([]complex64, c.batch*p.SpectrumLen())
		for i := range src {
			src[i] = float32(i%7) - 3
		}
		work := make([]complex64, p.WorkLen())
		b.Run(fmt.Sprintf("forward/%dx%d", c.batch, c.size), func(b *testing.B) {
			fastest(b, c.batch, func() { p.ForwardBatch(c.batch, dst, src, work) })
		})
		b.Run(fmt.Sprintf("inverse/%dx%d", c.batch, c.size), func(b *testing.B) {
			fastest(b, c.batch, func() { p.InverseBatch(c.batch, src, dst, work) })
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	lengths := []int{224, 1000, 1001, 1009}
	for n := 32; n <= 1<<20; n *= 2 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, err := fft.NewPlan(n)
			if err != nil {
				b.Fatal(err)
			}
			src, dst, work := make([]complex64, n), make([]complex64, n), make([]complex64, p.WorkLen())
			for i := range src {
				src[i] = complex(float32(i%7)-3, float32(i%5)-2)
			}
			fastest(b, 1, func() { p.Forward(dst, src, work) })
		})
	}
}

func BenchmarkPlan2D(b *testing.B) {
	for _, n := range []int{32, 64, 224, 256} {
		p, err := fft.NewPlan2D(n, n)
		if err != nil {
			b.Fatal(err)
		}
		src, dst, work := make([]complex64, n*n), make([]complex64, n*n), make([]complex64, p.WorkLen())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			fastest(b, 1, func() { p.Forward(dst, src, work) })
		})
	}
}

// 1,000 images of 3 x 32 x 32, spectra at hand: one frequency removed, beside a copy
// of the images and beside a mask and its inverse transform. Per image.
func BenchmarkFrequency(b *testing.B) {
	const size, planes = 32, 3000
	p, _ := fft.NewRealPlan2D(size, size)
	waves, _ := fft.NewWaves(size, size)
	src, dst := make([]float32, planes*size*size), make([]float32, planes*size*size)
	for i := range src {
		src[i] = float32(i%7) - 3
	}
	spectra, work := make([]complex64, planes*p.SpectrumLen()), make([]complex64, p.FilterWorkLen())
	p.ForwardBatch(planes, spectra, src, work)
	mask := p.NewMask(func(u, v int) float32 { return min(1, float32(u+v)) })
	sum := make([]float64, p.SpectrumLen())
	b.Run("copy", func(b *testing.B) { fastest(b, planes/3, func() { copy(dst, src) }) })
	b.Run("remove", func(b *testing.B) {
		fastest(b, planes/3, func() { waves.RemoveBatch(planes, dst, src, spectra, 3, 5) })
	})
	b.Run("remove/cached", func(b *testing.B) {
		fastest(b, 4, func() { waves.RemoveBatch(12, dst, src, spectra, 3, 5) })
	})
	b.Run("copy/cached", func(b *testing.B) {
		fastest(b, 4, func() { copy(dst[:12*size*size], src) })
	})
	b.Run("mask", func(b *testing.B) { fastest(b, planes/3, func() { p.Filter(planes, dst, spectra, mask, work) }) })
	b.Run("amplitudes", func(b *testing.B) {
		fastest(b, planes/3, func() { p.AddAmplitudes(planes, sum, src, work) })
	})
}

// Batches on all threads: compare -cpu 1 with -cpu 2.
func BenchmarkThreads(b *testing.B) {
	for _, c := range [][2]int{{32, 1000}, {64, 250}, {96, 200}, {128, 128}, {224, 100}, {256, 64}} {
		size, batch := c[0], c[1]
		p, _ := fft.NewRealPlan2D(size, size)
		src, dst := make([]float32, batch*size*size), make([]complex64, batch*p.SpectrumLen())
		work := make([]complex64, runtime.GOMAXPROCS(0)*p.WorkLen())
		b.Run(fmt.Sprintf("forward/%dx%d", batch, size), func(b *testing.B) {
			fastest(b, batch, func() { p.ForwardBatch(batch, dst, src, work) })
		})
	}
	for _, n := range []int{1 << 16, 1 << 18, 1 << 20} {
		p, _ := fft.NewPlan(n)
		x, y, work := make([]complex64, n), make([]complex64, n), make([]complex64, p.WorkLen())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			fastest(b, 1, func() { p.ForwardParallel(y, x, work) })
		})
	}
}
