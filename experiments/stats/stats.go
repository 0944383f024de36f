package stats

import (
	"math"
	"slices"

	"freqlens/tensor"
)

const z95 = 1.959963984540054

// Wilson returns the 95 % confidence interval of a rate of k in n (Wilson
// 1927). Unlike the textbook interval it stays in [0,1] and means something for
// k = 0 and k = n.
func Wilson(k, n int) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}

// Bootstrap returns the 95 % percentile interval of the mean of x from 1000
// resamples.
func Bootstrap(x []float64, seed uint64) (lo, hi float64) {
	if len(x) == 0 {
		return math.NaN(), math.NaN()
	}
	rng := tensor.NewRand(seed, 301)
	means := make([]float64, 1000)
	for i := range means {
		for range x {
			means[i] += x[rng.IntN(len(x))] / float64(len(x))
		}
	}
	slices.Sort(means)
	return means[25], means[974]
}
