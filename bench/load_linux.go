package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// A load is how much the machine's CPUs have worked so far, in CPU seconds.
type load struct {
	at         time.Time
	busy, ours float64
}

// readLoad reads the counters of the kernel; ok is false where there are none.
// What runs at low priority is left out of busy: it makes way.
func readLoad() (l load, ok bool) {
	const ticksPerSecond = 100 // of the file, on every architecture
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return l, false
	}
	var user, nice, system, idle, wait, irq, softirq, steal float64
	if _, err := fmt.Sscanf(string(text), "cpu %f %f %f %f %f %f %f %f", &user, &nice, &system, &idle, &wait, &irq, &softirq, &steal); err != nil {
		return l, false
	}
	l.at, l.busy = time.Now(), (user+system+irq+softirq+steal)/ticksPerSecond
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		if syscall.Getrusage(who, &r) != nil {
			return l, false
		}
		l.ours += time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
	}
	return l, true
}
