package stats

import "math"

// UpperShare returns the upper bound of a share of which k in a random sample of n
// were seen (Clopper and Pearson 1934, one-sided): the share at which so few would be
// seen with the given probability, .05 for a 95 % bound.
func UpperShare(k, n int, probability float64) float64 {
	if k >= n {
		return 1
	}
	lo, hi := float64(k)/float64(n), 1.0
	for range 60 { // the probability falls with the share
		mid := (lo + hi) / 2
		if binomialUpTo(k, n, mid) > probability {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// binomialUpTo is the probability of at most k successes in n.
func binomialUpTo(k, n int, p float64) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	sum := 0.0
	for i := 0; i <= k; i++ {
		a, _ := math.Lgamma(float64(i + 1))
		b, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(all - a - b + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}
