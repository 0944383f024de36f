package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"freqlens/asm"
)

// options are the command's flags after checking.
type options struct {
	bench, mode, dir string
	cases            *regexp.Regexp
	threads          []int
	reps             int
	json             bool
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	var o options
	flags.StringVar(&o.bench, "bench", "all", "what to measure: all, machine, sgemm, conv, net or fft")
	flags.StringVar(&o.mode, "mode", "", "networks: train or infer (default both)")
	flags.StringVar(&o.dir, "dir", "", "convolutions: fwd, bwd_data or bwd_weights (default all)")
	pattern := flags.String("case", "", "regular expression the case name must match")
	threads := flags.String("threads", "1", "comma-separated thread counts")
	level := flags.String("level", "", "SIMD level (default the best this CPU has)")
	flags.IntVar(&o.reps, "reps", 5, "least number of timed runs of each case")
	flags.BoolVar(&o.json, "json", false, "one JSON object a line")
	levels := flags.Bool("levels", false, "print the SIMD levels this CPU has, and stop")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q (flags only; see --help)", flags.Arg(0))
	}
	if *levels {
		for _, l := range asm.Levels() {
			fmt.Println(l)
		}
		return nil
	}
	var err error
	if o.cases, err = regexp.Compile(*pattern); err != nil {
		return fmt.Errorf("--case: %w", err)
	}
	if o.threads, err = parseThreads(*threads); err != nil {
		return err
	}
	if *level != "" {
		l, err := asm.ParseLevel(*level)
		if err != nil {
			return fmt.Errorf("--level: %w", err)
		}
		if err := asm.SetLevel(l); err != nil {
			return fmt.Errorf("--level: %w", err)
		}
	}
	return measureAll(o)
}

func parseThreads(list string) ([]int, error) {
	var out []int
	for _, part := range strings.Split(list, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("--threads %s: want positive numbers such as 1,2", list)
		}
		out = append(out, n)
	}
	return out, nil
}

// suites lists what --bench can name, in the order it is printed.
var suites = []struct {
	name string
	run  func(o options, threads int, emit func(row))
}{
	{"machine", benchMachine},
	{"sgemm", benchGemm},
	{"conv", benchConv},
	{"net", benchNet},
	{"fft", benchFFT},
}

func measureAll(o options) error {
	known := o.bench == "all"
	for _, s := range suites {
		known = known || s.name == o.bench
	}
	if !known {
		return fmt.Errorf("--bench %s: want all, machine, sgemm, conv, net or fft", o.bench)
	}
	if !o.json {
		printMachine()
	}
	for _, s := range suites {
		if o.bench != "all" && o.bench != s.name {
			continue
		}
		for _, n := range o.threads {
			before := runtime.GOMAXPROCS(n)
			s.run(o, n, func(r row) { print(o, r) })
			runtime.GOMAXPROCS(before)
		}
	}
	return nil
}

func print(o options, r row) {
	if !o.json {
		fmt.Println(r)
		return
	}
	line, err := json.Marshal(r)
	if err != nil {
		panic(err) // a row holds only numbers and strings
	}
	fmt.Println(string(line))
}
