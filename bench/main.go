package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"freqlens/asm"
)

var errInterrupted = errors.New("interrupted")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

// exitCode reports err: 0 for none, 2 for a wrong command line, otherwise 1.
func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "bench:", strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return 2
	}
	fmt.Fprintln(stderr, "bench:", err)
	return 1
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "select" {
		return selectAlgorithms(ctx, args[1:], stdout, stderr)
	}
	o, err := parseOptions(args, stdout)
	if err != nil {
		return err
	}
	if o.listLevels {
		for _, l := range asm.Levels() {
			fmt.Fprintln(stdout, l)
		}
		return nil
	}
	if err := o.checkSelection(); err != nil {
		return err
	}
	switch {
	case o.scaling:
		return scaling(ctx, o, stdout, stderr)
	case len(o.vs) > 0:
		return versus(ctx, o, stdout, stderr)
	case o.stdin:
		return serve(ctx, o, stdin, stdout)
	case o.json:
		return list(ctx, o, stdout)
	}
	return report(ctx, o, stdout, stderr)
}

// serve measures the cases of standard input, as a peer's driver does.
func serve(ctx context.Context, o options, stdin io.Reader, stdout io.Writer) error {
	var lines []string
	for s := bufio.NewScanner(stdin); s.Scan(); {
		if line := strings.TrimSpace(s.Text()); line != "" {
			lines = append(lines, line)
		}
	}
	return measureEach(ctx, o, func() ([]task, error) { return tasksOf(lines) }, stdout)
}

// list measures the selected cases and prints one JSON object a line.
func list(ctx context.Context, o options, stdout io.Writer) error {
	return measureEach(ctx, o, func() ([]task, error) {
		var all []task
		for _, s := range suites {
			all = append(all, o.selected(s.name)...)
		}
		return all, nil
	}, stdout)
}

// measureEach measures at every level. The tasks are made anew for each: what
// the loop of the FMA peak does depends on the level.
func measureEach(ctx context.Context, o options, choose func() ([]task, error), stdout io.Writer) error {
	defer restoreLevel()()
	levels := o.levels
	if len(levels) == 0 {
		levels = []asm.Level{asm.Active()}
	}
	out := json.NewEncoder(stdout)
	for _, l := range levels {
		if err := asm.SetLevel(l); err != nil {
			return fmt.Errorf("--level: %w", err)
		}
		tasks, err := choose()
		if err != nil {
			return err
		}
		for _, threads := range o.threads {
			for _, t := range tasks {
				if ctx.Err() != nil {
					return errInterrupted
				}
				if err := out.Encode(o.measure(t, threads)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
