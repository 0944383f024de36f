package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"freqlens/asm"
)

// row is one measurement. Field names are shared with the drivers that measure
// other libraries, so that their lines can be compared with ours.
type row struct {
	Bench   string  `json:"bench"`
	Peer    string  `json:"peer"`
	Case    string  `json:"case"`
	Dir     string  `json:"dir,omitempty"`
	Mode    string  `json:"mode,omitempty"`
	Kind    string  `json:"kind,omitempty"`
	M       int     `json:"m,omitempty"`
	N       int     `json:"n,omitempty"`
	K       int     `json:"k,omitempty"`
	Batch   int     `json:"batch,omitempty"`
	Threads int     `json:"threads"`
	MinMs   float64 `json:"min_ms,omitempty"`
	MedMs   float64 `json:"med_ms,omitempty"`
	MinUs   float64 `json:"min_us,omitempty"`
	MedUs   float64 `json:"med_us,omitempty"`
	GFlops  float64 `json:"gflops_med,omitempty"`
	ImgS    float64 `json:"img_s_med,omitempty"`
	GBs     float64 `json:"gb_s,omitempty"`
	Reps    int     `json:"reps"`
}

func (r row) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s %-24s %-12s %dt", r.Bench, r.Case, r.Dir+r.Mode+r.Kind, r.Threads)
	switch {
	case r.MedUs > 0:
		fmt.Fprintf(&b, "  %10.2f us (best %.2f)", r.MedUs, r.MinUs)
	case r.MedMs > 0:
		fmt.Fprintf(&b, "  %10.3f ms (best %.3f)", r.MedMs, r.MinMs)
	}
	if r.GFlops > 0 {
		fmt.Fprintf(&b, "  %7.1f GFLOP/s", r.GFlops)
	}
	if r.ImgS > 0 {
		fmt.Fprintf(&b, "  %7.1f img/s", r.ImgS)
	}
	if r.GBs > 0 {
		fmt.Fprintf(&b, "  %7.1f GB/s", r.GBs)
	}
	return b.String()
}

func peer() string { return "freqlens-" + asm.Active().String() }

// timing is what measure found, in seconds per call.
type timing struct {
	min, median float64
	reps        int
}

// measure calls f until it has run at least reps times and for 0.6 seconds,
// after two calls that are not counted.
func measure(reps int, f func()) timing {
	f()
	f()
	var seconds []float64
	for start := time.Now(); len(seconds) < reps || (time.Since(start) < 600*time.Millisecond && len(seconds) < 2000); {
		t := time.Now()
		f()
		seconds = append(seconds, time.Since(t).Seconds())
	}
	slices.Sort(seconds)
	return timing{seconds[0], seconds[len(seconds)/2], len(seconds)}
}

// milliseconds stores t in r, and the rate of a call that does flops operations.
func (r row) milliseconds(t timing, flops float64) row {
	r.MinMs, r.MedMs, r.Reps = t.min*1e3, t.median*1e3, t.reps
	r.GFlops = flops / t.median / 1e9
	return r
}

// microseconds stores t divided by the count transforms of a call.
func (r row) microseconds(t timing, count int) row {
	r.MinUs, r.MedUs, r.Reps = t.min*1e6/float64(count), t.median*1e6/float64(count), t.reps
	return r
}
