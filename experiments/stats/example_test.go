package stats_test

import (
	"fmt"

	"freqlens/experiments/stats"
)

// Of 50 images, 40 were recognised from a map. A criterion of 60 % holds at the lower
// end of the interval; with 30 of 50 nobody could tell.
func ExampleWilson() {
	for _, k := range []int{40, 30} {
		lo, hi := stats.Wilson(k, 50)
		fmt.Printf("%.2f [%.2f, %.2f]\n", float64(k)/50, lo, hi)
	}
	// Output:
	// 0.80 [0.67, 0.89]
	// 0.60 [0.46, 0.72]
}
