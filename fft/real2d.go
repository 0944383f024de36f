package fft

import "fmt"

// Plan2D transforms H x W arrays of complex64: all rows, then all columns.
type Plan2D struct {
	h, w       int
	rows, cols *Plan
	vector     *complexVector // nil where plain Go applies
}

// NewPlan2D returns a plan for arrays of h rows and w columns.
func NewPlan2D(h, w int) (*Plan2D, error) {
	if _, err := sizeOf([]int{h, w}); err != nil {
		return nil, err
	}
	cols, err := NewPlan(h)
	if err != nil {
		return nil, err
	}
	rows, err := NewPlan(w)
	if err != nil {
		return nil, err
	}
	return &Plan2D{h, w, rows, cols, newComplexMatrix(h, w)}, nil
}

// WorkLen returns the length of the scratch space that transforms need.
func (p *Plan2D) WorkLen() int {
	n := p.h + max(p.rows.WorkLen(), p.cols.WorkLen())
	if p.vector != nil {
		n = max(n, p.vector.workLen())
	}
	return n
}

func (p *Plan2D) check(dst, src, work []complex64) {
	if min(len(dst), len(src)) < p.h*p.w || len(work) < p.WorkLen() {
		panic(fmt.Sprintf("fft: plan of %dx%d arrays got dst %d, src %d and work %d long; work needs %d", p.h, p.w, len(dst), len(src), len(work), p.WorkLen()))
	}
}

// Forward sets dst[u*W+v] to the sum over all pixels (i, j) of
// src[i*W+j] exp(-2πi (ui/H + vj/W)). dst may be src.
func (p *Plan2D) Forward(dst, src, work []complex64) {
	p.check(dst, src, work)
	if width := p.vector.width(); width > 0 {
		p.vector.transform2D(width, dst, src, work, false)
		return
	}
	for i := range p.h {
		p.rows.Forward(dst[i*p.w:][:p.w], src[i*p.w:][:p.w], work)
	}
	eachColumn(dst, p.h, p.w, p.cols, work, p.cols.Forward)
}

// Inverse undoes [Plan2D.Forward]. dst may be src.
func (p *Plan2D) Inverse(dst, src, work []complex64) {
	p.check(dst, src, work)
	if width := p.vector.width(); width > 0 {
		p.vector.transform2D(width, dst, src, work, true)
		return
	}
	for i := range p.h {
		p.rows.Inverse(dst[i*p.w:][:p.w], src[i*p.w:][:p.w], work)
	}
	eachColumn(dst, p.h, p.w, p.cols, work, p.cols.Inverse)
}

func eachColumn(x []complex64, h, w int, plan *Plan, work []complex64, f func(dst, src, work []complex64)) {
	column, rest := work[:h], work[h:]
	for j := range w {
		for i := range h {
			column[i] = x[i*w+j]
		}
		f(column, column, rest)
		for i := range h {
			x[i*w+j] = column[i]
		}
	}
}

// RealPlan transforms vectors of real numbers of one length. The spectrum X of
// a real vector satisfies X[n-k] = conj(X[k]), so only n/2+1 values are kept.
type RealPlan struct {
	n    int
	full *Plan
	half *Plan       // for even n: the transform of the vector taken as n/2 complex numbers
	turn []complex64 // exp(-2πi k/n)
}

// NewRealPlan returns a plan for real vectors of length n.
func NewRealPlan(n int) (*RealPlan, error) {
	p := &RealPlan{n: n}
	var err error
	if n%2 != 0 || n < 2 {
		p.full, err = NewPlan(n)
		return p, err
	}
	if p.half, err = NewPlan(n / 2); err != nil {
		return nil, err
	}
	for k := range n/2 + 1 {
		p.turn = append(p.turn, root[complex64](k, n))
	}
	return p, nil
}

// SpectrumLen returns the number of values of a half spectrum, n/2+1.
func (p *RealPlan) SpectrumLen() int { return p.n/2 + 1 }

// WorkLen returns the length of the scratch space that transforms need.
func (p *RealPlan) WorkLen() int {
	if p.half != nil {
		return p.n/2 + p.half.WorkLen()
	}
	return p.n + p.full.WorkLen()
}

// Forward sets dst[k], k from 0 to n/2, to the sum over j of
// src[j] exp(-2πi jk/n).
func (p *RealPlan) Forward(dst []complex64, src []float32, work []complex64) {
	if p.half == nil {
		x := work[:p.n]
		for i := range x {
			x[i] = complex(src[i], 0)
		}
		p.full.Forward(x, x, work[p.n:])
		copy(dst, x[:p.n/2+1])
		return
	}
	// Even and odd elements as real and imaginary part: Z = E + iO, and
	// X[k] = E[k] + w^k O[k] with E and O from Z[k] and conj(Z[m-k]).
	m := p.n / 2
	z := work[:m]
	for i := range z {
		z[i] = complex(src[2*i], src[2*i+1])
	}
	p.half.Forward(z, z, work[m:])
	for k := range m + 1 {
		a, b := z[k%m], z[(m-k)%m]
		b = complex(real(b), -imag(b))
		e, o := (a+b)*0.5, (a-b)*complex(0, -0.5)
		dst[k] = e + p.turn[k]*o
	}
}

