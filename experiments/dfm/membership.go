package dfm

import (
	"math"
	"slices"

	"freqlens/asm/parallel"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/stats"
	"freqlens/tensor"
)

// memberPercent is the size of the maps whose membership is given: the paper's
// main one.
const memberPercent = 5

// resamples is how often images are drawn anew.
const resamples = 1000

// Membership returns, for each pair, the probability of being in the map of the
// n highest-scoring bins, from the losses [pair][image]: the share of 1000
// bootstrap resamples of the images in which it is. A map of 50 images is itself
// an estimate; what is in it with a probability of .95 would be found again.
func Membership(losses [][]float64, pairs []spectrum.Pair, n int, seed uint64) []float64 {
	images := len(losses[0])
	const blocks = 20
	counts := make([][]int, blocks)
	parallel.For(blocks, func(b int) {
		counts[b] = make([]int, len(pairs))
		scores, order := make([]float64, len(pairs)), make([]int, len(pairs))
		weight := make([]float64, images)
		for i := b; i < resamples; i += blocks {
			rng := tensor.NewRand(seed, 511, uint64(i))
			clear(weight)
			for range images {
				weight[rng.IntN(images)]++
			}
			for k, l := range losses {
				sum := 0.0
				for m, w := range weight {
					sum += float64(w * l[m])
				}
				scores[k], order[k] = sum, k
			}
			slices.SortFunc(order, func(a, b int) int {
				switch {
				case scores[a] > scores[b]:
					return -1
				case scores[a] < scores[b]:
					return 1
				}
				return a - b
			})
			for kept, k := 0, 0; kept < n && k < len(order); k++ {
				counts[b][order[k]]++
				kept += width(pairs[order[k]])
			}
		}
	})
	out := make([]float64, len(pairs))
	for k := range out {
		for _, c := range counts {
			out[k] += float64(c[k])
		}
		out[k] /= resamples
	}
	return out
}

// width is the number of bins that a pair covers.
func width(p spectrum.Pair) int {
	if p.Self() || p.Half {
		return 1
	}
	return 2
}

func standardError(x []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += float64((v - m) * (v - m))
	}
	return math.Sqrt(sum / float64(len(x)-1) / float64(len(x)))
}

// agreement is the rank correlation r of the scores of the even and the odd
// images, stepped up to all of them: 2r/(1+r) (Spearman 1910, Brown 1910). It is
// 0 where it cannot be computed.
func agreement(losses [][]float64) float64 {
	if len(losses[0]) < 2 {
		return 0
	}
	halves := [2][]float64{make([]float64, len(losses)), make([]float64, len(losses))}
	for k, l := range losses {
		for i, v := range l {
			halves[i%2][k] += v
		}
	}
	r := stats.Spearman(halves[0], halves[1])
	if math.IsNaN(r) || r <= -1 {
		return 0
	}
	return 2 * r / (1 + r)
}
