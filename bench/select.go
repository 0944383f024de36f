package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"freqlens/asm"
	"freqlens/tensor"
	"freqlens/tensor/conv"
)

// A class of shapes is what one entry of the selection table stands for: a
// kernel and stride, the smaller channel count and the image size, each of the
// last two down to the next value of its list.
type class struct {
	level                          asm.Level
	dir                            conv.Direction
	kernel, step, in, out, imgSize int
}

// The values that classes are made of. 3 channels are those of a stem, which
// has 64 outputs.
var (
	classKernels  = [][2]int{{1, 1}, {1, 2}, {3, 1}, {3, 2}, {5, 1}, {7, 1}, {7, 2}, {11, 1}}
	classChannels = []int{3, 16, 32, 64, 128, 256, 512}
	classSizes    = []int{4, 8, 16, 32, 56, 112, 224}
)

// mostOperations leaves out classes that no network of this project comes near:
// it bounds the work for one image.
const mostOperations = 1.3e9

// batchOperations is the work of a batch, and the least and largest batch: the
// algorithms prepare weights once for all images, and training has many.
const batchOperations, leastBatch, largestBatch = 6e9, 8, 64

// choice is a measured class: seconds for each algorithm that does it.
type choice struct {
	class
	algorithms []string
	seconds    []float64
}

// even is the share by which a later algorithm must beat an earlier one, so
// that noise does not decide.
const even = 0.03

// best is the algorithm to choose.
func (c choice) best() int {
	b := 0
	for i, s := range c.seconds {
		if s < (1-even)*c.seconds[b] {
			b = i
		}
	}
	return b
}

// selectAlgorithms measures which convolution algorithm is best where.
func selectAlgorithms(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("bench select", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	levels := flags.String("level", "", "comma-separated SIMD levels (default all this CPU has but generic)")
	asGo := flags.Bool("go", false, "print a Go map literal instead of the table of times")
	file := flags.String("out", "", "write to this `file` instead of standard output")
	budget := flags.Duration("time", 20*time.Millisecond, "time for each algorithm of a class in each of three turns")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stdout, "bench select measures, class of shapes by class, which convolution algorithm is best.\n\nFlags:")
			flags.SetOutput(stdout)
			flags.PrintDefaults()
			return err
		}
		return usage("select: %v (see select --help)", err)
	}
	if flags.NArg() > 0 {
		return usage("select: unexpected argument %q", flags.Arg(0))
	}
	chosen, err := parseLevels(*levels)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		chosen = assemblyLevels()
	}
	defer restoreLevel()()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	choices, err := measureChoices(ctx, chosen, *budget, stderr)
	if err != nil {
		return err
	}
	write := writeChoices
	if *asGo {
		write = writeGoTable
	}
	if *file == "" {
		return write(stdout, choices)
	}
	return tensor.WriteFile(*file, func(w io.Writer) error { return write(w, choices) })
}

// assemblyLevels are the levels worth choosing at: without assembly all
// algorithms are slow, and measuring them takes an hour.
func assemblyLevels() []asm.Level {
	levels := slices.DeleteFunc(slices.Clone(asm.Levels()), func(l asm.Level) bool { return l == asm.Generic })
	if len(levels) == 0 {
		return []asm.Level{asm.Generic}
	}
	return levels
}

// classes lists the shapes of a level, leaving out what would be too large.
func classes(l asm.Level) []class {
	var out []class
	for _, dir := range directions {
		for _, k := range classKernels {
			for _, channels := range classChannels {
				for _, size := range classSizes {
					c := class{l, dir, k[0], k[1], channels, channels, size}
					if channels == 3 {
						c.out = 64
					}
					if flops, _ := c.shape(1).work(); flops <= mostOperations && size >= k[0]/2 {
						out = append(out, c)
					}
				}
			}
		}
	}
	return out
}

func (c class) shape(batch int) convCase {
	return convCase{n: batch, c: c.in, o: c.out, size: c.imgSize, kernel: c.kernel, step: c.step}
}

// measureChoices times the algorithms of every class that has more than one.
func measureChoices(ctx context.Context, levels []asm.Level, budget time.Duration, stderr io.Writer) ([]choice, error) {
	var out []choice
	for _, l := range levels {
		if err := asm.SetLevel(l); err != nil {
			return nil, fmt.Errorf("--level: %w", err)
		}
		for _, c := range classes(l) {
			if ctx.Err() != nil {
				return nil, errInterrupted
			}
			if found := c.algorithms(); len(found) > 1 {
				fmt.Fprintf(stderr, "bench: %s %s %dx%d stride %d, %d channels, %dx%d\n", l, c.dir, c.kernel, c.kernel, c.step, c.in, c.imgSize, c.imgSize)
				out = append(out, choice{c, found, c.time(found, budget)})
			}
		}
	}
	return out, nil
}

// algorithms returns those that do the shape, but for the plain definition.
func (c class) algorithms() []string {
	var out []string
	for _, name := range conv.Algorithms(c.dir) {
		if name != "auto" && name != "direct" && c.shape(1).prepare(c.dir, name) != nil {
			out = append(out, name)
		}
	}
	return out
}

// time returns the best time of each algorithm for one image of a batch, in
// three alternating turns.
func (c class) time(algorithms []string, budget time.Duration) []float64 {
	once, _ := c.shape(1).work()
	shape := c.shape(max(leastBatch, min(largestBatch, int(batchOperations/once))))
	calls := make([]func(), len(algorithms))
	best := make([]float64, len(algorithms))
	for i, name := range algorithms {
		calls[i], best[i] = shape.prepare(c.dir, name), math.Inf(1)
	}
	for range 3 {
		for i, call := range calls {
			best[i] = min(best[i], clock(1, budget, call).min/float64(shape.n))
		}
	}
	return best
}

// writeChoices prints every class with the times it was chosen by.
func writeChoices(w io.Writer, choices []choice) error {
	fmt.Fprintf(w, "# Convolution algorithms measured by bench select on %s: one thread, microseconds for one image of a batch of %d to %d.\n",
		cpuName(), leastBatch, largestBatch)
	fmt.Fprintf(w, "# A later algorithm must be %.0f %% faster than an earlier one to be chosen.\n", 100*even)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "level\tdir\tkernel\tstride\tin\tout\tsize\tchosen\ttimes")
	for _, c := range choices {
		fmt.Fprintf(tab, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t", c.level, c.dir, c.kernel, c.step, c.in, c.out, c.imgSize, c.algorithms[c.best()])
		for i, name := range c.algorithms {
			fmt.Fprintf(tab, "%s %.2f  ", name, 1e6*c.seconds[i])
		}
		fmt.Fprintln(tab)
	}
	return tab.Flush()
}

// writeGoTable prints the choices as a map literal, one line for each class.
func writeGoTable(w io.Writer, choices []choice) error {
	fmt.Fprintf(w, "// Measured by go run ./bench select --go on %s, one thread.\n", cpuName())
	fmt.Fprintln(w, "// Keys: level, direction, kernel, stride, input and output channels, image size.")
	fmt.Fprintln(w, "var choices = map[class]string{")
	for _, c := range choices {
		fmt.Fprintf(w, "\t{%q, %q, %d, %d, %d, %d, %d}: %q,\n", c.level.String(), c.dir, c.kernel, c.step, c.in, c.out, c.imgSize, c.algorithms[c.best()])
	}
	_, err := fmt.Fprintln(w, "}")
	return err
}
