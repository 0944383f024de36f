package asm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// unitCircle returns n random complex numbers of modulus 1.
func unitCircle(rng *rand.Rand, n int) []float32 {
	out := make([]float32, 2*n)
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * rng.Float64())
		out[2*i], out[2*i+1] = float32(c), float32(s)
	}
	return out
}

func TestFFTSpread(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			for radix := 2; radix <= w; radix *= 2 {
				for _, c := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {2, 4}} {
					blocks, m := c[0], c[1]
					rng := rand.New(rand.NewPCG(uint64(radix), uint64(m)))
					s := asm.FFTSpread{Radix: radix, M: m, Blocks: blocks, Width: w, Leg: 2*w*m + 3, Twiddles: unitCircle(rng, m*(radix-1))}
					s.Block = radix*s.Leg + 5
					s.Prepare()
					x := fftPlane(t, rng, (blocks-1)*s.Block+(radix-1)*s.Leg+2*w*m)
					kept := append([]float32(nil), x[0]...)
					fftBoth(t, func(e int) [][]float32 {
						copy(x[e], kept)
						s.Run(x[e])
						return [][]float32{x[e]}
					})
				}
			}
		}
	})
}

func TestFFTFirstAndOpen(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			for _, radix := range []int{w, 3, 5, 7, 11, 13} {
				for m := 1; m <= 3; m++ {
					for _, inverse := range []bool{false, true} {
						testFirst(t, w, radix, m, inverse)
					}
				}
			}
		}
	})
}

func testFirst(t *testing.T, w, radix, m int, inverse bool) {
	rng := rand.New(rand.NewPCG(uint64(radix), uint64(m)))
	s := asm.FFTSpread{Radix: radix, M: m, Blocks: 1, Width: w, Leg: 2*w*m + 2, SrcLeg: 2*w*m + 1}
	reach := (radix-1)*s.Leg + 2*w*m
	if radix == w {
		s.Twiddles = unitCircle(rng, m*(radix-1))
	} else {
		s.Leg, s.Step = 2*w+1, radix*(2*w+1)+3
		reach = (radix-1)*s.Leg + (m-1)*s.Step + 2*w
	}
	s.Prepare()
	src, dst := fftPlane(t, rng, (radix-1)*s.SrcLeg+2*w*m), fftPlane(t, rng, reach)
	kept := append([]float32(nil), dst[0]...)
	fftBoth(t, func(e int) [][]float32 {
		copy(dst[e], kept)
		if s.Step > 0 {
			s.Open(dst[e], src[e], inverse)
		} else {
			s.First(dst[e], src[e], inverse)
		}
		return [][]float32{dst[e]}
	})
}

// Shares of a first pass are that pass.
func TestFFTShare(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			const m = 5
			rng := rand.New(rand.NewPCG(uint64(w), 8))
			s := asm.FFTSpread{Radix: w, M: m, Blocks: 1, Width: w, Leg: 2*w*m + 2, SrcLeg: 2 * w * m, Twiddles: unitCircle(rng, m*(w-1))}
			s.Prepare()
			src := fftPlane(t, rng, w*s.SrcLeg)[0]
			want, got := make([]float32, w*s.Leg), make([]float32, w*s.Leg)
			s.First(want, src, false)
			for _, c := range [][2]int{{0, 2}, {2, 3}, {3, m}} {
				p := s.Share(c[0], c[1])
				p.First(got[2*w*c[0]:], src[2*w*c[0]:], false)
			}
			require.Equal(t, want, got)
			require.Panics(t, func() { s.Share(2, 2) })
		}
	})
}

func TestFFTLast(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			for groups := 1; groups <= 3; groups++ {
				for _, inverse := range []bool{false, true} {
					rng := rand.New(rand.NewPCG(uint64(w), uint64(groups)))
					s := asm.FFTLast{Width: w, Row: 2*w + 1, Leg: 2*w*groups + 2, SrcGroup: w * (2*w + 1), DstGroup: 2 * w, TurnGroup: 2 * w * w, Scale: 0.25}
					s.Prepare()
					src := fftPlane(t, rng, (groups-1)*s.SrcGroup+(w-1)*s.Row+2*w)
					dst := fftPlane(t, rng, (groups-1)*s.DstGroup+(w-1)*s.Leg+2*w)
					turns := fftPlane(t, rng, groups*s.TurnGroup)
					for i := range turns[0] { // of modulus below 1
						turns[0][i], turns[1][i] = turns[0][i]/8, turns[1][i]/8
					}
					kept := append([]float32(nil), dst[0]...)
					fftBoth(t, func(e int) [][]float32 {
						copy(dst[e], kept)
						s.Run(dst[e], src[e], turns[e], groups, inverse)
						return [][]float32{dst[e]}
					})
				}
			}
		}
	})
}

func TestFFTLine(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for n := 1; n <= 512; n *= 2 {
			w := asm.FFTLineRow(n)
			if w == 0 {
				continue
			}
			for _, inverse := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d, inverse %v", n, inverse), func(t *testing.T) { testLine(t, n, w, inverse) })
			}
		}
	})
}

func testLine(t *testing.T, n, w int, inverse bool) {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	src, dst, turns := fftPlane(t, rng, 2*n), fftPlane(t, rng, 2*n), fftPlane(t, rng, 2*n)
	for k := range n / w {
		for l := range w {
			s, c := math.Sincos(-2 * math.Pi * float64(k*asm.FFTLane(l, w)) / float64(n))
			for e := range 2 {
				turns[e][2*w*k+l], turns[e][2*w*k+w+l] = float32(c), float32(s)
			}
		}
	}
	sign, scale := -1.0, 1.0
	if inverse {
		sign, scale = 1, 1/float64(n)
	}
	for e := range 2 {
		asmtest.NoFault(t, func() { asm.FFTLine(n, dst[e], src[e], turns[e], inverse) })
		for k := range n {
			var re, im float64
			for j := range n {
				s, c := math.Sincos(sign * 2 * math.Pi * float64(j*k%n) / float64(n))
				a, b := float64(src[e][2*j]), float64(src[e][2*j+1])
				re, im = re+a*c-b*s, im+a*s+b*c
			}
			require.InDelta(t, scale*re, dst[e][2*k], 3e-5*scale*math.Sqrt(float64(n)), "frequency %d", k)
			require.InDelta(t, scale*im, dst[e][2*k+1], 3e-5*scale*math.Sqrt(float64(n)), "frequency %d", k)
		}
	}
}

func TestFFTLineRefuses(t *testing.T) {
	require.Panics(t, func() { asm.FFTLine(48, make([]float32, 96), make([]float32, 96), make([]float32, 96), false) })
	require.Panics(t, func() { asm.FFTLine(64, make([]float32, 96), make([]float32, 128), make([]float32, 128), false) })
	require.Panics(t, func() { (&asm.FFTSpread{Radix: 2, M: 1, Blocks: 1, Width: 8}).Prepare() })
	require.Panics(t, func() { (&asm.FFTSpread{}).Run(nil) })
	require.Panics(t, func() { (&asm.FFTSpread{}).First(nil, nil, false) })
	require.Panics(t, func() { (&asm.FFTSpread{}).Open(nil, nil, false) })
	require.Panics(t, func() { (&asm.FFTLast{Row: -1}).Prepare() })
	require.Panics(t, func() { (&asm.FFTLast{Width: 8}).Run(nil, nil, nil, 1, false) })
}
