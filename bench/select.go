package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"freqlens/asm"
	"freqlens/tensor"
	"freqlens/tensor/conv"
)

// The values that classes are made of, see [conv.Class]: kernels with their
// strides, channels and image sizes. Few input channels are those of a stem, which
// has stemOutputs; with more, there are as many outputs.
var (
	classKernels  = [][2]int{{3, 1}, {3, 2}, {5, 1}, {5, 2}, {7, 1}, {7, 2}, {11, 1}}
	classChannels = []int{1, 3, 8, 16, 32, 64, 128, 256, 512}
	classSizes    = []int{2, 4, 6, 8, 16, 32, 56, 112}
)

const stemOutputs, manyChannels = 64, 16

// mostOperations leaves out classes that no network of this project comes near:
// it bounds the work for one image. Large kernels are for smaller images, or fewer
// channels, than 3x3.
func mostOperations(kernel int) float64 {
	if kernel > 3 {
		return 6.5e8
	}
	return 1.3e9
}

// batchOperations is the work of a batch, and the least and largest batch: the
// algorithms prepare weights once for all images, and training has many.
const batchOperations, leastBatch, largestBatch = 1.5e9, 8, 64

// choice is a measured class: seconds for each algorithm that does it.
type choice struct {
	conv.Class
	algorithms []string
	seconds    []float64
}

// even is the share by which an algorithm must beat the one chosen before, or else
// those listed before it, so that noise does not decide.
const even = 0.03

// best is the algorithm to choose, given the one of the table so far.
func (c choice) best(before string) int {
	b := max(0, slices.Index(c.algorithms, before))
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
	dir := flags.String("dir", "", "one direction: fwd, bwd_data or bwd_weights (default all)")
	kernel := flags.Int("kernel", 0, "one kernel size (default all)")
	file := flags.String("out", "", "bring this table `file` up to date instead of printing what was measured")
	budget := flags.Duration("time", 20*time.Millisecond, "time for each algorithm of a class in each of three turns")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(stdout, "bench select measures, class of shapes by class, which convolution algorithm is best. What is\nchecked in was written by: go run ./bench select --out tensor/conv/selection.tsv\n\nFlags:")
			flags.SetOutput(stdout)
			flags.PrintDefaults()
			return err
		}
		return usage("select: %v (see select --help)", err)
	}
	if flags.NArg() > 0 {
		return usage("select: unexpected argument %q", flags.Arg(0))
	}
	if *dir != "" && !slices.Contains(directions, conv.Direction(*dir)) {
		return usage("select: --dir %s is none of %v", *dir, directions)
	}
	chosen, err := parseLevels(*levels)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		chosen = assemblyLevels()
	}
	if known := func(k [2]int) bool { return k[0] == *kernel }; *kernel != 0 && !slices.ContainsFunc(classKernels, known) {
		return usage("select: --kernel %d is none of the sizes that are told apart", *kernel)
	}
	table, on, err := readTable(*file)
	if err != nil {
		return err
	}
	defer restoreLevel()()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	wanted := func(c conv.Class) bool {
		return (*dir == "" || string(c.Dir) == *dir) && (*kernel == 0 || c.Kernel == *kernel)
	}
	choices, stopped := measureChoices(ctx, chosen, wanted, *budget, stderr)
	if len(choices) == 0 {
		return stopped
	}
	text := tableComment(machines(table, choices, on)) + conv.FormatSelection(update(table, choices))
	write := func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
	if *file == "" {
		return errors.Join(write(stdout), stopped)
	}
	return errors.Join(tensor.WriteFile(*file, write), stopped) // what was measured before an interruption too
}

// readTable reads the table that is to be brought up to date, and on which machines it
// was measured; there need be none.
func readTable(file string) (table []conv.Selection, on string, err error) {
	if file == "" {
		return nil, "", nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("--out: %w", err)
	}
	table, err = conv.ParseSelection(string(text))
	if err != nil {
		return nil, "", fmt.Errorf("--out %s is no table of selections: %w", file, err)
	}
	if first, _, _ := strings.Cut(string(text), "\n"); strings.HasPrefix(first, writtenBy) {
		on = strings.TrimSuffix(strings.TrimPrefix(first, writtenBy), ".")
	}
	return table, on, nil
}

// machines names those that the times of a table are of: this one, and as long as any of
// the old times is left, those before.
func machines(old []conv.Selection, choices []choice, on string) string {
	left := slices.ContainsFunc(old, func(s conv.Selection) bool {
		return !slices.ContainsFunc(choices, func(c choice) bool { return c.Class == s.Class })
	})
	if cpu := cpuName(); !left || on == "" {
		return cpu
	} else if !slices.Contains(strings.Split(on, and), cpu) {
		return on + and + cpu
	}
	return on
}

