package main

import (
	"runtime"
	"testing"
)

// BenchmarkNet runs the network cases under the profilers of go test:
//
//	go test ./bench -run xxx -bench Net/resnet18_32/train -cpu 1 -cpuprofile cpu.out
func BenchmarkNet(b *testing.B) {
	for _, t := range netTasks() {
		b.Run(t.Case+"/"+t.Mode, func(b *testing.B) {
			step := t.prepare(runtime.GOMAXPROCS(0))
			step()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(t.Batch)*float64(b.N)/b.Elapsed().Seconds(), "img/s")
		})
	}
}
