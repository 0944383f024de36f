package fft

import (
	"unsafe"

	"freqlens/asm"
)

// planes holds complex numbers as two planes, which is how vector registers
// like them: no instruction has to exchange real and imaginary parts.
type planes struct{ re, im []float32 }

func (p planes) swapped() planes { return planes{p.im, p.re} }

// columns transforms as many vectors of one length at once as a register has
// lanes, one vector in each lane: no butterfly ever crosses lanes.
type columns struct {
	n      int
	passes []columnPass
}

type columnPass struct {
	radix, blocks, m int
	twiddles         []float32
}

// newColumns returns nil for lengths with a prime factor above 13. It is made for
// registers of so many lanes.
func newColumns(n, width int) *columns {
	factors := columnFactors(n, width)
	if factors == nil {
		return nil
	}
	return &columns{n: n, passes: columnPasses(n, factors)}
}

// columnPasses returns one pass for each factor of n.
func columnPasses(n int, factors []int) []columnPass {
	var passes []columnPass
	m := 1
	for _, r := range factors {
		p := columnPass{radix: r, blocks: n / (r * m), m: m}
		for k := range m {
			for j := 1; j < r; j++ {
				w := root[complex64](j*k, r*m)
				p.twiddles = append(p.twiddles, real(w), imag(w))
			}
		}
		passes = append(passes, p)
		m *= r
	}
	return passes
}

// columnFactors prefers the radices with the fewest passes over memory: eights,
// and fours in place of a two; sixteens where registers are enough for them, which
// only the widest are.
func columnFactors(n, width int) []int {
	var out []int
	twos := 0
	for ; n%2 == 0; n /= 2 {
		twos++
	}
	for _, r := range []int{13, 11, 7, 5, 3} {
		for ; n%r == 0; n /= r {
			out = append(out, r)
		}
	}
	if n > 1 {
		return nil
	}
	for sixteen := width == maxWidth && asm.FFTRadix16(); sixteen && (twos == 4 || twos > 6); twos -= 4 {
		out = append(out, 16)
	}
	for ; twos >= 3 && twos != 4; twos -= 3 {
		out = append(out, 8)
	}
	for ; twos >= 2; twos -= 2 {
		out = append(out, 4)
	}
	if twos == 1 {
		out = append(out, 2)
	}
	if out == nil {
		out = []int{}
	}
	return out
}

// scratch returns the number of float32 that run needs beside its operands.
func (c *columns) scratch() int { return 4 * c.n * maxWidth }

// maxWidth is the widest register of any level, in float32.
const maxWidth = 16

// run transforms n columns, n at least width, in groups of width; the last group
// overlaps the one before if n is no multiple of the width. Element j of the first
// column is in[j*inStep]. The operands may be the same if no two groups overlap and
// the length has two factors or more.
func (c *columns) run(width, n int, out planes, outStep int, in planes, inStep int, work []float32) {
	size := c.n * width
	buffers := [2]planes{{work[:size], work[size:][:size]}, {work[2*size:][:size], work[3*size:][:size]}}
	pass := asm.FFTPass{Width: width}
	last := len(c.passes) - 1
	for at := 0; ; at = min(at+width, n-width) {
		pass.InRe, pass.InIm, pass.InStep = in.re[at:], in.im[at:], inStep
		for i := range c.passes {
			p := &c.passes[i]
			pass.Radix, pass.Blocks, pass.M, pass.Twiddles = p.radix, p.blocks, p.m, p.twiddles
			if i == last {
				pass.OutRe, pass.OutIm, pass.OutStep = out.re[at:], out.im[at:], outStep
			} else {
				b := &buffers[i&1]
				pass.OutRe, pass.OutIm, pass.OutStep = b.re, b.im, width
			}
			pass.Run()
			pass.InRe, pass.InIm, pass.InStep = pass.OutRe, pass.OutIm, pass.OutStep
		}
		if at == n-width {
			return
		}
	}
}

// groups yields the starts of groups of width that cover n.
func groups(n, width int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; at+width <= n; at += width {
			if !yield(at) {
				return
			}
		}
		if n%width != 0 {
			yield(n - width)
		}
	}
}

// chooseWidth returns the widest register that neither dimension is narrower
// than, 0 if there is none.
func chooseWidth(n int) int {
	for _, w := range asm.FFTWidths() {
		if w <= n {
			return w
		}
	}
	return 0
}

// floats returns complex numbers as the float32 they are made of, starting at a
// multiple of 64 bytes; the first up to 15 are lost to that.
func floats(x []complex64) []float32 {
	if len(x) == 0 {
		return nil
	}
	f := unsafe.Slice((*float32)(unsafe.Pointer(&x[0])), 2*len(x))
	skip := -int(uintptr(unsafe.Pointer(&f[0]))/4) & 15
	return f[min(skip, len(f)):]
}

// parts returns complex numbers as real and imaginary parts in turn.
func parts(x []complex64) []float32 {
	if len(x) == 0 {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&x[0])), 2*len(x))
}
