package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/klauspost/cpuid/v2"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

func printMachine() {
	var levels []string
	for _, l := range asm.Levels() {
		levels = append(levels, l.String())
	}
	name := cpuid.CPU.BrandName
	if name == "" {
		name = runtime.GOARCH
	}
	fmt.Printf("%s, %d CPUs, levels %s, measuring %s\n", name, runtime.NumCPU(), strings.Join(levels, " "), asm.Active())
	c := cpuid.CPU.Cache
	if c.L1D > 0 {
		fmt.Printf("L1d %d KiB, L2 %d KiB, L3 %d KiB\n", c.L1D>>10, c.L2>>10, c.L3>>10)
	}
}

// benchMachine measures the two limits every other figure is read against.
func benchMachine(o options, threads int, emit func(row)) {
	const iterations = 1 << 16
	if o.cases.MatchString("fma_peak") {
		var flops float64
		t := measure(o.reps, func() {
			parallel.For(threads, func(int) {
				for range 32 {
					flops = asm.FMAPeakLoop(iterations)
				}
			})
		})
		emit(row{Bench: "machine", Peer: peer(), Case: "fma_peak", Threads: threads}.milliseconds(t, 32*flops*float64(threads)))
	}
	if o.cases.MatchString("triad") {
		benchTriad(o, threads, emit)
	}
}

// benchTriad streams three arrays far larger than any cache: a += 3*b reads
// both and writes one, 12 bytes an element.
func benchTriad(o options, threads int, emit func(row)) {
	const n, chunk = 1 << 25, 1 << 14
	a, b := make([]float32, n), make([]float32, n)
	per := n / chunk / threads
	t := measure(o.reps, func() {
		parallel.For(threads, func(w int) {
			for i := w * per; i < (w+1)*per; i++ {
				asm.Axpy(a[i*chunk:][:chunk], 3, b[i*chunk:][:chunk])
			}
		})
	})
	r := row{Bench: "machine", Peer: peer(), Case: "triad", Threads: threads}.milliseconds(t, 0)
	r.GBs = 12 * float64(per*threads*chunk) / t.median / 1e9
	emit(r)
}