// writtenBy begins a table, and stands between its machines.
const writtenBy, and = "# Convolution algorithms, written by \"go run ./bench select --out tensor/conv/selection.tsv\" on ", " and "

func tableComment(on string) string {
	return fmt.Sprintf(writtenBy+"%s.\n"+
		"# The algorithm before the times is the one to take: another must be %.0f %% faster to replace it. Times are\n"+
		"# microseconds for one image of a batch of %d to %d, on one thread, the least of three alternating turns.\n"+
		"# level\tdirection\tkernel\tstride\tchannels\tsize\talgorithm\ttimes\n",
		on, 100*even, leastBatch, largestBatch)
}

// update returns the table with the measured classes changed or added, in order.
func update(table []conv.Selection, choices []choice) []conv.Selection {
	for _, c := range choices {
		at := slices.IndexFunc(table, func(s conv.Selection) bool { return s.Class == c.Class })
		if at < 0 {
			at = len(table)
			table = append(table, conv.Selection{Class: c.Class})
		}
		times := make([]string, len(c.algorithms))
		for i, name := range c.algorithms {
			times[i] = fmt.Sprintf("%s %.4g", name, 1e6*c.seconds[i])
		}
		table[at].Algorithm, table[at].Times = c.algorithms[c.best(table[at].Algorithm)], strings.Join(times, ", ")
	}
	slices.SortStableFunc(table, func(a, b conv.Selection) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(slices.Index(directions, a.Dir), slices.Index(directions, b.Dir)),
			cmp.Compare(a.Stride, b.Stride), cmp.Compare(a.Kernel, b.Kernel), cmp.Compare(a.Channels, b.Channels), cmp.Compare(a.Size, b.Size))
	})
	return table
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

// classes lists the classes of a level, leaving out what would be too large.
func classes(l asm.Level) []conv.Class {
	var out []conv.Class
	for _, dir := range directions {
		for _, k := range classKernels {
			for _, channels := range classChannels {
				for _, size := range classSizes {
					c := conv.Class{Level: l, Dir: dir, Kernel: k[0], Stride: k[1], Channels: channels, Size: size}
					if flops, _ := shapeOf(c, 1).work(); flops <= mostOperations(k[0]) && size >= k[0]/2 {
						out = append(out, c)
					}
				}
			}
		}
	}
	return out
}

// shapeOf is a batch of images of a class.
func shapeOf(c conv.Class, batch int) convCase {
	outputs := c.Channels
	if c.Channels < manyChannels {
		outputs = stemOutputs
	}
	return convCase{n: batch, c: c.Channels, o: outputs, size: c.Size, kernel: c.Kernel, step: c.Stride}
}

// measureChoices times the algorithms of every wanted class that has more than one. With
// an error it returns what it has measured before.
func measureChoices(ctx context.Context, levels []asm.Level, wanted func(conv.Class) bool, budget time.Duration, stderr io.Writer) ([]choice, error) {
	var out []choice
	for _, l := range levels {
		if err := asm.SetLevel(l); err != nil {
			return nil, fmt.Errorf("--level: %w", err)
		}
		for _, c := range classes(l) {
			if ctx.Err() != nil {
				return out, errInterrupted
			}
			if !wanted(c) {
				continue
			}
			if found := candidates(c); len(found) > 1 {
				fmt.Fprintf(stderr, "bench: %s %s %dx%d stride %d, %d channels, %dx%d\n", l, c.Dir, c.Kernel, c.Kernel, c.Stride, c.Channels, c.Size, c.Size)
				out = append(out, choice{c, found, timeClass(c, found, budget)})
			}
		}
	}
	return out, nil
}

// candidates returns the algorithms that may be the best for a class: not the
// definition, "rows", which copies images, for few channels only, and "fft" for
// kernels of 5x5 and more.
func candidates(c conv.Class) []string {
	var out []string
	for _, name := range conv.Algorithms() {
		if name == "auto" || name == "direct" || name == "rows" && c.Channels >= manyChannels || name == "fft" && c.Kernel < 5 {
			continue
		}
		if shapeOf(c, 1).prepare(c.Dir, name) != nil {
			out = append(out, name)
		}
	}
	return out
}

// timeClass returns the best time of each algorithm for one image of a batch, in
// three alternating turns.
func timeClass(c conv.Class, algorithms []string, budget time.Duration) []float64 {
	once, _ := shapeOf(c, 1).work()
	shape := shapeOf(c, max(leastBatch, min(largestBatch, int(batchOperations/once))))
	calls := make([]func(), len(algorithms))
	best := make([]float64, len(algorithms))
	for i, name := range algorithms {
		calls[i], best[i] = shape.prepare(c.Dir, name), math.Inf(1)
	}
	for range 3 {
		for i, call := range calls {
			best[i] = min(best[i], clock(1, budget, call).min/float64(shape.n))
		}
	}
	return best
}
