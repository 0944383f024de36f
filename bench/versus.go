package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// A side is one of the programs that take turns: freqlens itself or a peer.
type side struct {
	name    string
	command []string
	env     func(threads int) []string
	serves  func(t task) bool
}

// versus measures freqlens and its peers in alternation and prints the ratios.
func versus(ctx context.Context, o options, stdout, stderr io.Writer) error {
	note := func(format string, args ...any) { fmt.Fprintf(stderr, "bench: "+format+"\n", args...) }
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
		rounds := newComparison(sides, threads, o.rounds)
		for _, p := range peers {
			if p.prepare != nil {
				if err := p.prepare(ctx, p, flatten(groups), threads); err != nil {
					return fmt.Errorf("%s: %w", p.name, err)
				}
			}
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

// makeSides puts freqlens first: the same program, run as a driver.
func makeSides(o options, peers []*readyPeer) ([]side, error) {
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
		sides = append(sides, side{p.name, p.command, p.environment, p.serves})
	}
	return sides, nil
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

func flatten(groups [][]task) []task {
	var out []task
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
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
			c.add(s.name, round, rows)
		}
	}
	return nil
}

// play runs a side once on the cases it knows.
func (s side) play(ctx context.Context, o options, tasks []task, threads int) ([]row, error) {
	var lines strings.Builder
	for _, t := range tasks {
		if s.serves(t) {
			fmt.Fprintln(&lines, t.line)
		}
	}
	if lines.Len() == 0 {
		return nil, nil
	}
	args := append([]string{}, s.command[1:]...)
	var env []string
	if s.name == "freqlens" {
		args = append(args, "--threads", fmt.Sprint(threads), "--time", o.time.String(), "--reps", fmt.Sprint(o.reps))
	} else {
		args = append(args, fmt.Sprint(threads), fmt.Sprint(o.time.Seconds()))
		env = s.env(threads)
	}
	cmd := exec.CommandContext(ctx, s.command[0], args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(lines.String())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, errors.New("interrupted")
		}
		return nil, fmt.Errorf("the driver of %s stopped (%v): %s", s.name, err, lastLine(&stderr))
	}
	return readRows(s.name, &stdout)
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
