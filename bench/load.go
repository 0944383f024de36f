package main

import "time"

// A load is how much the machine's CPUs have worked so far, in CPU seconds.
type load struct {
	at         time.Time
	busy, ours float64
	idle       map[string]float64 // part of busy that makes way for others, by process
}

// foreign is how much others than this program and those it has started have worked since
// before, without what makes way.
func (l load) foreign(before load) float64 {
	sum := l.busy - before.busy - (l.ours - before.ours)
	for process, ticks := range l.idle { // what has ended since is in neither
		sum -= max(0, ticks-before.idle[process])
	}
	return max(0, sum)
}
