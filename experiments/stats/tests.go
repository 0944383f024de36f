package stats

import (
	"math"
	"slices"

	"freqlens/tensor"
)

// BenjaminiHochberg returns, for p-values of tests made together, the q-values:
// rejecting all with q <= x keeps the expected share of false rejections among
// the rejections at or below x (Benjamini and Hochberg 1995).
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	q := make([]float64, len(p))
	least := 1.0
	for rank := len(order); rank >= 1; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(p))/float64(rank))
		q[i] = least
	}
	return q
}

// McNemar returns the exact two-sided p-value for two classifiers judged on the
// same images, where onlyA images are right with the first alone and onlyB with
// the second alone: a sign test on the images that they disagree about.
func McNemar(onlyA, onlyB int) float64 {
	n, k := onlyA+onlyB, min(onlyA, onlyB)
	if n == 0 {
		return 1
	}
	all, _ := math.Lgamma(float64(n + 1))
	sum := 0.0
	for i := 0; i <= k; i++ {
		a, _ := math.Lgamma(float64(i + 1))
		b, _ := math.Lgamma(float64(n - i + 1))
		sum += math.Exp(all - a - b - float64(n)*math.Ln2)
	}
	return min(1, 2*sum)
}

// PairedBootstrap returns the 95 % percentile interval of mean(a) - mean(b) for
// values measured on the same images, from 1000 resamples of the images.
func PairedBootstrap(a, b []float64, seed uint64) (lo, hi float64) {
	difference := make([]float64, len(a))
	for i := range a {
		difference[i] = a[i] - b[i]
	}
	return Bootstrap(difference, seed)
}

// Crossed returns the mean over groups (networks of several seeds) and values (images)
// with its 95 % interval: mean ± the root of the sum of two squares, one for the
// groups, as a sample of all seeds (Student's t of their means), one for the values,
// as a sample of all images. paired says that value i is about the same image in every
// group, so that more groups do not make images more certain. What images add to the
// spread of the groups is counted twice: the interval is rather too wide than too
// narrow. With one group it is the images' alone.
func Crossed(groups [][]float64, paired bool) Rate {
	means, together, images := make([]float64, len(groups)), []float64(nil), 0.0
	for k, g := range groups {
		m, v := meanVariance(g)
		means[k] = m
		images += v / float64(len(g)*len(groups)*len(groups))
		if k == 0 {
			together = make([]float64, len(g))
		}
		for i := range g {
			if paired {
				together[i] += g[i] / float64(len(groups))
			}
		}
	}
	if paired {
		_, v := meanVariance(together)
		images = v / float64(len(together))
	}
	mean, between := meanVariance(means)
	half := z95 * math.Sqrt(images)
	if n := len(groups); n > 1 {
		half = math.Hypot(half, t95(n-1)*math.Sqrt(between/float64(n)))
	}
	return Rate{mean, mean - half, mean + half}
}

// meanVariance returns the mean and the variance of a sample; that of one value is 0.
func meanVariance(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(max(len(x)-1, 1))
	}
	return mean, variance
}

// t95 is the 97.5 % quantile of Student's t: tabulated up to ten degrees of freedom,
// beyond by Fisher's expansion around the normal quantile.
func t95(degrees int) float64 {
	table := []float64{12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281}
	if degrees <= len(table) {
		return table[degrees-1]
	}
	n, z := float64(degrees), z95
	return z + (z*z*z+z)/(4*n) + (5*math.Pow(z, 5)+16*z*z*z+3*z)/(96*n*n)
}

// Jaccard returns the share of common members in two sets, given as indicators
// of the same length; 1 for two empty sets.
func Jaccard(a, b []bool) float64 {
	both, any := 0, 0
	for i := range a {
		if a[i] && b[i] {
			both++
		}
		if a[i] || b[i] {
			any++
		}
	}
	if any == 0 {
		return 1
	}
	return float64(both) / float64(any)
}

// JaccardChance is about the mean of [Jaccard] for two independent random sets
// that hold the shares p and q of everything: pq / (p + q - pq).
func JaccardChance(p, q float64) float64 {
	if p+q == 0 {
		return 1
	}
	return p * q / (p + q - p*q)
}

// Spearman returns the rank correlation of x and y, equal values sharing the
// mean of their ranks; NaN if either is constant.
func Spearman(x, y []float64) float64 { return pearson(ranks(x), ranks(y)) }

func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if x[a] < x[b] {
			return -1
		} else if x[a] > x[b] {
			return 1
		}
		return a - b
	})
	out := make([]float64, len(x))
	for at := 0; at < len(order); {
		end := at
		for end < len(order) && x[order[end]] == x[order[at]] {
			end++
		}
		for _, i := range order[at:end] {
			out[i] = float64(at+end-1) / 2
		}
		at = end
	}
	return out
}

func pearson(x, y []float64) float64 {
	n := float64(len(x))
	var mx, my, xx, yy, xy float64
	for i := range x {
		mx, my = mx+x[i]/n, my+y[i]/n
	}
	for i := range x {
		a, b := x[i]-mx, y[i]-my
		xx, yy, xy = xx+a*a, yy+b*b, xy+a*b
	}
	return xy / math.Sqrt(xx*yy)
}

// SpearmanInterval returns the 95 % interval of a rank correlation r of n pairs:
// Fisher's transform with the standard error of Bonett and Wright (2000),
// sqrt((1 + r²/2) / (n-3)). Below four pairs it is everything; at |r| = 1, where it
// would be a point, it starts from the next smaller r.
func SpearmanInterval(r float64, n int) (lo, hi float64) {
	if n < 4 || math.IsNaN(r) {
		return -1, 1
	}
	if one := 1 - 12/float64(n*(n*n-1)); math.Abs(r) > one { // two neighbours exchanged: the next r that n pairs can have
		lo, _ = SpearmanInterval(one, n)
		if r < 0 {
			return -1, -lo
		}
		return lo, 1
	}
	z, half := math.Atanh(r), z95*math.Sqrt((1+r*r/2)/float64(n-3))
	return math.Tanh(z - half), math.Tanh(z + half)
}

// SpearmanP returns the two-sided p-value of the rank correlation of x and y
// among 9999 random pairings.
func SpearmanP(x, y []float64, seed uint64) float64 {
	a, b := ranks(x), ranks(y)
	seen, asFar := math.Abs(pearson(a, b)), 0
	if math.IsNaN(seen) {
		return 1
	}
	rng := tensor.NewRand(seed, 303)
	const pairings = 9999
	for range pairings {
		rng.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		if math.Abs(pearson(a, b)) >= seen-1e-12 {
			asFar++
		}
	}
	return float64(1+asFar) / (1 + pairings)
}
