package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// A match is the rounds of freqlens and its peers on one number of threads.
type match struct {
	options
	sides   []side
	groups  [][]task
	threads int
	scores  *comparison
	note    func(format string, args ...any)
	// peak measures what the machine can do at the moment, in GFLOP/s; best is
	// the most it has shown.
	peak func() float64
	best float64
	load func() (load, bool) // readLoad
	// again is how many more turns may be repeated.
	again int
}

// calm is the share of the best FMA peak that must be left before, between and
// after the sides of a turn. With less, other programs took part of the CPU from
// one side or the other, and the turn is repeated.
const calm = 0.92

// others is what a turn found about other programs.
type others struct {
	peaks []float64 // FMA peak before, between and after the sides
	cpus  float64   // how many CPUs they kept busy on average
}

// disturb says whether there were enough to make the turn worthless: the peak
// fell, or they needed more than the CPUs that the measured threads left free.
func (s others) disturb(best float64, threads int) bool {
	free := float64(max(0, runtime.NumCPU()-threads))
	return slices.Min(s.peaks) < calm*best || s.cpus > 0.75*free+0.05*float64(threads)
}

func newMatch(o options, sides []side, groups [][]task, threads int, note func(string, ...any)) *match {
	probe, brief := machineTasks()[0], o
	// Long enough for the scheduler to part two threads that wake up on one core.
	brief.time, brief.reps = 200*time.Millisecond, 9
	m := &match{options: o, sides: sides, groups: groups, threads: threads, note: note, again: o.rounds * len(groups), load: readLoad,
		scores: newComparison(namesOf(sides), slices.Concat(groups...), threads, o.rounds),
		peak:   func() float64 { return brief.measure(probe, threads).GFlops }}
	m.scores.single = brief.measure(probe, 1).Best
	return m
}

// play plays all rounds.
func (m *match) play(ctx context.Context) error {
	for round := range m.rounds {
		for _, g := range m.groups {
			m.note("%d thread(s), round %d of %d: %s, %d case(s)", m.threads, round+1, m.rounds, g[0].Bench, len(g))
			if err := m.playGroup(ctx, g, round); err != nil {
				return err
			}
		}
	}
	return nil
}

// playGroup lets every side measure a group once, again if the machine was not
// calm meanwhile.
func (m *match) playGroup(ctx context.Context, g []task, round int) error {
	for {
		rows, seen, err := m.turn(ctx, g, round)
		if err != nil {
			return err
		}
		m.best = max(m.best, slices.Max(seen.peaks))
		busy := seen.disturb(m.best, m.threads)
		if busy && m.again > 0 {
			m.again--
			m.note("other programs kept %.1f CPUs busy (FMA peak at worst %.0f, at best %.0f GFLOP/s): once more",
				seen.cpus, slices.Min(seen.peaks), m.best)
			continue
		}
		m.scores.turns++
		if busy {
			m.scores.disturbed++
		}
		m.scores.peak = append(m.scores.peak, median(seen.peaks))
		for name, r := range rows {
			if err := m.scores.add(name, r); err != nil {
				return err
			}
		}
		return nil
	}
}

// turn lets each side measure a group once. The order of the sides turns round
// from one round to the next, so that drift favours none.
func (m *match) turn(ctx context.Context, g []task, round int) (rows map[string][]row, seen others, err error) {
	before, _ := m.load()
	rows, seen.peaks = map[string][]row{}, []float64{m.peak()}
	for i := range m.sides {
		s := m.sides[i]
		if round%2 == 1 {
			s = m.sides[len(m.sides)-1-i]
		}
		if rows[s.name], err = s.play(ctx, m.options, g, m.threads); err != nil {
			return nil, seen, err
		}
		seen.peaks = append(seen.peaks, m.peak())
	}
	if after, ok := m.load(); ok {
		seen.cpus = after.foreign(before) / after.at.Sub(before.at).Seconds()
	}
	return rows, seen, nil
}

// play runs a side once on the cases it knows.
func (s side) play(ctx context.Context, o options, tasks []task, threads int) ([]row, error) {
	tasks = slices.DeleteFunc(slices.Clone(tasks), func(t task) bool { return !s.serves(t) })
	if len(tasks) == 0 {
		return nil, nil
	}
	command := slices.Clone(s.command)
	var env []string
	if s.name == "freqlens" {
		command = append(command, "--threads", fmt.Sprint(threads), "--time", o.time.String(), "--reps", fmt.Sprint(o.reps))
	} else {
		command = append(append(command, fmt.Sprint(threads), fmt.Sprint(o.time.Seconds())), s.extra...)
		env = s.env(threads)
	}
	stdout, err := output(ctx, command, env, linesOf(tasks))
	if errors.Is(err, errInterrupted) {
		return nil, err
	} else if err != nil {
		return nil, fmt.Errorf("the driver of %s: %w", s.name, err)
	}
	return readRows(s.name, stdout)
}
