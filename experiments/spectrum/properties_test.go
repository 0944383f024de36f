package spectrum_test

import (
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/spectrum"
	"freqlens/tensor"
)

// TestParseval: energy over pixels is energy over bins divided by S².
func TestParseval(t *testing.T) {
	for _, size := range []int{12, 15, 32} {
		x := images(1, size)
		s := spectrum.Transform(x)
		pixels, bins := 0.0, 0.0
		for i, v := range x.Data() {
			pixels += float64(v) * float64(v)
			a := cmplx.Abs(complex128(s.At(i/(size*size), i/size%size, i%size)))
			bins += a * a
		}
		require.InEpsilon(t, pixels, bins/float64(size*size), 1e-5)
	}
}

// TestMasksAreSymmetric: whatever the predicate, partners share their fate,
// also on the row and column of the highest frequency.
func TestMasksAreSymmetric(t *testing.T) {
	for _, size := range []int{8, 15, 32} {
		rng := tensor.NewRand(uint64(size))
		m := spectrum.NewMask(size, func(int, int) bool { return rng.IntN(3) == 0 })
		for u := range size {
			for v := range size {
				require.Equal(t, m.Keep[u*size+v], m.Keep[(size-u)%size*size+(size-v)%size], "bin (%d,%d) of %d", u, v, size)
			}
		}
	}
}

// TestFilterIsAProjection: filtering twice changes nothing more.
func TestFilterIsAProjection(t *testing.T) {
	const size = 16
	x := images(1, size)
	rng := tensor.NewRand(2)
	m := spectrum.NewMask(size, func(int, int) bool { return rng.IntN(2) == 0 })
	once, twice := tensor.New(x.Shape()...), tensor.New(x.Shape()...)
	spectrum.Transform(x).Filter(once, m)
	spectrum.Transform(once).Filter(twice, m)
	for i, v := range once.Data() {
		require.InDelta(t, v, twice.Data()[i], 1e-5)
	}
}
