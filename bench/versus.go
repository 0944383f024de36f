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
	groups := groupTasks(o, sides[1:])
	if len(groups) == 0 {
		return fmt.Errorf("no case is left: --vs %s with these flags selects nothing", strings.Join(o.vs, ","))
	}
	for _, threads := range o.threads {
		rounds := newComparison(namesOf(sides), slices.Concat(groups...), threads, o.rounds)
		if err := prepareSides(ctx, sides, groups, threads, note); err != nil {
			return err
		}
		for round := range o.rounds {
			if err := playRound(ctx, o, sides, groups, threads, round, rounds, note); err != nil {
				return err
			}
		}
		if o.json {
			err = rounds.writeJSON(stdout)
		} else {
			err = rounds.writeTables(stdout)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// prepareSides does what comes before the first round: plans, models.
func prepareSides(ctx context.Context, sides []side, groups [][]task, threads int, note func(string, ...any)) error {
	for i := range sides {
		s := &sides[i]
		if s.prepare == nil {
			continue
		}
		note("preparing %s for %d thread(s)", s.name, threads)
		var mine []task
		for _, t := range slices.Concat(groups...) {
			if s.serves(t) {
				mine = append(mine, t)
			}
		}
		var err error
		if s.extra, err = s.prepare(ctx, mine, threads); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
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
			if group != last {
				groups, last = append(groups, nil), group
			}
			groups[len(groups)-1] = append(groups[len(groups)-1], t)
		}
	}
	return groups
}

// playRound lets every side measure every group once. The order of the sides
// turns round from one round to the next, so that drift favours none.
func playRound(ctx context.Context, o options, sides []side, groups [][]task, threads, round int, c *comparison,
	note func(string, ...any)) error {
	peak := machineTasks()[:1]
	for _, g := range groups {
		note("%d thread(s), round %d of %d: %s, %d case(s)", threads, round+1, o.rounds, g[0].Bench, len(g))
		for i := range sides {
			s := sides[i]
			if round%2 == 1 {
				s = sides[len(sides)-1-i]
			}
			mine := g
			if s.name == "freqlens" {
				mine = append(peak[:1:1], g...)
			}
			rows, err := s.play(ctx, o, mine, threads)
			if err != nil {
				return err
			}
			if err := c.add(s.name, rows); err != nil {
				return err
			}
		}
	}
	return nil
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
