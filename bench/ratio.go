package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// comparison collects the rows of all rounds at one number of threads.
type comparison struct {
	sides   []string // freqlens first
	threads int
	rounds  int
	order   []string        // keys of cases, in the order of the tables
	tasks   map[string]task // by key
	// times holds seconds by key, side and algorithm: the median of each round.
	// least holds the shortest.
	times, least map[string]map[string]map[string][]float64
	memory       map[string]map[string][]float64 // MiB by key and side
	peak         []float64                       // GFLOP/s, of each turn
	single       float64                         // the same of one thread
	// turns counts what was measured, disturbed those turns in which other
	// programs ran although they were repeated.
	turns, disturbed int
	names            map[string]string // peer names with version
}

func newComparison(sides []string, tasks []task, threads, rounds int) *comparison {
	c := &comparison{sides: sides, threads: threads, rounds: rounds, tasks: map[string]task{}, names: map[string]string{},
		times: map[string]map[string]map[string][]float64{}, least: map[string]map[string]map[string][]float64{}, memory: map[string]map[string][]float64{}}
	for _, t := range tasks {
		key := t.key()
		c.order, c.tasks[key] = append(c.order, key), t
		c.times[key], c.least[key], c.memory[key] = map[string]map[string][]float64{}, map[string]map[string][]float64{}, map[string][]float64{}
	}
	return c
}

// add takes the rows of one side in one round.
func (c *comparison) add(name string, rows []row) error {
	for _, r := range rows {
		key := r.key()
		if c.times[key] == nil || r.seconds() <= 0 {
			return fmt.Errorf("the driver of %s printed a row that nobody asked for, or one without a time: %+v", name, r)
		}
		if r.Params > 0 && c.tasks[key].parameters > 0 && r.Params != c.tasks[key].parameters {
			return fmt.Errorf("%s of %s has %d parameters, that of freqlens %d: they are not the same network",
				r.Case, name, r.Params, c.tasks[key].parameters)
		}
		if c.times[key][name] == nil {
			c.times[key][name], c.least[key][name] = map[string][]float64{}, map[string][]float64{}
		}
		alg := r.Alg
		if name == "freqlens" {
			alg = "" // told, not chosen among
		}
		c.names[name] = r.Peer
		c.times[key][name][alg] = append(c.times[key][name][alg], r.seconds())
		c.least[key][name][alg] = append(c.least[key][name][alg], r.shortest())
		if r.RssMB > 0 {
			c.memory[key][name] = append(c.memory[key][name], r.RssMB)
		}
	}
	return nil
}

// A verdict is one peer on one case: the medians over the rounds, and how many
// times faster freqlens is. Least and Most are the ratios of single rounds.
type verdict struct {
	Bench      string  `json:"bench"`
	Case       string  `json:"case"`
	Dir        string  `json:"dir,omitempty"`
	Mode       string  `json:"mode,omitempty"`
	Kind       string  `json:"kind,omitempty"`
	Batch      int     `json:"batch,omitempty"`
	Threads    int     `json:"threads"`
	Ours       string  `json:"freqlens"`
	OursMs     float64 `json:"freqlens_ms"`
	Peer       string  `json:"peer"`
	Alg        string  `json:"alg,omitempty"`
	PeerMs     float64 `json:"peer_ms"`
	Ratio      float64 `json:"ratio"`
	Least      float64 `json:"ratio_min"`
	Most       float64 `json:"ratio_max"`
	Best       float64 `json:"ratio_best"` // of the shortest times of all rounds
	Rounds     int     `json:"rounds"`
	OursRssMB  float64 `json:"freqlens_rss_mb,omitempty"`
	PeerRssMB  float64 `json:"peer_rss_mb,omitempty"`
	PeakGFlops float64 `json:"fma_peak_gflops,omitempty"`
	Disturbed  int     `json:"disturbed_turns,omitempty"` // of all cases together
	OursGFlops float64 `json:"freqlens_gflops,omitempty"`
}

// verdictOf judges one peer on one case by the peer's fastest algorithm; ok is
// false where the peer does not do the case.
func (c *comparison) verdictOf(key, name string) (v verdict, ok bool) {
	ours, algorithms := c.times[key]["freqlens"][""], c.times[key][name]
	if len(ours) == 0 || len(algorithms) == 0 {
		return v, false
	}
	t := c.tasks[key]
	v = verdict{Bench: t.Bench, Case: t.Case, Dir: t.Dir, Mode: t.Mode, Kind: t.Kind, Batch: t.Batch, Threads: c.threads,
		Ours: c.names["freqlens"], Peer: c.names[name], OursMs: digits(1e3 * median(ours)), OursGFlops: digits(t.flops / median(ours) / 1e9),
		OursRssMB: digits(median(c.memory[key]["freqlens"])), PeerRssMB: digits(median(c.memory[key][name])),
		PeakGFlops: digits(median(c.peak)), Disturbed: c.disturbed}
	var best []float64
	for alg, times := range algorithms {
		if best == nil || median(times) < median(best) {
			best, v.Alg = times, alg
		}
	}
	v.PeerMs, v.Ratio = digits(1e3*median(best)), digits(median(best)/median(ours))
	v.Rounds = min(len(best), len(ours))
	v.Least, v.Most = spread(ours, best)
	v.Best = digits(slices.Min(c.least[key][name][v.Alg]) / slices.Min(c.least[key]["freqlens"][""]))
	return v, true
}

