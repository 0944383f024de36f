package fft_test

import (
	"fmt"
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
