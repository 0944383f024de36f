package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

// A scale collects the times of one task on one thread and on several, a round
// at a time, in seconds of one unit.
type scale struct {
	task
	one, many           []float64 // medians of the rounds
	leastOne, leastMany float64
}

func newScale(t task) scale { return scale{task: t, leastOne: math.Inf(1), leastMany: math.Inf(1)} }

// scaling measures what more threads gain, in turns of one thread and all, and
// beside it what they gain for the limits of the machine in the same turns.
func scaling(ctx context.Context, o options, stdout, stderr io.Writer) error {
	threads := slices.Max(o.threads)
	if threads < 2 {
		return usage("--scaling compares one thread with several, but --threads asks for one, or the machine has one")
	}
	defer restoreLevel()()
	if err := o.setLevel(); err != nil {
		return err
	}
	limits := machineTasks()[:2] // FMA peak and triad
	scales := make([]scale, len(limits))
	for i, t := range limits {
		scales[i] = newScale(t)
	}
	for _, s := range suites[1:] {
		for _, t := range o.selected(s.name) {
			scales = append(scales, newScale(t))
		}
	}
	if len(scales) == len(limits) {
		return usage("--scaling needs a case that is no limit of the machine")
	}
	for round := range o.rounds {
		fmt.Fprintf(stderr, "bench: 1 and %d threads, round %d of %d: %d case(s)\n", threads, round+1, o.rounds, len(scales)-len(limits))
		for i := range scales {
			if ctx.Err() != nil {
				return errInterrupted
			}
			scales[i].round(o, threads)
		}
	}
	return writeScales(stdout, scales[0], scales[1], scales[2:], threads)
}

// round measures the task once on one thread and once on several.
func (s *scale) round(o options, threads int) {
	one, many := o.measure(s.task, 1), o.measure(s.task, threads)
	s.one, s.many = append(s.one, one.seconds()), append(s.many, many.seconds())
	s.leastOne, s.leastMany = min(s.leastOne, one.shortest()), min(s.leastMany, many.shortest())
}

// gains returns how many times faster several threads are, by the medians and
// by the shortest times.
func (s scale) gains(threads int) (typical, best float64) {
	typical, best = median(s.one)/median(s.many), s.leastOne/s.leastMany
	if s.perThread { // the loop does as much in every thread
		typical, best = typical*float64(threads), best*float64(threads)
	}
	return typical, best
}

// limit is the gain that the machine allows a task: that of the FMA peak, unless
// what it reads and writes would then come faster than the bandwidth of memory.
// Data that fit into the last cache do not come from there.
func (s scale) limit(peak float64, triad scale) (gain float64, binds string) {
	units := float64(max(1, s.units))
	if s.bytes*units > lastCache() {
		if byMemory := median(s.one) * triad.bytes / median(triad.many) / s.bytes; byMemory < peak {
			return byMemory, "memory"
		}
	}
	return peak, "FMA"
}

func writeScales(w io.Writer, peak, triad scale, cases []scale, threads int) error {
	peakGain, peakBest := peak.gains(threads)
	fmt.Fprintf(w, "\n1 and %d threads in turn, %d round(s). In the same turns the FMA peak gains %.2f (best %.2f),\n", threads, len(peak.one), peakGain, peakBest)
	fmt.Fprintf(w, "memory goes from %.1f to %.1f GB/s. gain = time of one thread / time of %d, of the medians and of the shortest times;\n",
		triad.bytes/median(triad.one)/1e9, triad.bytes/median(triad.many)/1e9, threads)
	fmt.Fprintln(w, "limit = the gain of what binds; memory binds where what a case reads and writes does not fit into the last cache.")
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tab, "\ncase\tgain\tbest\tlimit\t%% of limit\t1 thread\t%d threads\tbinds\n", threads)
	var shares []float64
	for _, s := range cases {
		gain, best := s.gains(threads)
		limit, binds := s.limit(peakGain, triad)
		shares = append(shares, gain/limit)
		fmt.Fprintf(tab, "%s\t%.2f\t%.2f\t%.2f\t%.0f\t%s\t%s\t%s\n", s.key(), gain, best, limit, 100*gain/limit,
			duration(1e3*median(s.one)), duration(1e3*median(s.many)), binds)
	}
	fmt.Fprintf(tab, "geometric mean\t\t\t\t%.0f\tleast %.0f\n", 100*geometricMean(shares), 100*slices.Min(shares))
	return tab.Flush()
}