// spread returns the least and the greatest ratio of a single round.
func spread(ours, peer []float64) (least, most float64) {
	least, most = math.Inf(1), 0
	for i := range min(len(ours), len(peer)) {
		ratio := peer[i] / ours[i]
		least, most = min(least, ratio), max(most, ratio)
	}
	return digits(least), digits(most)
}

// median is the middle value, or the mean of the two in the middle; 0 of none.
func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(x))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// geometricMean is what averages ratios; 0 of none.
func geometricMean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	var sum float64
	for _, v := range x {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(len(x)))
}

func (c *comparison) writeJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	for _, key := range c.order {
		for _, name := range c.sides[1:] {
			if v, ok := c.verdictOf(key, name); ok {
				if err := out.Encode(v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tableOf says which table a case belongs to: each has its own geometric mean.
func tableOf(v verdict) string { return strings.TrimSpace(v.Bench + " " + v.Dir + v.Mode + v.Kind) }

// writeTables prints a table for each kind of case.
func (c *comparison) writeTables(w io.Writer) error {
	fmt.Fprintf(w, "\n%d thread(s), %d round(s) in alternation; FMA peak in the same run %.1f GFLOP/s (from %.1f to %.1f)\n",
		c.threads, c.rounds, median(c.peak), slices.Min(c.peak), slices.Max(c.peak))
	fmt.Fprintln(w, "ratio = time of the peer / time of freqlens: above 1, freqlens is faster. Times are medians of the rounds' medians;")
	fmt.Fprintln(w, "\"single rounds\" are the least and the greatest ratio of one round, \"of best\" is that of the shortest times.")
	c.warn(w)
	var tables []string
	rows := map[string][][]verdict{}
	for _, key := range c.order {
		var line []verdict
		for _, name := range c.sides[1:] {
			if v, ok := c.verdictOf(key, name); ok {
				line = append(line, v)
			}
		}
		if len(line) == 0 {
			continue
		}
		t := tableOf(line[0])
		if rows[t] == nil {
			tables = append(tables, t)
		}
		rows[t] = append(rows[t], line)
	}
	for _, t := range tables {
		if err := writeTable(w, t, rows[t]); err != nil {
			return err
		}
	}
	return nil
}

// warn says when the machine was not idle.
func (c *comparison) warn(w io.Writer) {
	if c.disturbed > 0 {
		fmt.Fprintf(w, "%d of %d turns were disturbed by other programs, also when repeated: trust \"of best\" more than \"ratio\".\n",
			c.disturbed, c.turns)
	}
	if gain := median(c.peak) / c.single; c.threads > 1 && gain < 0.75*float64(c.threads) {
		fmt.Fprintf(w, "%d threads had only %.2f times the FMA peak of one: they share cores with each other or with other programs.\n",
			c.threads, gain)
	}
}

func writeTable(w io.Writer, title string, rows [][]verdict) error {
	fmt.Fprintf(w, "\n%s\n", title)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	memory := rows[0][0].OursRssMB > 0
	fmt.Fprintln(tab, "case\tratio\tsingle rounds\tof best\tfreqlens\tpeer\t"+lastColumns(memory)+"\tpeer's name and way")
	ratios := map[string][]float64{}
	var peers []string
	var best []float64
	for _, line := range rows {
		least := math.Inf(1)
		for _, v := range line {
			fmt.Fprintf(tab, "%s\t%.2f\t%.2f to %.2f\t%.2f\t%s\t%s\t%s\t%s %s\n", v.Case, v.Ratio, v.Least, v.Most, v.Best,
				duration(v.OursMs), duration(v.PeerMs), v.details(memory), v.Peer, v.Alg)
			if ratios[v.Peer] == nil {
				peers = append(peers, v.Peer)
			}
			ratios[v.Peer] = append(ratios[v.Peer], v.Ratio)
			least = min(least, v.Ratio)
		}
		best = append(best, least)
	}
	for _, p := range peers {
		fmt.Fprintf(tab, "geometric mean\t%.2f\tleast %.2f\t\t\t\t\t%s\n", geometricMean(ratios[p]), slices.Min(ratios[p]), p)
	}
	if len(peers) > 1 {
		fmt.Fprintf(tab, "geometric mean\t%.2f\tleast %.2f\t\t\t\t\tthe best of these\n", geometricMean(best), slices.Min(best))
	}
	return tab.Flush()
}

// lastColumns heads what details prints.
func lastColumns(memory bool) string {
	if memory {
		return "peak MiB, both"
	}
	return "GFLOP/s, both (% of peak)"
}

// details are the peak memory of both sides, or their rates.
func (v verdict) details(memory bool) string {
	switch {
	case memory && v.PeerRssMB > 0:
		return fmt.Sprintf("%.0f, %.0f", v.OursRssMB, v.PeerRssMB)
	case memory:
		return fmt.Sprintf("%.0f, -", v.OursRssMB)
	}
	theirs := v.OursGFlops * v.OursMs / v.PeerMs
	return fmt.Sprintf("%.0f, %.0f (%.0f, %.0f)", v.OursGFlops, theirs, 100*v.OursGFlops/v.PeakGFlops, 100*theirs/v.PeakGFlops)
}

// duration prints milliseconds in a unit that suits them.
func duration(ms float64) string {
	switch {
	case ms < 1e-3:
		return fmt.Sprintf("%.1f ns", ms*1e6)
	case ms < 1:
		return fmt.Sprintf("%.4g us", ms*1e3)
	case ms < 1e3:
		return fmt.Sprintf("%.4g ms", ms)
	}
	return fmt.Sprintf("%.4g s", ms/1e3)
}
