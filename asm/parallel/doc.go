// Package parallel spreads independent parts of a job over the CPU's cores.
//
// The workers are started once and sleep between jobs, and a job is an object
// with a method rather than a closure, so that running one allocates nothing.
// Which goroutine runs which part is left open: callers give every part its
// own output, so the result never depends on it.
package parallel
