package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// A side is one of the programs that take turns: freqlens itself or a peer.
type side struct {
	name    string
	command []string
	env     func(threads int) []string
	extra   []string // arguments after threads and seconds
	serves  func(t task) bool
	prepare func(ctx context.Context, tasks []task, threads int) ([]string, error)
}

// versus measures freqlens and its peers in alternation and prints the ratios.
func versus(ctx context.Context, o options, stdout, stderr io.Writer) error {
	note := func(format string, args ...any) { fmt.Fprintln(stderr, "bench:", fmt.Sprintf(format, args...)) }
	peers, err := findPeers(ctx, o, note)
	if err != nil {
		return err
	}
	sides, err := makeSides(o, peers)
	if err != nil {
		return err
	}
	tasks := slices.Concat(groupTasks(o, sides[1:])...)
	if len(tasks) == 0 {
		return fmt.Errorf("no case is left: --vs %s with these flags selects nothing", strings.Join(o.vs, ","))
	}
	defer restoreLevel()()
	if err := o.setLevel(); err != nil {
		return err
	}
	for _, threads := range o.threads {
		ready, err := prepareSides(ctx, sides, tasks, threads, note)
		if len(ready) < 2 {
			return err
		}
		m := newMatch(o, ready, groupTasks(o, ready[1:]), threads, note)
		played := m.play(ctx)
		if played != nil && m.scores.turns == 0 {
			return played
		}
		write := m.scores.writeTables
		if o.json {
			write = m.scores.writeJSON
		}
		// What was measured before an interruption or a driver's failure is shown too.
		if err := errors.Join(write(stdout), played); err != nil {
			return err
		}
	}
	return nil
}

// prepareSides does what comes before the first round: plans, models. It returns the
// sides that are ready, and what is wrong with those that are left out.
func prepareSides(ctx context.Context, sides []side, tasks []task, threads int, note func(string, ...any)) (ready []side, failed error) {
	for _, s := range sides {
		if s.prepare != nil {
			note("preparing %s for %d thread(s)", s.name, threads)
			mine := slices.DeleteFunc(slices.Clone(tasks), func(t task) bool { return !s.serves(t) })
			var err error
			if s.extra, err = s.prepare(ctx, mine, threads); ctx.Err() != nil {
				return nil, errInterrupted
			} else if err != nil {
				note("%s is left out: %v", s.name, err)
				failed = errors.Join(failed, fmt.Errorf("%s: %w", s.name, err))
				continue
			}
		}
		ready = append(ready, s)
	}
	return ready, failed
}

// makeSides puts freqlens first: the same program, run as a driver.
func makeSides(o options, peers []readyPeer) ([]side, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ours := side{name: "freqlens", command: []string{self, "--stdin"}, serves: func(task) bool { return true }}
	if len(o.levels) > 0 {
		ours.command = append(ours.command, "--level", o.levels[0].String())
	}
	sides := []side{ours}
	for _, p := range peers {
		sides = append(sides, side{name: p.name, command: p.command, env: p.env, serves: p.serves, prepare: p.prepare})
	}
	return sides, nil
}

func namesOf(sides []side) []string {
	var names []string
	for _, s := range sides {
		names = append(names, s.name)
	}
	return names
}

// largestGroup bounds the cases that are measured in one turn: the shorter a
// turn, the more alike are the conditions of the sides.
const largestGroup = 6

// groupTasks returns the cases that at least one peer knows, in groups that
// share a process: a network has its own, so that its peak memory is its own.
func groupTasks(o options, peers []side) [][]task {
	var groups [][]task
	for _, s := range suites {
		last := ""
		for _, t := range o.selected(s.name) {
			known := false
			for _, p := range peers {
				known = known || p.serves(t)
			}
			if !known {
				continue
			}
			group := t.Bench
			if t.Bench == "net" {
				group = t.Case
			}
			if group != last || len(groups[len(groups)-1]) == largestGroup {
				groups, last = append(groups, nil), group
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], t)
		}
	}
	return groups
}

// readRows parses what a driver printed.
func readRows(name string, r io.Reader) ([]row, error) {
	var rows []row
	for dec := json.NewDecoder(r); ; {
		var one row
		if err := dec.Decode(&one); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, fmt.Errorf("the driver of %s printed something that is not a row of JSON: %w", name, err)
		}
		rows = append(rows, one)
	}
}
