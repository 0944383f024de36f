package corrupt

import (
	"math"

	"freqlens/tensor"
)

// gaussianNoise adds normal noise to every value.
func gaussianNoise(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	spread := t.gaussian[s]
	for i := range p.pix {
		p.pix[i] += float32(spread * rng.NormFloat64())
	}
	return p
}

// shotNoise replaces every value by a count of photons.
func shotNoise(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	photons := t.shot[s]
	for i, v := range p.pix {
		p.pix[i] = float32(float64(poisson(float64(v)*photons, rng)) / photons)
	}
	return p
}

// impulseNoise turns a share of the values to 0 or 1.
func impulseNoise(p *picture, t *table, s int, rng *tensor.Rand) *picture {
	for i := range p.pix {
		if rng.Float64() <= t.impulse[s] {
			p.pix[i] = float32(rng.IntN(2))
		}
	}
	return p
}

// poisson draws from a Poisson distribution: for small means by multiplying
// uniform numbers, for others by Hörmann's transformed rejection (PTRS, 1993).
func poisson(mean float64, rng *tensor.Rand) int {
	if mean < 10 {
		limit := math.Exp(-mean)
		k := 0
		for product := rng.Float64(); product > limit; product *= rng.Float64() {
			k++
		}
		return k
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	inverse := 1.1239 + 1.1328/(b-3.4)
	ratio := 0.9277 - 3.6224/(b-2)
	for {
		u, v := rng.Float64()-0.5, rng.Float64()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= ratio {
			return int(k)
		}
		if k < 0 || (us < 0.013 && v > us) {
			continue
		}
		lg, _ := math.Lgamma(k + 1)
		if math.Log(v)+math.Log(inverse)-math.Log(a/(us*us)+b) <= k*math.Log(mean)-mean-lg {
			return int(k)
		}
	}
}
