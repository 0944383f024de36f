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
	return wilson(float64(k)/float64(n), float64(n))
}

// wilson is the interval of a rate of p in m.
func wilson(p, m float64) (lo, hi float64) {
	centre := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}

// Clustered is the mean of shares that are each one of several trials on the same
// thing, such as the waves that mislead a network about one image, with Wilson's interval
// at the effective number of trials: as many independent ones would vary as much as the
// mean does. At the least, and where all shares are equal, that is the number of things.
func Clustered(shares []float64) Rate {
	p, variance := meanVariance(shares)
	m := float64(len(shares))
	if m == 0 {
		return Rate{0, 0, 1}
	}
	if effective := p * (1 - p) * m / variance; variance > 1e-12 && effective > m { // equal ones vary by rounding
		m = effective
	}
	lo, hi := wilson(p, m)
	return Rate{p, lo, hi}
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
