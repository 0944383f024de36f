package main

import (
	"fmt"
	"slices"
	"strings"
)

// A task is one thing to measure: a case, and for some kinds of case the
// direction, mode or transform. Everything the command does (tables, JSON lines,
// comparison with other libraries) works on the same list of tasks.
type task struct {
	Bench, Case, Dir, Mode, Kind string
	M, N, K, Batch               int

	// line is what a driver of another library reads to measure the same.
	line string
	// flops counts the operations of one unit by the definition, bytes what it
	// must at least read and write. Either is 0 where it says nothing.
	flops, bytes float64
	// perThread says that every thread does as many operations.
	perThread bool
	// units is the number of transforms that one call does; 0 means 1.
	units int
	// parameters counts the learnt numbers of a network, which must be the same on all sides.
	parameters int
	// prepare makes the data and returns the call that is timed.
	prepare func(threads int) func()
}

// suites lists what --bench can name, in the order it is printed.
var suites = []struct {
	name, title string
	tasks       func() []task
}{
	{"machine", "Limits of this machine", machineTasks},
	{"sgemm", "Matrix product, C = A B", gemmTasks},
	{"conv", "Convolution, three directions", convTasks},
	{"net", "Network steps", netTasks},
	{"fft", "Fourier transforms", fftTasks},
	{"dfm", "Dominant frequency map, one frequency pair of 50 images", dfmTasks},
}

func suiteNames() []string {
	var names []string
	for _, s := range suites {
		names = append(names, s.name)
	}
	return names
}

// selected returns the tasks of a suite that the flags ask for.
func (o options) selected(bench string) []task {
	var out []task
	for _, s := range suites {
		if s.name != bench || (o.bench != "all" && o.bench != s.name) {
			continue
		}
		for _, t := range s.tasks() {
			if o.wants(t) {
				out = append(out, t)
			}
		}
	}
	return out
}

// checkSelection reports flags that leave nothing to measure.
func (o options) checkSelection() error {
	for _, s := range suites {
		if len(o.selected(s.name)) > 0 {
			return nil
		}
	}
	return usage("no case of --bench %s has a name that matches %q", o.bench, o.cases)
}

func (o options) wants(t task) bool {
	return o.cases.MatchString(t.Case) &&
		(o.dir == "" || t.Dir == "" || o.dir == t.Dir) &&
		(o.mode == "" || t.Mode == "" || o.mode == t.Mode) &&
		(o.kind == "" || t.Kind == "" || o.kind == t.Kind)
}

// variant is the direction, mode or kind: at most one of them is set.
func (t task) variant() string { return t.Dir + t.Mode + t.Kind }

// key names a task among all tasks, and a row of any library that measured it.
func (t task) key() string { return taskKey(t.Bench, t.Case, t.variant()) }

func taskKey(bench, name, variant string) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", bench, name, variant))
}

// tasksOf returns the tasks with the given lines, in the order of the lines.
func tasksOf(lines []string) ([]task, error) {
	var all, out []task
	for _, s := range suites {
		all = append(all, s.tasks()...)
	}
	for _, l := range lines {
		i := slices.IndexFunc(all, func(t task) bool { return t.line == l })
		if i < 0 {
			return nil, fmt.Errorf("standard input: no case is described by %q", l)
		}
		out = append(out, all[i])
	}
	return out, nil
}
