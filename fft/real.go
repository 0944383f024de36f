package fft

import (
	"fmt"
	"unsafe"

	"freqlens/asm"
)

// RealPlan transforms vectors of real numbers of one length. The spectrum X of
// a real vector satisfies X[n-k] = conj(X[k]), so only n/2+1 values are kept.
//
// For even n = 2m, elements at even and odd places are taken as real and imaginary parts of
// m complex numbers, which costs nothing. Their transform Z is E + iO, E and O being the transforms of
// the two halves, and E and O come apart because theirs are spectra of real vectors:
//
//	X[k] = E[k] + w^k O[k],   w = exp(-2πi/n)
//	2 E[k] = Z[k] + conj(Z[m-k]),   2i O[k] = Z[k] - conj(Z[m-k])
type RealPlan struct {
	n    int
	full *Plan     // for odd n
	half *Plan     // for even n
	turn []float32 // w^k/2i, complex
	back []float32 // i conj(w^k)/2, complex
}

// NewRealPlan returns a plan for real vectors of length n.
func NewRealPlan(n int) (*RealPlan, error) {
	p := &RealPlan{n: n}
	var err error
	if n%2 != 0 || n < 2 {
		if p.full, err = NewPlan(n); err != nil {
			return nil, err
		}
		return p, nil
	}
	if p.half, err = NewPlan(n / 2); err != nil {
		return nil, err
	}
	for k := range n/4 + 1 {
		w := root[complex128](k, n)
		re, im := float32(real(w)/2), float32(imag(w)/2)
		p.turn = append(p.turn, im, -re)
		p.back = append(p.back, im, re)
	}
	return p, nil
}

// Len returns the length of the vectors.
func (p *RealPlan) Len() int { return p.n }

// SpectrumLen returns the number of values of a half spectrum, n/2+1.
func (p *RealPlan) SpectrumLen() int { return p.n/2 + 1 }

// WorkLen returns the length of the scratch space that transforms need.
func (p *RealPlan) WorkLen() int {
	if p.half != nil {
		return p.n/2 + p.half.work
	}
	return p.n + p.full.work
}

func (p *RealPlan) check(vector []float32, spectrum, work []complex64) {
	if len(vector) < p.n || len(spectrum) < p.SpectrumLen() || len(work) < p.WorkLen() {
		panic(fmt.Sprintf("fft: real plan of length %d got a vector of %d, a spectrum of %d and work of %d; they need %d, %d and %d",
			p.n, len(vector), len(spectrum), len(work), p.n, p.SpectrumLen(), p.WorkLen()))
	}
}

// Forward sets dst[k], k from 0 to n/2, to the sum over j of
// src[j] exp(-2πi jk/n).
func (p *RealPlan) Forward(dst []complex64, src []float32, work []complex64) {
	p.check(src, dst, work)
	if p.half == nil {
		x := work[:p.n]
		for i := range x {
			x[i] = complex(src[i], 0)
		}
		p.full.Forward(x, x, work[p.n:])
		copy(dst, x[:p.n/2+1])
		return
	}
	m := p.n / 2
	p.half.Forward(dst[:m], paired(src), work)
	asm.FFTPairs(parts(dst), parts(dst), p.turn, m)
	re, im := real(dst[0]), imag(dst[0])
	dst[0], dst[m] = complex(re+im, 0), complex(re-im, 0)
}

// paired takes numbers at even places as real and at odd places as imaginary parts.
func paired(x []float32) []complex64 {
	return unsafe.Slice((*complex64)(unsafe.Pointer(&x[0])), len(x)/2)
}

// Inverse undoes [RealPlan.Forward]; src is not changed. Imaginary parts of src[0] and,
// for even n, src[n/2] count as zero.
func (p *RealPlan) Inverse(dst []float32, src, work []complex64) {
	p.check(dst, src, work)
	if p.half == nil {
		x := work[:p.n]
		x[0] = complex(real(src[0]), 0)
		for k := 1; k <= p.n/2; k++ {
			x[k] = src[k]
			x[p.n-k] = complex(real(src[k]), -imag(src[k]))
		}
		p.full.Inverse(x, x, work[p.n:])
		for i := range p.n {
			dst[i] = real(x[i])
		}
		return
	}
	m := p.n / 2
	z := work[:m]
	asm.FFTPairs(parts(z), parts(src), p.back, m)
	first, last := real(src[0]), real(src[m])
	z[0] = complex((first+last)/2, (first-last)/2)
	p.half.Inverse(paired(dst), z, work[m:])
}
