package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
	"time"

	"freqlens/asm"
)

// A column of the tables: a level with a number of threads.
type column struct {
	level   asm.Level
	threads int
}

func (c column) String() string { return fmt.Sprintf("%s, %d thr.", c.level, c.threads) }

// A limit is what the machine itself can do in a column.
type limit struct {
	peak      float64 // GFLOP/s
	bandwidth float64 // GB/s
}

// of returns the rate in GFLOP/s that a task cannot exceed if it does its
// operations as defined: the FMA peak, or for data that no cache holds what
// memory delivers. 0 where the task counts no operations.
func (l limit) of(t task) float64 {
	if t.flops == 0 {
		return 0
	}
	units := float64(max(1, t.units))
	if t.bytes > 0 && t.bytes*units > lastCache() {
		return min(l.peak, l.bandwidth*t.flops/t.bytes)
	}
	return l.peak
}

// cell is one measured figure of the tables.
type cell struct {
	task   task
	column column
	row    row
}

// survey is everything that a run without flags measures.
type survey struct {
	options
	stdout, stderr io.Writer
	columns        []column
	limits         map[column]limit
	cells          []cell
	disturbed      float64 // the largest share of the peak that was missing when it was measured again
}

// report prints the tables for this CPU and draws the roofline.
func report(ctx context.Context, o options, stdout, stderr io.Writer) error {
	s := &survey{options: o, stdout: stdout, stderr: stderr, columns: o.columns(), limits: map[column]limit{}}
	defer restoreLevel()()
	describeMachine(stdout)
	start := time.Now()
	if err := s.measureLimits(ctx); err != nil {
		return err
	}
	for _, suite := range suites[1:] {
		if err := s.measureSuite(ctx, suite.name, suite.title); err != nil {
			return err
		}
	}
	fmt.Fprintf(stdout, "\nMeasured in %.0f s.\n", time.Since(start).Seconds())
	s.warn()
	if o.svg == "" || !slices.ContainsFunc(s.cells, func(m cell) bool { return m.task.bytes > 0 }) {
		return nil // no picture wanted, or nothing to put in it
	}
	if err := writeRoofline(o.svg, s); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Roofline: %s\n", o.svg)
	return nil
}

// restoreLevel returns what brings back the level that is active now.
func restoreLevel() func() {
	before := asm.Active()
	return func() { _ = asm.SetLevel(before) } // it was active: the CPU has it
}

// warn says when the figures cannot be trusted.
func (s *survey) warn() {
	if s.disturbed > 0.1 {
		fmt.Fprintf(s.stdout, "The FMA peak was up to %.0f %% lower at times: other programs were running, and these figures are worth little.\n",
			100*s.disturbed)
	}
	one, all := s.columns[0], s.widest()
	if gain := s.limits[all].peak / s.limits[one].peak; one.threads == 1 && gain < 0.75*float64(all.threads) {
		fmt.Fprintf(s.stdout, "%d threads have only %.2f times the FMA peak of one: they share cores with each other or with other programs.\n",
			all.threads, gain)
	}
}

// columns chooses levels and thread counts: the best level with all of them,
// the others on one thread, unless the flags ask for something else.
func (o options) columns() []column {
	levels := o.levels
	if len(levels) == 0 {
		levels = slices.Clone(asm.Levels())
		slices.Reverse(levels) // the best first
		if o.quick {
			levels = levels[:1]
		}
	}
	var out []column
	for i, l := range levels {
		for _, threads := range o.threads {
			if i == 0 || o.full || len(o.levels) > 0 || threads == o.threads[0] {
				out = append(out, column{l, threads})
			}
		}
	}
	return out
}

func (s *survey) note(format string, args ...any) {
	fmt.Fprintln(s.stderr, "bench:", fmt.Sprintf(format, args...))
}

// measureLimits fills in what every later figure is compared with. The limits
// are those of the columns' own levels, but for the bandwidth: memory does not
// care which instructions fetch from it, so the fastest level counts.
func (s *survey) measureLimits(ctx context.Context) error {
	s.note("measuring FMA peak and memory bandwidth")
	tab := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(s.stdout, "\n%s\n", suites[0].title)
	fmt.Fprintln(tab, "level\tthreads\tFMA peak\tmemory, a += 3 b\tmemory, a = b")
	bandwidth := map[int]float64{}
	for _, c := range s.columns {
		if err := s.use(ctx, c); err != nil {
			return err
		}
		tasks := machineTasks()
		peak := s.measure(tasks[0], c.threads).Best
		triad, copied := s.measure(tasks[1], c.threads).GBs, s.measure(tasks[2], c.threads).GBs
		s.limits[c] = limit{peak: peak}
		bandwidth[c.threads] = max(bandwidth[c.threads], triad, copied)
		fmt.Fprintf(tab, "%s\t%d\t%.1f GFLOP/s\t%.1f GB/s\t%.1f GB/s\n", c.level, c.threads, peak, triad, copied)
	}
	for c, l := range s.limits {
		l.bandwidth = bandwidth[c.threads]
		s.limits[c] = l
	}
	return tab.Flush()
}

