package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A load is how much the machine's CPUs have worked so far, in CPU seconds.
type load struct {
	at         time.Time
	busy, ours float64
}

// ticksPerSecond is the unit of the files below, on every architecture.
const ticksPerSecond = 100

// readLoad reads the counters of the kernel; ok is false where there are none.
// What runs at low priority is left out of busy: it makes way.
func readLoad() (l load, ok bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return l, false
	}
	var user, nice, system, idle, wait, irq, softirq, steal float64
	if _, err := fmt.Sscanf(string(text), "cpu %f %f %f %f %f %f %f %f", &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal); err != nil {
		return l, false
	}
	l.at, l.busy = time.Now(), (user+system+irq+softirq+steal-idleClassTicks())/ticksPerSecond
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if syscall.Getrusage(who, &r) != nil {
			return l, false
		}
		l.ours += time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
	}
	return l, true
}

// idleClassTicks is the CPU time of processes that the scheduler lets run only
// when nothing else wants to. The kernel counts it with that of all others.
func idleClassTicks() float64 {
	const userTime, systemTime, policy, idleClass = 14, 15, 41, "5" // numbered as in proc(5)
	files, _ := filepath.Glob("/proc/[0-9]*/stat")                  // the pattern is valid
	var ticks float64
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		// The second field is the program's name in brackets, which may hold anything.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) <= policy-3 || fields[policy-3] != idleClass {
			continue
		}
		for _, f := range []int{userTime, systemTime} {
			v, _ := strconv.ParseFloat(fields[f-3], 64)
			ticks += v
		}
	}
	return ticks
}
