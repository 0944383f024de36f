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

// fftPlane returns the same random numbers twice: flush with the page before and with the page behind.
func fftPlane(t *testing.T, rng *rand.Rand, n int) [2][]float32 {
	a, _ := asmtest.GuardedFloat32s(t, n)
	_, b := asmtest.GuardedFloat32s(t, n)
	for i := range a {
		a[i] = float32(rng.NormFloat64())
		b[i] = a[i]
	}
	return [2][]float32{a, b}
}

// fftBoth runs f at the level in force on planes at both edges of memory, then as plain Go,
// and compares what it returns.
func fftBoth(t *testing.T, f func(edge int) [][]float32) {
	level := asm.Active()
	var got [2][][]float32
	asmtest.NoFault(t, func() {
		for edge := range 2 {
			for _, x := range f(edge) {
				got[edge] = append(got[edge], append([]float32(nil), x...))
			}
		}
	})
	require.NoError(t, asm.SetLevel(asm.Generic))
	want := f(0)
	require.NoError(t, asm.SetLevel(level))
	for edge := range 2 {
		for i, w := range want {
			for j := range w {
				require.InDelta(t, w[j], got[edge][i][j], 4e-6, "edge %d, plane %d, place %d", edge, i, j)
			}
		}
	}
}

func TestFFTPass(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, width := range asm.FFTWidths() {
			for _, radix := range []int{2, 3, 4, 5, 7, 8, 11, 13, 16} {
				for _, c := range [][2]int{{1, 1}, {3, 1}, {1, 3}, {2, 2}, {4, 5}} {
					t.Run(fmt.Sprintf("%d columns, radix %d, %d x %d", width, radix, c[0], c[1]), func(t *testing.T) {
						testPass(t, width, radix, c[0], c[1])
					})
				}
			}
		}
	})
}

func testPass(t *testing.T, width, radix, blocks, m int) {
	rng := rand.New(rand.NewPCG(uint64(radix), uint64(blocks*10+m)))
	n := radix * blocks * m
	inStep, outStep := width+3, width+5
	tw := make([]float32, 2*(radix-1)*m)
	for k := range m {
		for j := 1; j < radix; j++ {
			s, c := math.Sincos(-2 * math.Pi * float64(j*k) / float64(radix*m))
			tw[2*(k*(radix-1)+j-1)], tw[2*(k*(radix-1)+j-1)+1] = float32(c), float32(s)
		}
	}
	inRe, inIm := fftPlane(t, rng, (n-1)*inStep+width), fftPlane(t, rng, (n-1)*inStep+width)
	outRe, outIm := fftPlane(t, rng, (n-1)*outStep+width), fftPlane(t, rng, (n-1)*outStep+width)
	fftBoth(t, func(e int) [][]float32 {
		p := asm.FFTPass{InRe: inRe[e], InIm: inIm[e], OutRe: outRe[e], OutIm: outIm[e], InStep: inStep, OutStep: outStep,
			Radix: radix, Blocks: blocks, M: m, Width: width, Twiddles: tw}
		p.Run()
		return [][]float32{outRe[e], outIm[e]}
	})
}

func TestFFTMove(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			rng := rand.New(rand.NewPCG(uint64(w), 1))
			for tiles := 1; tiles <= 3; tiles++ {
				square := (w-1)*(tiles*w+1) + tiles*w
				src, src2 := fftPlane(t, rng, square), fftPlane(t, rng, square)
				dst, dst2 := fftPlane(t, rng, tiles*w*(w+2)-2), fftPlane(t, rng, tiles*w*(w+2)-2)
				down := asm.FFTMove{SrcStep: tiles*w + 1, SrcTile: w, DstStep: w + 2, DstTile: w * (w + 2), Tiles: tiles, Width: w}
				fftBoth(t, func(e int) [][]float32 {
					m := down
					m.Src, m.Dst = src[e], dst[e]
					m.Transpose()
					return [][]float32{dst[e]}
				})
				fftBoth(t, func(e int) [][]float32 {
					m := down
					m.Src, m.Src2, m.Dst = src[e], src2[e], dst[e]
					m.Interleave()
					return [][]float32{dst[e]}
				})
				fftBoth(t, func(e int) [][]float32 {
					m := down
					m.Src, m.Dst, m.Dst2 = src[e], dst[e], dst2[e]
					m.Deinterleave()
					return [][]float32{dst[e], dst2[e]}
				})
			}
		}
	})
}

func TestFFTTangle(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, w := range asm.FFTWidths() {
			for rows := 1; rows <= 5; rows++ {
				testTangle(t, w, rows)
			}
		}
	})
}

func testTangle(t *testing.T, w, rows int) {
	rng := rand.New(rand.NewPCG(uint64(w), uint64(rows)))
	zStep, xStep := w+1, w+3
	z, x, m := (rows-1)*zStep+w, (rows-1)*xStep+w, rows*zStep+w
	var p [8][2][]float32
	for i := range p {
		p[i] = fftPlane(t, rng, [...]int{z, z, m, m, x, x, x, x}[i])
	}
	cos, sin := fftPlane(t, rng, w), fftPlane(t, rng, w)
	tangle := func(e int) asm.FFTTangle {
		return asm.FFTTangle{ZRe: p[0][e], ZIm: p[1][e], MRe: p[2][e], MIm: p[3][e], X0Re: p[4][e], X0Im: p[5][e], X1Re: p[6][e], X1Im: p[7][e],
			Cos: cos[e], Sin: sin[e], Scale: 0.25, ZStep: zStep, XStep: xStep, MAt: 0, MFirst: rows * zStep, Rows: rows, Width: w}
	}
	fftBoth(t, func(e int) [][]float32 {
		g := tangle(e)
		g.Untangle()
		return [][]float32{p[4][e], p[5][e], p[6][e], p[7][e]}
	})
	fftBoth(t, func(e int) [][]float32 {
		g := tangle(e)
		g.Tangle()
		return [][]float32{p[0][e], p[1][e], p[2][e], p[3][e]}
	})
}

func TestFFTPlanes(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for n := 1; n <= 70; n += 3 {
			rng := rand.New(rand.NewPCG(uint64(n), 2))
			re, im, mixed := fftPlane(t, rng, n), fftPlane(t, rng, n), fftPlane(t, rng, 2*n)
			c, s := fftPlane(t, rng, n), fftPlane(t, rng, n)
			fftBoth(t, func(e int) [][]float32 {
				asm.FFTMerge(mixed[e], re[e], im[e])
				return [][]float32{mixed[e]}
			})
			fftBoth(t, func(e int) [][]float32 {
				asm.FFTSplit(c[e], s[e], mixed[e])
				return [][]float32{c[e], s[e]}
			})
			fftBoth(t, func(e int) [][]float32 {
				copy(re[e], c[e])
				copy(im[e], s[e])
				asm.FFTRotate(re[e], im[e], s[e], c[e])
				return [][]float32{re[e], im[e]}
			})
		}
	})
}

func TestFFTRefusesShortSlices(t *testing.T) {
	require.Panics(t, func() { (&asm.FFTPass{Radix: 2, Blocks: 1, M: 1, Width: 4}).Run() })
	require.Panics(t, func() { (&asm.FFTMove{Tiles: 1, Width: 4}).Transpose() })
	require.Panics(t, func() {
		(&asm.FFTMove{Tiles: 1, Width: 4, Src: make([]float32, 99), Dst: make([]float32, 99)}).Interleave()
	})
	require.Panics(t, func() { (&asm.FFTTangle{Rows: 1, Width: 4}).Tangle() })
}
