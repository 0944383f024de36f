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
	eachColumn(dst, p.h, p.w, work, p.cols.Forward)
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
	eachColumn(dst, p.h, p.w, work, p.cols.Inverse)
}

func eachColumn(x []complex64, h, w int, work []complex64, f func(dst, src, work []complex64)) {
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
	eachColumn(dst, p.h, half, work, p.cols.Forward)
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
	eachColumn(x, p.h, half, rest, p.cols.Inverse)
	for i := range p.h {
		p.rows.Inverse(dst[i*p.w:][:p.w], x[i*half:][:half], rest)
	}
}
