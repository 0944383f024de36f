//go:build !linux

package main

import "runtime"

// maxRSS is the memory that the Go runtime has asked the system for, in MiB:
// what can be said without the system's own figure.
func maxRSS() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
