package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// normPoolDefinition computes what [asm.NormPool] does to pixel values x: the pooled
// row, for each window and channel the pixel (0 to 3) that is taken, or -1.
func normPoolDefinition(x, scale, shift []float32, width int) (pooled []float64, taken []int) {
	c := len(scale)
	for w := range width / 2 {
		for i := range c {
			largest, at := math.Inf(-1), -1
			for k := range 4 {
				v := x[((k/2)*width+2*w+k%2)*c+i]
				y := max(math.FMA(float64(v), float64(scale[i]), float64(shift[i])), 0)
				if y > largest {
					largest, at = y, k
				}
			}
			if largest <= 0 {
				at = -1
			}
			pooled, taken = append(pooled, largest), append(taken, at)
		}
	}
	return pooled, taken
}

func TestNormPool(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(3, 5))
		for turn, c := range []int{16, 32, 48, 64, 144} {
			if !asm.NormPoolsWith(c) {
				continue
			}
			for _, width := range []int{2, 4, 10} {
				checkNormPool(t, rng, width, c, turn)
			}
		}
	})
}

func checkNormPool(t *testing.T, rng *rand.Rand, width, c, turn int) {
	size := 2 * width * c
	x, dx, y, dy := guarded(t, rng, size, turn), guarded(t, rng, size, turn+1), guarded(t, rng, size/4, turn), guarded(t, rng, size/4, turn)
	p := asm.NormPool{X: x, DY: dy, Scale: guarded(t, rng, c, turn), Shift: guarded(t, rng, c, turn), Mean: guarded(t, rng, c, turn),
		Slope: guarded(t, rng, c, turn), Offset: guarded(t, rng, c, turn), S1: guarded(t, rng, c, turn), S2: guarded(t, rng, c, turn), Width: width}
	copy(x[c:2*c], x[:c]) // the first of equal values is taken
	x[size-1] = float32(math.NaN())
	clear(p.S1)
	clear(p.S2)
	pooled, taken := normPoolDefinition(x, p.Scale, p.Shift, width)
	s1, s2 := make([]float64, c), make([]float64, c)
	want := make([]float64, size)
	for at := range want {
		pixel, i := at/c, at%c
		want[at] = float64(p.Slope[i])*float64(x[at]) + float64(p.Offset[i])
		k, window := pixel/width*2+pixel%2, pixel%width/2*c+i
		if taken[window] == k {
			g := float64(dy[window])
			want[at] += float64(p.Scale[i]) * g
			s1[i], s2[i] = s1[i]+g, s2[i]+g*(float64(x[at])-float64(p.Mean[i]))
		}
	}
	asmtest.NoFault(t, func() {
		p.Dst = y
		p.Apply()
		p.Dots()
		p.Dst = dx
		p.Grad()
		p.Dst = x
		p.Grad()
	})
	for i := range size - 1 {
		require.InDelta(t, want[i], dx[i], 1e-5, "width %d, %d channels, at %d", width, c, i)
	}
	require.Equal(t, dx[:size-1], x[:size-1], "in place")
	for i := range y {
		require.InDelta(t, pooled[i], y[i], 1e-5)
	}
	for i := range c - 1 { // the last channel has a NaN
		require.InDelta(t, s1[i], p.S1[i], 1e-5)
		require.InDelta(t, s2[i], p.S2[i], 2e-5)
	}
}
