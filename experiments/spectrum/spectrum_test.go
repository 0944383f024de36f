package spectrum_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/spectrum"
	"freqlens/tensor"
)

func images(n, size int) *tensor.Tensor {
	rng, x := tensor.NewRand(1), tensor.New(n, 3, size, size)
	for i := range x.Data() {
		x.Data()[i] = rng.Normal()
	}
	return x
}

func TestPairs(t *testing.T) {
	require.Len(t, spectrum.Pairs(32), 514)
	require.Len(t, spectrum.Pairs(224), 25090)
	self := 0
	for _, p := range spectrum.Pairs(32) {
		if p.Self() {
			self++
		}
	}
	require.Equal(t, 4, self)
}

func TestFiltersSplitAnImage(t *testing.T) {
	for _, size := range []int{16, 15, 32} {
		x := images(2, size)
		s := spectrum.Transform(x)
		all := spectrum.NewMask(size, func(int, int) bool { return true })
		low, high, same := tensor.New(x.Shape()...), tensor.New(x.Shape()...), tensor.New(x.Shape()...)
		s.Filter(same, all)
		s.Filter(low, spectrum.WithoutBands(size, false, 2, 3))
		s.Filter(high, spectrum.WithoutBands(size, false, 0, 1))
		for i, v := range x.Data() {
			require.InDelta(t, v, same.Data()[i], 1e-5)
			require.InDelta(t, v, low.Data()[i]+high.Data()[i], 1e-5)
		}
	}
}

// TestRemoveIsAFilter compares the cosine with the mask, for every frequency;
// all that is removed adds up to the image.
func TestRemoveIsAFilter(t *testing.T) {
	const size = 16
	x := images(1, size)
	s, w := spectrum.Transform(x), spectrum.NewWaves(size)
	want, got, rest := tensor.New(1, 3, size, size), make([]float32, size*size), x.Clone()
	for _, p := range spectrum.Pairs(size) {
		s.Filter(want, spectrum.NewMask(size, func(u, v int) bool {
			return !(u == p.U && v == p.V || u == p.PartnerU && v == p.PartnerV)
		}))
		for c := range 3 {
			plane := x.Data()[c*size*size:][:size*size]
			w.Remove(got, plane, s.At(c, p.U, p.V), p)
			for i, v := range got {
				require.InDelta(t, want.Data()[c*size*size+i], v, 1e-5, "%+v", p)
				rest.Data()[c*size*size+i] -= plane[i] - v
			}
		}
	}
	for _, v := range rest.Data() {
		require.InDelta(t, 0, v, 1e-4)
	}
}

func TestBands(t *testing.T) {
	counts := [4]int{}
	for u := range 32 {
		for v := range 32 {
			counts[spectrum.Band(u, v, 32)]++
		}
	}
	require.Equal(t, [4]int{45, 148, 244, 587}, counts)
}

func ExampleWithoutBands() {
	m := spectrum.WithoutBands(32, false, 0, 1)
	fmt.Println("high-pass keeps", m.Count(), "of", len(m.Keep), "bins")
	// Output: high-pass keeps 831 of 1024 bins
}
