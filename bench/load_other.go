//go:build !linux

package main

// readLoad reports that this system does not tell.
func readLoad() (l load, ok bool) { return l, false }
