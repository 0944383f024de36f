package fft_test

import (
	"fmt"
	"testing"

	"freqlens/fft"
)

// Images of a batch, per image: go test -run xxx -bench RealPlan2D ./fft
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
		perImage := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*c.batch)/1000, "us/image")
		}
		b.Run(fmt.Sprintf("forward/%dx%d", c.batch, c.size), func(b *testing.B) {
			for b.Loop() {
				p.ForwardBatch(c.batch, dst, src, work)
			}
			perImage(b)
		})
		b.Run(fmt.Sprintf("inverse/%dx%d", c.batch, c.size), func(b *testing.B) {
			for b.Loop() {
				p.InverseBatch(c.batch, src, dst, work)
			}
			perImage(b)
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	for _, n := range []int{32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 1 << 17, 1 << 18, 1 << 19, 1 << 20, 224, 1000, 1001, 1009} {
		p, err := fft.NewPlan(n)
		if err != nil {
			b.Fatal(err)
		}
		src, dst, work := make([]complex64, n), make([]complex64, n), make([]complex64, p.WorkLen())
		for i := range src {
			src[i] = complex(float32(i%7)-3, float32(i%5)-2)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				p.Forward(dst, src, work)
			}
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
			for b.Loop() {
				p.Forward(dst, src, work)
			}
		})
	}
}