func (s *survey) use(ctx context.Context, c column) error {
	if ctx.Err() != nil {
		return errInterrupted
	}
	if err := asm.SetLevel(c.level); err != nil {
		return fmt.Errorf("--level: %w", err)
	}
	return nil
}

// patience is how long one figure may take. Networks at the best level may take
// longer: they are what it is all for.
func (s *survey) patience(t task, c column) time.Duration {
	switch {
	case s.full:
		return math.MaxInt64
	case s.quick:
		return time.Second
	case (t.Bench == "net" || t.Bench == "dfm") && c.level != asm.Generic:
		return 20 * time.Second
	case c.level == s.columns[0].level:
		return 2 * time.Second
	}
	return time.Second
}

// tooLong guesses from the operations whether a figure would take too long.
func (s *survey) tooLong(t task, c column) bool {
	const calls, efficiency = 4, 0.5
	seconds := calls * t.flops * float64(max(1, t.units)) / (efficiency * s.limits[c].peak * 1e9)
	return seconds > s.patience(t, c).Seconds()
}

// brief leaves out what only --full or an explicit choice shows: real
// one-dimensional transforms, and with --quick most lengths.
func (s *survey) brief(t task) bool {
	if s.full || t.Bench != "fft" || s.kind != "" || s.cases.String() != "" {
		return false
	}
	oneDimensional := t.Batch == 1
	return oneDimensional && t.Kind != "c2c" || s.quick && oneDimensional && t.N&(t.N-1) != 0
}

// measureSuite measures one table and prints it.
func (s *survey) measureSuite(ctx context.Context, name, title string) error {
	var tasks []task
	for _, t := range s.selected(name) {
		if !s.brief(t) {
			tasks = append(tasks, t)
		}
	}
	if len(tasks) == 0 {
		return nil
	}
	measured := map[string]map[column]cell{}
	for _, c := range s.columns {
		if err := s.use(ctx, c); err != nil {
			return err
		}
		s.note("measuring %s at %s", name, c)
		for _, t := range tasks {
			if ctx.Err() != nil {
				return errInterrupted
			}
			if s.tooLong(t, c) {
				continue
			}
			if measured[t.key()] == nil {
				measured[t.key()] = map[column]cell{}
			}
			m := cell{t, c, s.measure(t, c.threads)}
			measured[t.key()][c] = m
			s.cells = append(s.cells, m)
		}
	}
	if err := s.peakAgain(ctx); err != nil {
		return err
	}
	return s.print(title, tasks, measured)
}

// peakAgain measures the FMA peak once more. A higher one replaces the limit, a
// lower one tells that the machine was not idle.
func (s *survey) peakAgain(ctx context.Context) error {
	for _, c := range s.columns {
		if err := s.use(ctx, c); err != nil {
			return err
		}
		l, r := s.limits[c], s.measure(machineTasks()[0], c.threads)
		l.peak = max(l.peak, r.Best)
		s.limits[c] = l
		s.disturbed = max(s.disturbed, 1-r.GFlops/l.peak)
	}
	return nil
}

// print writes a table: a line for every case, a column for level and threads.
func (s *survey) print(title string, tasks []task, measured map[string]map[column]cell) error {
	fmt.Fprintf(s.stdout, "\n%s: time, GFLOP/s, per cent of the limit%s\n", title, s.gain())
	tab := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(tab, "case\t")
	for _, c := range s.columns {
		fmt.Fprintf(tab, "\t%s", c)
	}
	fmt.Fprintln(tab)
	omitted := false
	for _, t := range tasks {
		fmt.Fprintf(tab, "%s\t%s", t.Case, t.variant())
		for _, c := range s.columns {
			if m, ok := measured[t.key()][c]; ok {
				fmt.Fprintf(tab, "\t%s", s.figure(m, measured[t.key()][column{c.level, 1}]))
			} else {
				fmt.Fprint(tab, "\t-")
				omitted = true
			}
		}
		fmt.Fprintln(tab)
	}
	if err := tab.Flush(); err != nil || !omitted {
		return err
	}
	_, err := fmt.Fprintln(s.stdout, "(-: would take too long; --full measures it)")
	return err
}

// gain says what the last number of a cell on several threads has to be read against.
func (s *survey) gain() string {
	one, all := s.limits[column{s.columns[0].level, 1}], s.limits[s.widest()]
	if one.peak == 0 || s.widest().threads == 1 {
		return ""
	}
	return fmt.Sprintf(", gain over one thread (FMA peak: x%.2f, memory: x%.2f)", all.peak/one.peak, all.bandwidth/one.bandwidth)
}

// figure is a cell in words: time, rate, share of the limit, for networks
// images per second, and how many times faster it is than on one thread.
func (s *survey) figure(m, single cell) string {
	text := fmt.Sprintf("%s  %.1f  %.0f%%", duration(1e3*m.row.seconds()), m.row.GFlops,
		100*m.row.GFlops/s.limits[m.column].of(m.task))
	if m.row.ImgS > 0 {
		text += fmt.Sprintf("  %.0f img/s", m.row.ImgS)
	}
	if m.column.threads > 1 && single.row.Reps > 0 {
		text += fmt.Sprintf("  x%.2f", single.row.seconds()/m.row.seconds())
	}
	return text
}
