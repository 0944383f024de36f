package main

import (
	"math"
	"runtime"
	"slices"
	"time"

	"freqlens/asm"
)

// row is one measurement. Field names are shared with the drivers of other
// libraries, so that their lines can be compared with ours.
type row struct {
	Bench   string  `json:"bench"`
	Peer    string  `json:"peer"`
	Alg     string  `json:"alg,omitempty"`
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
	Best    float64 `json:"gflops_best,omitempty"`
	GFlops  float64 `json:"gflops_med,omitempty"`
	GBs     float64 `json:"gb_s_best,omitempty"`
	ImgS    float64 `json:"img_s_med,omitempty"`
	RssMB   float64 `json:"rss_mb,omitempty"`
	Params  int     `json:"parameters,omitempty"`
	Reps    int     `json:"reps,omitempty"`
	Error   string  `json:"error,omitempty"`
}

func (r row) key() string { return taskKey(r.Bench, r.Case, r.Dir+r.Mode+r.Kind) }

// seconds is the median time of one unit.
func (r row) seconds() float64 {
	if r.MedUs > 0 {
		return r.MedUs / 1e6
	}
	return r.MedMs / 1e3
}

// shortest is the least time of one unit.
func (r row) shortest() float64 {
	if r.MinUs > 0 {
		return r.MinUs / 1e6
	}
	return r.MinMs / 1e3
}

func peerName() string { return "freqlens-" + asm.Active().String() }

// timing is what clock found, in seconds per call.
type timing struct {
	min, median float64
	reps        int
}

// span is the least time between two readings of the clock.
const span = 50 * time.Microsecond

// clock calls f until it has been timed at least reps times and for the given
// time, after one or two calls that are not counted. Very short calls are
// timed several at once.
func clock(reps int, budget time.Duration, f func()) timing {
	start := time.Now()
	f()
	if time.Since(start) < 5*budget { // the very long ones are warm by then
		start = time.Now()
		f()
	}
	inner := 1
	if once := time.Since(start); once < span {
		inner = repeats(f)
	}
	var seconds []float64
	for start := time.Now(); len(seconds) < reps || (time.Since(start) < budget && len(seconds) < 5000); {
		t := time.Now()
		for range inner {
			f()
		}
		seconds = append(seconds, time.Since(t).Seconds()/float64(inner))
	}
	slices.Sort(seconds)
	return timing{seconds[0], seconds[len(seconds)/2], len(seconds)}
}

// repeats finds how many calls of f last as long as span.
func repeats(f func()) int {
	for n := 1; ; n *= 2 {
		start := time.Now()
		for range n {
			f()
		}
		if time.Since(start) >= span {
			return n
		}
	}
}

// measure runs one task on so many threads.
func (o options) measure(t task, threads int) row {
	before := runtime.GOMAXPROCS(threads)
	defer runtime.GOMAXPROCS(before)
	runtime.GC() // the buffers of the case before
	got := clock(o.reps, o.time, t.prepare(threads))
	r := row{Bench: t.Bench, Peer: peerName(), Case: t.Case, Dir: t.Dir, Mode: t.Mode, Kind: t.Kind,
		M: t.M, N: t.N, K: t.K, Batch: t.Batch, Params: t.parameters, Threads: threads, Reps: got.reps, Alg: algorithmOf(t)}
	units := float64(max(1, t.units))
	low, median := got.min/units, got.median/units
	if t.Bench == "sgemm" || t.Bench == "fft" {
		r.MinUs, r.MedUs = digits(low*1e6), digits(median*1e6)
	} else {
		r.MinMs, r.MedMs = digits(low*1e3), digits(median*1e3)
	}
	if t.perThread {
		t.flops *= float64(threads)
	}
	if t.flops > 0 {
		r.Best, r.GFlops = digits(t.flops/low/1e9), digits(t.flops/median/1e9)
	}
	if t.Bench == "machine" && t.bytes > 0 {
		r.GBs = digits(t.bytes / low / 1e9) // a limit is what was possible once
	}
	if t.Bench == "net" || t.Bench == "dfm" {
		r.ImgS = digits(float64(t.Batch) / median)
		r.RssMB = digits(maxRSS())
	}
	return r
}

// digits rounds to five significant ones: more would not mean anything.
func digits(x float64) float64 {
	if x == 0 {
		return 0
	}
	scale := math.Pow(10, 4-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}
