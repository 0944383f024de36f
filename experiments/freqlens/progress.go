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
	first       int       // what was done at the first report, by this call or an earlier one
	firstAt     time.Time // and when that was
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
	if p.firstAt.IsZero() {
		p.first, p.firstAt = done, now
	}
	every := 10 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	if now.Sub(p.last) < every || done <= p.first {
		return
	}
	p.last, p.shown = now, true
	left := time.Duration(float64(now.Sub(p.firstAt)) / float64(done-p.first) * float64(all-done))
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
