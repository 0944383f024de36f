package tensor

import "math/rand/v2"

// Rand is a reproducible stream of random numbers. Streams with the same seed
// and different stream numbers are independent, so that every consumer (the
// weights of layer 3, image 17 of epoch 2) can have its own, whatever the order
// in which they are used.
type Rand struct{ *rand.Rand }

// NewRand returns the stream of a seed and any number of stream numbers.
func NewRand(seed uint64, stream ...uint64) *Rand {
	hi, lo := mix(seed), mix(seed^0x9e3779b97f4a7c15)
	for _, s := range stream {
		hi, lo = mix(hi^s), mix(lo+s+0x632be59bd9b4e019)
	}
	return &Rand{rand.New(rand.NewPCG(hi, lo))}
}

// mix is the finaliser of SplitMix64: neighbouring inputs give unrelated outputs.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Uniform returns a number in [lo,hi), which rounding may bring to hi.
func (r *Rand) Uniform(lo, hi float32) float32 { return lo + float32((hi-lo)*r.Float32()) }

// Normal returns a number from the standard normal distribution.
func (r *Rand) Normal() float32 { return float32(r.NormFloat64()) }
