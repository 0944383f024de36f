package main

import (
	"context"
	"errors"
	"fmt"
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
	// again is how many more turns may be repeated.
	again int
}

// calm is the share of the best FMA peak that must be left before, between and
// after the sides of a turn. With less, other programs took part of the CPU from
// one side or the other, and the turn is repeated.
const calm = 0.92

func newMatch(o options, sides []side, groups [][]task, threads int, note func(string, ...any)) *match {
	probe, brief := machineTasks()[0], o
	brief.time, brief.reps = 40*time.Millisecond, 3
	m := &match{options: o, sides: sides, groups: groups, threads: threads, note: note, again: o.rounds * len(groups),
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
		rows, peaks, err := m.turn(ctx, g, round)
		if err != nil {
			return err
		}
		m.best = max(m.best, slices.Max(peaks))
		quiet := slices.Min(peaks) >= calm*m.best
		if !quiet && m.again > 0 {
			m.again--
			m.note("other programs are running (FMA peak %.0f, at best %.0f GFLOP/s): once more", slices.Min(peaks), m.best)
			continue
		}
		m.scores.turns++
		if !quiet {
			m.scores.disturbed++
		}
		m.scores.peak = append(m.scores.peak, median(peaks))
		for name, r := range rows {
			if err := m.scores.add(name, r); err != nil {
				return err
			}
		}
		return nil
	}
}

// turn lets each side measure a group once. The order of the sides turns round
// from one round to the next, so that drift favours none. The FMA peak is
// measured before, between and after them.
func (m *match) turn(ctx context.Context, g []task, round int) (rows map[string][]row, peaks []float64, err error) {
	rows, peaks = map[string][]row{}, []float64{m.peak()}
	for i := range m.sides {
		s := m.sides[i]
		if round%2 == 1 {
			s = m.sides[len(m.sides)-1-i]
		}
		if rows[s.name], err = s.play(ctx, m.options, g, m.threads); err != nil {
			return nil, nil, err
		}
		peaks = append(peaks, m.peak())
	}
	return rows, peaks, nil
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
