// Command golibs measures Go libraries: the matrix product and the Fourier
// transforms of gonum, and the transforms of go-dsp. Both transform complex128,
// which is all they offer; the figures are theirs for the same length.
//
//	golibs gonum|go-dsp THREADS SECONDS < cases
//
// It is the driver that bench --vs gonum and --vs go-dsp start; see README.md in
// the folder above for the protocol.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type row struct {
	Bench   string  `json:"bench"`
	Peer    string  `json:"peer"`
	Case    string  `json:"case"`
	Kind    string  `json:"kind,omitempty"`
	M       int     `json:"m,omitempty"`
	N       int     `json:"n,omitempty"`
	K       int     `json:"k,omitempty"`
	Batch   int     `json:"batch,omitempty"`
	Threads int     `json:"threads"`
	MinUs   float64 `json:"min_us"`
	MedUs   float64 `json:"med_us"`
	Reps    int     `json:"reps"`
}

type driver struct {
	library string
	threads int
	budget  time.Duration
	out     *json.Encoder
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "golibs:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 3 || (args[0] != "gonum" && args[0] != "go-dsp") {
		return fmt.Errorf("usage: golibs gonum|go-dsp THREADS SECONDS < cases")
	}
	threads, err := strconv.Atoi(args[1])
	if err != nil || threads < 1 {
		return fmt.Errorf("threads: want a positive number, got %q", args[1])
	}
	seconds, err := strconv.ParseFloat(args[2], 64)
	if err != nil || seconds < 0 {
		return fmt.Errorf("seconds: want a number, got %q", args[2])
	}
	runtime.GOMAXPROCS(threads)
	d := driver{args[0], threads, time.Duration(seconds * float64(time.Second)), json.NewEncoder(os.Stdout)}
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		if err := d.measure(strings.Fields(s.Text())); err != nil {
			return fmt.Errorf("%q: %w", s.Text(), err)
		}
	}
	return nil
}

// measure runs one case; cases that the library does not have are passed over.
func (d driver) measure(words []string) error {
	switch {
	case len(words) == 5 && words[0] == "sgemm" && d.library == "gonum":
		s, err := numbers(words[2:])
		if err != nil {
			return err
		}
		return d.emit(product(s[0], s[1], s[2]), 1,
			row{Bench: "sgemm", Case: words[1], M: s[0], N: s[1], K: s[2]})
	case len(words) == 6 && words[0] == "fft":
		s, err := numbers(words[3:])
		if err != nil {
			return err
		}
		if f, units := d.transform(words[2], s[0], s[1], s[2]); f != nil {
			return d.emit(f, units, row{Bench: "fft", Case: words[1], Kind: words[2], N: s[1], Batch: s[2]})
		}
	}
	return nil
}

func numbers(words []string) ([]int, error) {
	out := make([]int, len(words))
	for i, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("want a positive number, got %q", w)
		}
		out[i] = n
	}
	return out, nil
}

func (d driver) emit(f func(), units int, r row) error {
	least, median, reps := clock(f, d.budget)
	r.Peer, r.Threads, r.Reps = d.library+version(d.library), d.threads, reps
	r.MinUs, r.MedUs = least*1e6/float64(units), median*1e6/float64(units)
	return d.out.Encode(r)
}

// version is the module version of a library, as built into this program.
func version(library string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if strings.HasSuffix(m.Path, "/"+library) {
			short, _, _ := strings.Cut(strings.TrimPrefix(m.Version, "v"), "-")
			return "-" + short
		}
	}
	return ""
}

// clock times f until the budget is spent; short calls several at once.
func clock(f func(), budget time.Duration) (least, median float64, reps int) {
	const shortest = 50 * time.Microsecond
	f()
	together := 1
	for {
		start := time.Now()
		for range together {
			f()
		}
		if time.Since(start) >= shortest {
			break
		}
		together *= 2
	}
	var seconds []float64
	for start := time.Now(); len(seconds) < 3 || (time.Since(start) < budget && len(seconds) < 5000); {
		t := time.Now()
		for range together {
			f()
		}
		seconds = append(seconds, time.Since(t).Seconds()/float64(together))
	}
	slices.Sort(seconds)
	return seconds[0], seconds[len(seconds)/2], len(seconds)
}

// split runs part(i) for all i below n on the driver's threads.
func (d driver) split(n int, part func(i, worker int)) {
	var wait sync.WaitGroup
	for w := range d.threads {
		wait.Go(func() {
			for i := n * w / d.threads; i < n*(w+1)/d.threads; i++ {
				part(i, w)
			}
		})
	}
	wait.Wait()
}
