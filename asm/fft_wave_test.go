package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

func TestFFTWave(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for cols := 1; cols <= 70; cols++ {
			rows, step := 1+cols%4, cols+cols%3
			rng := rand.New(rand.NewPCG(uint64(cols), 4))
			src, dst := fftPlane(t, rng, (rows-1)*step+cols), fftPlane(t, rng, (rows-1)*step+cols)
			cr, sr, cc, sc := fftPlane(t, rng, rows), fftPlane(t, rng, rows), fftPlane(t, rng, cols), fftPlane(t, rng, cols)
			kept := append([]float32(nil), dst[0]...)
			fftBoth(t, func(e int) [][]float32 {
				copy(dst[e], kept)
				w := asm.FFTWave{Dst: dst[e], Src: src[e], CosRow: cr[e], SinRow: sr[e], CosCol: cc[e], SinCol: sc[e], Re: 0.3, Im: -0.4, Step: step}
				w.Subtract()
				out := append([]float32(nil), dst[e]...)
				copy(dst[e], src[e])
				w.Src = dst[e]
				w.Subtract()
				return [][]float32{out, dst[e]}
			})
		}
	})
	require.Panics(t, func() { (&asm.FFTWave{}).Subtract() })
	require.Panics(t, func() {
		(&asm.FFTWave{Dst: make([]float32, 3), Src: make([]float32, 4), CosRow: make([]float32, 2), SinRow: make([]float32, 2), CosCol: make([]float32, 2), SinCol: make([]float32, 2), Step: 2}).Subtract()
	})
}

func TestFFTAmplitudes(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for n := 1; n <= 40; n++ {
			rng := rand.New(rand.NewPCG(uint64(n), 6))
			z, sum := fftPlane(t, rng, 2*n), make([]float64, n+1)
			for e := range 2 {
				for i := range sum {
					sum[i] = float64(i)
				}
				asmtest.NoFault(t, func() { asm.FFTAmplitudes(sum[:n], z[e]) })
				for i := range n {
					require.InEpsilon(t, float64(i)+math.Hypot(float64(z[e][2*i]), float64(z[e][2*i+1])), sum[i], 1e-6)
				}
				require.Equal(t, float64(n), sum[n])
			}
		}
	})
}

func TestFFTPairs(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for m := 1; m <= 70; m++ {
			rng := rand.New(rand.NewPCG(uint64(m), 7))
			src, dst, turns := fftPlane(t, rng, 2*m), fftPlane(t, rng, 2*m), fftPlane(t, rng, 2*(m/2+1))
			kept := append([]float32(nil), dst[0]...)
			fftBoth(t, func(e int) [][]float32 {
				copy(dst[e], kept)
				asm.FFTPairs(dst[e], src[e], turns[e], m)
				out := append([]float32(nil), dst[e]...)
				copy(dst[e], src[e])
				asm.FFTPairs(dst[e], dst[e], turns[e], m)
				return [][]float32{out, dst[e]}
			})
		}
	})
}
