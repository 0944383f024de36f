package main

import (
	"bufio"
	"fmt"
	"os"
)

// maxRSS is the most memory that this process has held, in MiB. The kernel's
// own high-water mark of this program is read rather than getrusage, which
// would count the program that started it.
func maxRSS() float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var kib float64
		if _, err := fmt.Sscanf(s.Text(), "VmHWM: %f kB", &kib); err == nil {
			return kib / 1024
		}
	}
	return 0
}
