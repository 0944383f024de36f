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

// ticksPerSecond is the unit of the files below, on every architecture.
const ticksPerSecond = 100

// readLoad reads the counters of the kernel; ok is false where there are none.
// What runs at low priority makes way and is left out of busy, or counted in idle.
func readLoad() (l load, ok bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return l, false
	}
	var user, nice, system, idle, wait, irq, softirq, steal float64
	if _, err := fmt.Sscanf(string(text), "cpu %f %f %f %f %f %f %f %f", &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal); err != nil {
		return l, false
	}
	l.at, l.busy, l.idle = time.Now(), (user+system+irq+softirq+steal)/ticksPerSecond, idleClass()
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if syscall.Getrusage(who, &r) != nil {
			return l, false
		}
		l.ours += time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
	}
	return l, true
}

// idleClass is the CPU time of processes that the scheduler lets run only when nothing
// else wants to. The kernel counts it with that of all others, unless they are nice too:
// then what is not the system's stands apart.
func idleClass() map[string]float64 {
	const userTime, systemTime, nice, policy, idle = 14, 15, 19, 41, "5" // numbered as in proc(5)
	files, _ := filepath.Glob("/proc/[0-9]*/stat")                       // the pattern is valid
	seconds := map[string]float64{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		// The second field is the program's name in brackets, which may hold anything.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) <= policy-3 || fields[policy-3] != idle {
			continue
		}
		number := func(field int) float64 {
			v, _ := strconv.ParseFloat(fields[field-3], 64)
			return v
		}
		ticks := number(systemTime)
		if number(nice) <= 0 {
			ticks += number(userTime)
		}
		seconds[name] = ticks / ticksPerSecond
	}
	return seconds
}
