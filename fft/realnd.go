package fft

import "fmt"

// Real is the element type of a real vector.
type Real interface{ float32 | float64 }

// RealPlan64 is the real transform of one vector in double precision; for reference,
// it is a complex transform of which half is kept.
type RealPlan64 struct{ full *Plan64 }

// NewRealPlan64 returns a plan for real vectors of length n.
func NewRealPlan64(n int) (*RealPlan64, error) {
	full, err := NewPlan64(n)
	if err != nil {
		return nil, err
	}
	return &RealPlan64{full}, nil
}

// Len returns the length of the vectors.
func (p *RealPlan64) Len() int { return p.full.n }

// SpectrumLen returns the number of values of a half spectrum, n/2+1.
func (p *RealPlan64) SpectrumLen() int { return p.full.n/2 + 1 }

// WorkLen returns the length of the scratch space that transforms need.
func (p *RealPlan64) WorkLen() int { return p.full.n + p.full.work }

// Forward sets dst[k], k <= n/2, to the transform of src.
func (p *RealPlan64) Forward(dst []complex128, src []float64, work []complex128) {
	x := work[:p.full.n]
	for i := range x {
		x[i] = complex(src[i], 0)
	}
	p.full.Forward(x, x, work[p.full.n:])
	copy(dst[:p.SpectrumLen()], x)
}

// Inverse undoes [RealPlan64.Forward]. Imaginary parts of src[0] and, for even n,
// src[n/2] count as zero.
func (p *RealPlan64) Inverse(dst []float64, src, work []complex128) {
	n := p.full.n
	x := work[:n]
	x[0] = complex(real(src[0]), 0)
	for k := 1; k <= n/2; k++ {
		x[k], x[n-k] = src[k], complex(real(src[k]), -imag(src[k]))
	}
	if n%2 == 0 {
		x[n/2] = complex(real(src[n/2]), 0)
	}
	p.full.Inverse(x, x, work[n:])
	for i, v := range x {
		dst[i] = real(v)
	}
}

// realRows is the transform along the last axis.
type realRows[R Real, C Complex] interface {
	SpectrumLen() int
	WorkLen() int
	Forward(dst []C, src []R, work []C)
	Inverse(dst []R, src, work []C)
}

// RealPlanND transforms real arrays of any rank along all of their axes; the last axis
// of the spectrum has length n/2+1. [RealPlan2D] does the same for images, much faster.
type RealPlanND[R Real, C Complex] struct {
	rows     realRows[R, C]
	n, count int
	rest     *PlanND[C] // the other axes, of half spectra
}

// NewRealPlanND returns a plan for arrays of float32 of the given shape.
func NewRealPlanND(shape ...int) (*RealPlanND[float32, complex64], error) {
	return newRealPlanND[float32, complex64](shape, func(n int) (realRows[float32, complex64], error) { return NewRealPlan(n) })
}

// NewRealPlanND64 returns a plan for arrays of float64 of the given shape.
func NewRealPlanND64(shape ...int) (*RealPlanND[float64, complex128], error) {
	return newRealPlanND[float64, complex128](shape, func(n int) (realRows[float64, complex128], error) { return NewRealPlan64(n) })
}

func newRealPlanND[R Real, C Complex](shape []int, rows func(n int) (realRows[R, C], error)) (*RealPlanND[R, C], error) {
	size, err := sizeOf(shape)
	if err != nil {
		return nil, err
	}
	if len(shape) == 0 {
		return nil, fmt.Errorf("fft: shape of rank 0, want at least one axis")
	}
	last := len(shape) - 1
	p := &RealPlanND[R, C]{n: shape[last], count: size / shape[last]}
	if p.rows, err = rows(p.n); err != nil {
		return nil, err
	}
	var axes []int
	for a := range last {
		axes = append(axes, a)
	}
	half := append(append([]int(nil), shape[:last]...), p.rows.SpectrumLen())
	if last > 0 {
		p.rest, err = NewPlanND[C](half, axes...)
	}
	return p, err
}

// SpectrumLen returns the number of values of a half spectrum.
func (p *RealPlanND[R, C]) SpectrumLen() int { return p.count * p.rows.SpectrumLen() }

// WorkLen returns the length of the scratch space that transforms need.
func (p *RealPlanND[R, C]) WorkLen() int {
	n := p.rows.WorkLen()
	if p.rest != nil {
		n = max(n, p.rest.work)
	}
	return n + p.SpectrumLen()
}

func (p *RealPlanND[R, C]) check(array []R, spectrum, work []C) {
	if len(array) < p.n*p.count || len(spectrum) < p.SpectrumLen() || len(work) < p.WorkLen() {
		panic(fmt.Sprintf("fft: real plan got an array of %d, a spectrum of %d and work of %d; they need %d, %d and %d",
			len(array), len(spectrum), len(work), p.n*p.count, p.SpectrumLen(), p.WorkLen()))
	}
}

// Forward transforms src.
func (p *RealPlanND[R, C]) Forward(dst []C, src []R, work []C) {
	p.check(src, dst, work)
	half := p.rows.SpectrumLen()
	for i := range p.count {
		p.rows.Forward(dst[i*half:][:half], src[i*p.n:][:p.n], work)
	}
	if p.rest != nil {
		p.rest.Forward(dst, dst, work)
	}
}

// Inverse undoes [RealPlanND.Forward]; src is not changed.
func (p *RealPlanND[R, C]) Inverse(dst []R, src, work []C) {
	p.check(dst, src, work)
	half := p.rows.SpectrumLen()
	x, rest := work[:p.SpectrumLen()], work[p.SpectrumLen():]
	copy(x, src)
	if p.rest != nil {
		p.rest.Inverse(x, x, rest)
	}
	for i := range p.count {
		p.rows.Inverse(dst[i*p.n:][:p.n], x[i*half:][:half], rest)
	}
}
