package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// windowsCase is an image of lines, windows over it, and what belongs to each.
// Slices end (or start) at guard pages.
type windowsCase struct {
	taps, k, n, pixels, lines int
	atEnd                     bool
}

// image returns the runs of a window, the steps between windows and the size of
// an image that ends with the last window.
func (c windowsCase) image() (runs []int, step, line, size int) {
	step, line = 1+c.k%4, c.pixels*(1+c.k%4)+c.k
	for t := range c.taps {
		runs = append(runs, (c.taps-1-t)*line+t%2) // in any order
	}
	size = c.k + (c.pixels-1)*step + (c.lines-1)*line
	last := 0
	for _, run := range runs {
		last = max(last, run)
	}
	return runs, step, line, size + last
}

func (c windowsCase) pick(t *testing.T, rng *rand.Rand, size int) []float32 {
	x, end := asmtest.GuardedFloat32s(t, size)
	if c.atEnd {
		x = end
	}
	fill(rng, x)
	return x
}

// each calls f for every value that every window holds: its place in the image, in
// the window, and the number of the window.
func (c windowsCase) each(f func(at, value, line, pixel int)) {
	runs, step, line, _ := c.image()
	for l := range c.lines {
		for i := range c.pixels {
			for t, run := range runs {
				for p := range c.k {
					f(l*line+i*step+run+p, t*c.k+p, l, i)
				}
			}
		}
	}
}

func (c windowsCase) mul(t *testing.T, rng *rand.Rand) {
	t.Helper()
	_, nr := asm.MulTileShape()
	runs, step, line, size := c.image()
	values, stepC := c.taps*c.k, c.n+c.k%3
	lineC := c.pixels*stepC + c.lines%2
	a, b := c.pick(t, rng, size), c.pick(t, rng, (c.n+nr-1)/nr*nr*values)
	y := c.pick(t, rng, (c.lines-1)*lineC+(c.pixels-1)*stepC+c.n)
	want, bound := make([]float64, len(y)), make([]float64, len(y))
	for i, v := range y {
		want[i] = float64(v)
	}
	c.each(func(at, value, l, i int) {
		for j := range c.n {
			to := l*lineC + i*stepC + j
			if value == 0 {
				want[to] = 0
			}
			x := float64(a[at]) * float64(b[(j/nr*values+value)*nr+j%nr])
			bound[to] += 1.2e-7 * float64(values) * math.Abs(x)
		}
	})
	c.each(func(at, value, l, i int) {
		for j := range c.n {
			want[l*lineC+i*stepC+j] += float64(a[at]) * float64(b[(j/nr*values+value)*nr+j%nr])
		}
	})
	m := asm.MulWindows{A: a, B: b, C: y, Taps: runs, K: c.k, StepA: step, StepC: stepC, LineA: line, LineC: lineC, Pixels: c.pixels, Lines: c.lines, N: c.n}
	asmtest.NoFault(t, m.Run)
	for i, v := range y {
		require.InDelta(t, want[i], float64(v), bound[i], "%+v: place %d", c, i)
	}
}

func (c windowsCase) outer(t *testing.T, rng *rand.Rand) {
	t.Helper()
	runs, step, line, size := c.image()
	values, stepB, strideC := c.taps*c.k, c.n+c.k%3, c.n+c.taps%2
	lineB := c.pixels*stepB + c.lines%2
	a, b := c.pick(t, rng, size), c.pick(t, rng, (c.lines-1)*lineB+(c.pixels-1)*stepB+c.n)
	sums := c.pick(t, rng, (values-1)*strideC+c.n)
	want, bound := make([]float64, len(sums)), make([]float64, len(sums))
	for i, v := range sums {
		want[i] = float64(v)
		if i%strideC < c.n {
			bound[i] = 1.2e-7 * math.Abs(want[i])
		}
	}
	c.each(func(at, value, l, i int) {
		for j := range c.n {
			x := float64(a[at]) * float64(b[l*lineB+i*stepB+j])
			want[value*strideC+j] += x
			bound[value*strideC+j] += 1.2e-7 * float64(c.lines*c.pixels+1) * math.Abs(x)
		}
	})
	m := asm.OuterWindows{A: a, B: b, C: sums, Taps: runs, K: c.k, StepA: step, StepB: stepB, LineA: line, LineB: lineB,
		Pixels: c.pixels, Lines: c.lines, N: c.n, StrideC: strideC}
	asmtest.NoFault(t, m.Run)
	for i, v := range sums {
		require.InDelta(t, want[i], float64(v), bound[i], "%+v: place %d", c, i)
	}
}

func TestWindows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(11, 12))
		_, nr := asm.MulTileShape()
		for i := 1; i <= 40; i++ {
			c := windowsCase{taps: 1 + i%3, k: 1 + i%9, n: nr, pixels: i, lines: 1 + i%2, atEnd: i%2 == 0}
			c.mul(t, rng)
			c.n, c.pixels, c.k = 1+(5*i)%(2*nr+1), 1+i%15, 1+i%5
			c.mul(t, rng)
			c.n, c.taps, c.k, c.pixels = 1+(3*i)%(2*nr+1), 1, i, 2
			c.outer(t, rng)
			c.taps, c.k, c.lines = 3, 1+i%12, 2
			c.outer(t, rng)
		}
	})
}

func FuzzWindows(f *testing.F) {
	f.Add(uint64(1), 1, 1, 1, 1)
	f.Add(uint64(2), 3, 9, 64, 32)
	f.Add(uint64(3), 7, 21, 33, 13)
	f.Fuzz(func(t *testing.T, seed uint64, taps, k, n, pixels int) {
		c := windowsCase{taps: 1 + abs(taps)%7, k: 1 + abs(k)%21, n: 1 + abs(n)%70, pixels: 1 + abs(pixels)%40, lines: 1 + int(seed%3), atEnd: seed%2 == 0}
		rng := rand.New(rand.NewPCG(seed, 0))
		c.mul(t, rng)
		c.outer(t, rng)
	})
}
