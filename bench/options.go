package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"freqlens/asm"
)

// options are the command's flags after checking.
type options struct {
	bench, dir, mode, kind string
	cases                  *regexp.Regexp
	threads                []int
	levels                 []asm.Level // to measure at; empty means the default of the output
	reps, rounds           int
	time                   time.Duration
	json, full, quick      bool
	scaling                bool
	stdin, listLevels      bool
	vs                     []string
	svg, peers             string
}

// errUsage marks mistakes in the command line: exit code 2.
var errUsage = errors.New("usage")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

const help = `bench shows what this CPU can do and what freqlens makes of it.

  go run ./bench                        tables for this CPU, and a roofline as SVG
  go run ./bench --vs torch             side by side with another library, in alternation
  go run ./bench --scaling --bench fft  one thread and all in alternation
  go run ./bench --json --bench conv    one JSON object a line
  go run ./bench select                 measure which convolution algorithm is best where

Flags:
`

// parseOptions reads the flags. A request for help gives flag.ErrHelp.
func parseOptions(args []string, out io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.bench, "bench", "all", "what to measure: all, "+strings.Join(suiteNames(), ", "))
	pattern := flags.String("case", "", "regular `expression` that the case name must match")
	flags.StringVar(&o.dir, "dir", "", "convolutions: fwd, bwd_data or bwd_weights (default all)")
	flags.StringVar(&o.mode, "mode", "", "networks: train or infer (default both)")
	flags.StringVar(&o.kind, "kind", "", "Fourier transforms: "+orList(fftKinds)+" (default all)")
	threads := flags.String("threads", "", "comma-separated thread counts, \"all\" for every CPU (default 1,all; 1 with --json)")
	levels := flags.String("level", "", "comma-separated SIMD levels (default all this CPU has; the best with --json, --vs and --scaling)")
	vs := flags.String("vs", "", "compare with these libraries: "+strings.Join(peerNames(), ", "))
	flags.IntVar(&o.rounds, "rounds", 5, "with --vs and --scaling: number of alternating rounds")
	flags.IntVar(&o.reps, "reps", 3, "least number of timed calls of each case")
	flags.DurationVar(&o.time, "time", 0, "time to spend on each case (default 0.1s for tables, 0.6s with --json, 0.2s with --vs)")
	flags.BoolVar(&o.json, "json", false, "one JSON object a line")
	flags.BoolVar(&o.scaling, "scaling", false, "what more threads gain, in turns of one thread and several, beside the limits of the machine")
	flags.BoolVar(&o.quick, "quick", false, "tables: the best level only, some cases left out")
	flags.BoolVar(&o.full, "full", false, "tables: every case at every level, one thread and all")
	flags.StringVar(&o.svg, "svg", "roofline.svg", "tables: `file` for the roofline; empty for none")
	flags.StringVar(&o.peers, "peers", "", "`folder` of the drivers of other libraries (default bench/peers of this module)")
	flags.BoolVar(&o.stdin, "stdin", false, "measure the cases described on standard input, as the drivers of --vs do")
	flags.BoolVar(&o.listLevels, "levels", false, "print the SIMD levels this CPU has, and stop")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(out, help)
			flags.SetOutput(out)
			flags.PrintDefaults()
			return o, err
		}
		return o, usage("%v (see --help)", err)
	}
	if flags.NArg() > 0 {
		return o, usage("unexpected argument %q (see --help)", flags.Arg(0))
	}
	if *vs != "" {
		o.vs = strings.Split(*vs, ",")
	}
	return o, o.check(*pattern, *threads, *levels)
}

// setLevel sets the level that --level names, if it does.
func (o *options) setLevel() error {
	if len(o.levels) == 0 {
		return nil
	}
	if err := asm.SetLevel(o.levels[0]); err != nil {
		return fmt.Errorf("--level: %w", err)
	}
	return nil
}

// check completes and verifies what the flags say.
func (o *options) check(pattern, threads, levels string) error {
	for _, f := range []struct {
		flag, value string
		want        []string
	}{
		{"bench", o.bench, append([]string{"all"}, suiteNames()...)},
		{"dir", o.dir, []string{"", "fwd", "bwd_data", "bwd_weights"}},
		{"mode", o.mode, []string{"", "train", "infer"}},
		{"kind", o.kind, append([]string{""}, fftKinds...)},
	} {
		if !slices.Contains(f.want, f.value) {
			return usage("--%s %s: want %s", f.flag, f.value, orList(f.want))
		}
	}
	for _, name := range o.vs {
		if !slices.Contains(peerNames(), name) {
			return usage("--vs %s: want one or more of %s", name, strings.Join(peerNames(), ", "))
		}
	}
	if o.rounds < 1 || o.reps < 1 || o.time < 0 {
		return usage("--rounds and --reps want at least 1, --time nothing negative")
	}
	if o.scaling && (o.json || o.stdin || len(o.vs) > 0) {
		return usage("--scaling prints a table of its own: leave out --vs, --json and --stdin")
	}
	if o.quick && o.full {
		return usage("--quick and --full contradict each other")
	}
	var err error
	if o.cases, err = regexp.Compile(pattern); err != nil {
		return usage("--case %s: %v", pattern, err)
	}
	if o.threads, err = parseThreads(threads, o.json || o.stdin); err != nil {
		return err
	}
	if o.levels, err = parseLevels(levels); err != nil {
		return err
	}
	if len(o.levels) > 1 && (len(o.vs) > 0 || o.scaling) {
		return usage("--vs and --scaling are about one level, got --level %s", levels)
	}
	o.defaultTime()
	return nil
}

func (o *options) defaultTime() {
	switch {
	case o.time > 0:
	case len(o.vs) > 0:
		o.time = 200 * time.Millisecond
	case o.json || o.stdin:
		o.time = 600 * time.Millisecond
	default:
		o.time = 100 * time.Millisecond
	}
}

// orList joins the choices of a flag, leaving out the empty one.
func orList(words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// parseThreads reads "1,all"; nothing means that too, or 1 if one count is wanted.
func parseThreads(list string, one bool) ([]int, error) {
	if list == "" {
		list = "1,all"
		if one {
			list = "1"
		}
	}
	var out []int
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(part)
		if part == "all" {
			n, err = runtime.NumCPU(), nil
		}
		if err != nil || n < 1 {
			return nil, usage("--threads %s: want positive numbers such as 1,2, or \"all\"", list)
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// parseLevels reads level names and checks that this CPU has them.
func parseLevels(list string) ([]asm.Level, error) {
	if list == "" {
		return nil, nil
	}
	var out []asm.Level
	for part := range strings.SplitSeq(list, ",") {
		l, err := asm.ParseLevel(part)
		if err != nil {
			return nil, usage("--level: %v", err)
		}
		if !slices.Contains(asm.Levels(), l) {
			return nil, fmt.Errorf("--level %s: this CPU has only %v", l, asm.Levels())
		}
		out = append(out, l)
	}
	return out, nil
}
