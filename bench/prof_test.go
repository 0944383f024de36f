package main

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"freqlens/layers"
)

func BenchmarkNet(b *testing.B) {
	if t := os.Getenv("T"); t != "" {
		n, _ := strconv.Atoi(t)
		runtime.GOMAXPROCS(n)
	}
	for _, c := range netCases {
		if c.name == "resnet18_224" {
			continue
		}
		net, _ := layers.Build(c.model, layers.Options{Classes: c.classes, Width: 1, Input: c.size, Channels: 3, Seed: 1})
		for _, mode := range []string{"train", "infer"} {
			b.Run(c.name+"/"+mode, func(b *testing.B) {
				n, f := c.trainBatch, trainStep(net, c)
				if mode == "infer" {
					n, f = c.inferred, inferStep(net, c)
				}
				f()
				f()
				b.ResetTimer()
				best := time.Hour
				for range b.N {
					t := time.Now()
					f()
					best = min(best, time.Since(t))
				}
				b.ReportMetric(float64(n)/best.Seconds(), "best-img/s")
			})
		}
	}
}
