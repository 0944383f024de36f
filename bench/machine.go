package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

// describeMachine prints what the CPU says about itself.
func describeMachine(w io.Writer) {
	var levels []string
	for _, l := range asm.Levels() {
		levels = append(levels, l.String())
	}
	fmt.Fprintf(w, "%s, %d CPUs\n", cpuName(), runtime.NumCPU())
	if cpuid.CPU.Family > 0 {
		fmt.Fprintf(w, "family %d, model %d, ", cpuid.CPU.Family, cpuid.CPU.Model)
	}
	fmt.Fprintf(w, "levels: %s (active: %s)\n", strings.Join(levels, " "), asm.Active())
	if c := cpuid.CPU.Cache; c.L1D > 0 {
		fmt.Fprintf(w, "caches: L1d %d KiB, L2 %d KiB, L3 %d KiB\n", c.L1D>>10, c.L2>>10, c.L3>>10)
	} else {
		fmt.Fprintln(w, "caches: the CPU does not tell")
	}
}

func cpuName() string {
	if name := cpuid.CPU.BrandName; name != "" {
		return name
	}
	return runtime.GOARCH
}

// lastCache is the size in bytes from which on a working set must come from
// memory; what is not known counts as 8 MiB.
func lastCache() float64 {
	if c := cpuid.CPU.Cache; c.L3 > 0 {
		return float64(c.L3)
	} else if c.L2 > 0 {
		return float64(c.L2)
	}
	return 8 << 20
}

// machineTasks measure the limits that every other figure is read against.
func machineTasks() []task {
	const iterations, calls = 1 << 16, 8
	peak := task{Bench: "machine", Case: "fma_peak", line: "machine fma_peak", flops: peakFlops(iterations, calls), perThread: true,
		prepare: func(threads int) func() {
			return func() {
				parallel.For(threads, func(int) {
					for range calls {
						asm.FMAPeakLoop(iterations)
					}
				})
			}
		}}
	return []task{peak,
		stream("triad", 12, func(a, b []float32) { asm.Axpy(a, 3, b) }),
		stream("copy", 8, func(a, b []float32) { copy(a, b) }),
	}
}

// peakFlops is the work of one thread in the peak loop.
func peakFlops(iterations, calls int) float64 {
	return asm.FMAPeakLoop(1) * float64(iterations) * float64(calls)
}

// stream measures memory bandwidth on two arrays far larger than any cache:
// triad reads both and writes one, copy reads one and writes one.
func stream(name string, bytes int, f func(a, b []float32)) task {
	const n, chunk = 1 << 25, 1 << 14
	return task{Bench: "machine", Case: name, line: "machine " + name, bytes: float64(bytes) * n,
		prepare: func(threads int) func() {
			a, b := make([]float32, n), make([]float32, n)
			for i := range a {
				a[i], b[i] = 1, 2
			}
			return func() {
				parallel.For(threads, func(w int) {
					const chunks = n / chunk
					for i := chunks * w / threads; i < chunks*(w+1)/threads; i++ {
						f(a[i*chunk:][:chunk], b[i*chunk:][:chunk])
					}
				})
			}
		}}
}
