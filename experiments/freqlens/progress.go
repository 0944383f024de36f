package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// progress shows how far a step is and how long it will still take: on a
// terminal a line that renews itself, elsewhere a line every ten seconds.
type progress struct {
	what        string
	start, last time.Time
	terminal    bool
	shown       bool
}

func newProgress(what string) *progress {
	now := time.Now()
	return &progress{what: what, start: now, last: now, terminal: term.IsTerminal(int(os.Stderr.Fd()))}
}

// update reports that done of all is done.
func (p *progress) update(done, all int) {
	now := time.Now()
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	if now.Sub(p.last) < every || done == 0 {
		return
	}
	p.last, p.shown = now, true
	left := time.Duration(float64(now.Sub(p.start)) / float64(done) * float64(all-done))
	end, begin := "\n", ""
	if p.terminal {
		end, begin = "", "\r\033[K"
	}
	fmt.Fprintf(os.Stderr, "%s%s: %d of %d, %s left%s", begin, p.what, done, all, left.Round(time.Second), end)
}

// finish replaces the line by what came out.
func (p *progress) finish(format string, args ...any) {
	if p.terminal && p.shown {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
	fmt.Fprintf(os.Stderr, "%s: %s (%s)\n", p.what, fmt.Sprintf(format, args...), time.Since(p.start).Round(100*time.Millisecond))
}