// Inverse undoes [RealPlan.Forward]. Imaginary parts of src[0] and, for even n,
// src[n/2] count as zero.
func (p *RealPlan) Inverse(dst []float32, src, work []complex64) {
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
	at := func(k int) complex64 {
		if k == 0 || k == m {
			return complex(real(src[k]), 0)
		}
		return src[k]
	}
	for k := range z {
		a, b := at(k), at(m-k)
		b = complex(real(b), -imag(b))
		w := complex(real(p.turn[k]), -imag(p.turn[k]))
		e, o := (a+b)*0.5, (a-b)*0.5*w
		z[k] = e + o*complex(0, 1)
	}
	p.half.Inverse(z, z, work[m:])
	for i, v := range z {
		dst[2*i], dst[2*i+1] = real(v), imag(v)
	}
}

// RealPlan2D transforms H x W images of real numbers into H x (W/2+1) half
// spectra: column v > W/2 of row u is the conjugate of column W-v of row (H-u)%H.
type RealPlan2D struct {
	h, w int
	rows *RealPlan
	cols *Plan

	vector *realVector // nil where only plain Go applies
}

// NewRealPlan2D returns a plan for images of h rows and w columns.
func NewRealPlan2D(h, w int) (*RealPlan2D, error) {
	if _, err := sizeOf([]int{h, w}); err != nil {
		return nil, err
	}
	cols, err := NewPlan(h)
	if err != nil {
		return nil, err
	}
	rows, err := NewRealPlan(w)
	if err != nil {
		return nil, err
	}
	return &RealPlan2D{h, w, rows, cols, newRealVector(h, w)}, nil
}

// Size returns the image's height and width.
func (p *RealPlan2D) Size() (h, w int) { return p.h, p.w }

// SpectrumLen returns the number of values of a half spectrum.
func (p *RealPlan2D) SpectrumLen() int { return p.h * (p.w/2 + 1) }

// WorkLen returns the length of the scratch space that transforms need.
func (p *RealPlan2D) WorkLen() int {
	n := p.SpectrumLen() + p.h + max(p.rows.WorkLen(), p.cols.WorkLen())
	if p.vector != nil {
		n = max(n, p.vector.workLen())
	}
	return n
}

func (p *RealPlan2D) check(spectrum []complex64, image []float32, work []complex64) {
	if len(spectrum) < p.SpectrumLen() || len(image) < p.h*p.w || len(work) < p.WorkLen() {
		panic(fmt.Sprintf("fft: plan of %dx%d images got an image of %d, a spectrum of %d and work of %d; they need %d, %d and %d",
			p.h, p.w, len(image), len(spectrum), len(work), p.h*p.w, p.SpectrumLen(), p.WorkLen()))
	}
}

func (p *RealPlan2D) checkBatch(count int, spectra []complex64, images []float32, work []complex64, need int) {
	if count < 0 || len(spectra) < count*p.SpectrumLen() || len(images) < count*p.h*p.w || len(work) < need {
		panic(fmt.Sprintf("fft: %d images of %dx%d got images of %d, spectra of %d and work of %d; they need %d, %d and %d",
			count, p.h, p.w, len(images), len(spectra), len(work), count*p.h*p.w, count*p.SpectrumLen(), need))
	}
}

// Forward sets dst[u*(W/2+1)+v] to the sum over all pixels (i, j) of
// src[i*W+j] exp(-2πi (ui/H + vj/W)).
func (p *RealPlan2D) Forward(dst []complex64, src []float32, work []complex64) {
	p.check(dst, src, work)
	if width := p.vector.width(); width > 0 {
		p.vector.forward(width, dst, src, work)
		return
	}
	half := p.w/2 + 1
	for i := range p.h {
		p.rows.Forward(dst[i*half:][:half], src[i*p.w:][:p.w], work)
	}
	eachColumn(dst, p.h, half, p.cols, work, p.cols.Forward)
}

// Inverse undoes [RealPlan2D.Forward]; src is not changed.
func (p *RealPlan2D) Inverse(dst []float32, src, work []complex64) {
	p.check(src, dst, work)
	if width := p.vector.width(); width > 0 {
		p.vector.inverse(width, dst, src, work)
		return
	}
	half := p.w/2 + 1
	x, rest := work[:p.h*half], work[p.h*half:]
	copy(x, src)
	eachColumn(x, p.h, half, p.cols, rest, p.cols.Inverse)
	for i := range p.h {
		p.rows.Inverse(dst[i*p.w:][:p.w], x[i*half:][:half], rest)
	}
}
