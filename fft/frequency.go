package fft

import (
	"fmt"

	"freqlens/asm"
)

// Mask holds a weight for every value of a half spectrum, twice: for its real and for
// its imaginary part.
type Mask []float32

// NewMask returns the mask of weights for u < H and v <= W/2. A filtered image is real
// only as long as partners, (u,v) and (-u,-v), have one weight; in the columns that hold both, 0 and
// W/2, that is up to the caller, and [RealPlan2D.Inverse] drops what no real image has.
func (p *RealPlan2D) NewMask(weight func(u, v int) float32) Mask {
	m := make(Mask, 0, 2*p.SpectrumLen())
	for u := range p.h {
		for v := range p.w/2 + 1 {
			x := weight(u, v)
			m = append(m, x, x)
		}
	}
	return m
}

// FilterWorkLen returns the length of the scratch space that filters need.
func (p *RealPlan2D) FilterWorkLen() int { return p.SpectrumLen() + p.WorkLen() }

// Filter sets dst to count images that have the given spectra times the mask. If work
// holds k times FilterWorkLen, up to k threads share them.
func (p *RealPlan2D) Filter(count int, dst []float32, spectra []complex64, mask Mask, work []complex64) {
	p.FilterMany(count, dst, spectra, []Mask{mask}, work)
}

// FilterMany applies every mask to every spectrum, which are computed once: image i
// under mask m goes to dst[(m*count+i)*H*W:].
func (p *RealPlan2D) FilterMany(count int, dst []float32, spectra []complex64, masks []Mask, work []complex64) {
	need := p.FilterWorkLen()
	for i, m := range masks {
		if len(m) != 2*p.SpectrumLen() {
			panic(fmt.Sprintf("fft: mask %d has %d weights, spectra of %dx%d images have twice %d", i, len(m), p.h, p.w, p.SpectrumLen()))
		}
	}
	p.checkBatch(count, spectra, dst, work, need)
	if len(dst) < len(masks)*count*p.h*p.w {
		panic(fmt.Sprintf("fft: %d masks on %d images of %dx%d do not fit into %d", len(masks), count, p.h, p.w, len(dst)))
	}
	if count == 0 || len(masks) == 0 {
		return
	}
	b := batches.Get()
	*b = batch{plan: p, do: filterOne, count: count * len(masks), images: dst, spectra: spectra, work: work, masks: masks}
	b.run(need)
}

// filterOne computes result i. Weighing is undone by no one, so it goes to scratch space.
func filterOne(b *batch, i int, work []complex64) {
	n := b.plan.SpectrumLen()
	kept, rest := work[:n], work[n:]
	images := b.count / len(b.masks)
	asm.Mul(parts(kept), parts(b.spectrum(i%images)), b.masks[i/images])
	b.plan.Inverse(b.image(i), kept, rest)
}

// AddAmplitudes adds the moduli of the half spectra of count images to sum, without
// keeping the spectra. It needs work of FilterWorkLen and uses one thread, because
// the order of additions would depend on the number of threads: give each class or channel its own sum.
func (p *RealPlan2D) AddAmplitudes(count int, sum []float64, src []float32, work []complex64) {
	n := p.SpectrumLen()
	if len(sum) != n || len(work) < p.FilterWorkLen() || len(src) < count*p.h*p.w {
		panic(fmt.Sprintf("fft: amplitudes of %d images of %dx%d: got sums of %d, images of %d and work of %d; they need %d, %d and %d",
			count, p.h, p.w, len(sum), len(src), len(work), n, count*p.h*p.w, p.FilterWorkLen()))
	}
	spectrum, rest := work[:n], work[n:]
	for i := range count {
		p.Forward(spectrum, src[i*p.h*p.w:][:p.h*p.w], rest)
		asm.FFTAmplitudes(sum, parts(spectrum))
	}
}

// Waves holds the cosines and sines of a size, which is all that it takes to remove a
// single frequency from an image: it is a cosine, and needs no transform.
type Waves struct {
	h, w       int
	rows, cols []wave
}

// wave is cos(2πki/n) and sin(2πki/n) for all i of one k.
type wave struct{ cos, sin []float32 }

// NewWaves returns the waves of images of h rows and w columns.
func NewWaves(h, w int) (*Waves, error) {
	if h < 1 || w < 1 || h > maxSide || w > maxSide {
		return nil, fmt.Errorf("fft: waves of %dx%d images, want sides of 1 to %d", h, w, maxSide)
	}
	return &Waves{h: h, w: w, rows: wavesOf(h), cols: wavesOf(w)}, nil
}

// maxSide keeps the tables of waves, of two numbers a pixel, from filling memory.
const maxSide = 1 << 13

func wavesOf(n int) []wave {
	all := make([]wave, n)
	for k := range all {
		all[k] = wave{make([]float32, n), make([]float32, n)}
		for i := range n {
			z := root[complex64](k*i, n)
			all[k].cos[i], all[k].sin[i] = real(z), -imag(z)
		}
	}
	return all
}

// Subtract sets dst to image src less one wave, two multiply-adds a pixel. dst may be src.
//
//	dst[i*W+j] = src[i*W+j] - Re(a exp(iφ)),   φ = 2π(ui/H + vj/W)
func (w *Waves) Subtract(dst, src []float32, u, v int, a complex64) {
	if u < 0 || u >= w.h || v < 0 || v >= w.w || min(len(dst), len(src)) < w.h*w.w {
		panic(fmt.Sprintf("fft: frequency (%d,%d) and images of %d and %d do not fit waves of %dx%d", u, v, len(dst), len(src), w.h, w.w))
	}
	row, col := &w.rows[u], &w.cols[v]
	s := asm.FFTWave{Dst: dst, Src: src, CosRow: row.cos, SinRow: row.sin, CosCol: col.cos, SinCol: col.sin, Re: real(a), Im: imag(a), Step: w.w}
	s.Subtract()
}

// Remove sets dst to image src without frequency (u,v), v <= W/2, and its partner, given
// the half spectrum of src. dst may be src.
func (w *Waves) Remove(dst, src []float32, spectrum []complex64, u, v int) {
	if v > w.w/2 || len(spectrum) < w.h*(w.w/2+1) {
		panic(fmt.Sprintf("fft: frequency (%d,%d) of a half spectrum of %d, of %dx%d images", u, v, len(spectrum), w.h, w.w))
	}
	scale := 2 / float32(w.h*w.w)
	if 2*u%w.h == 0 && 2*v%w.w == 0 { // its own partner
		scale /= 2
	}
	z := spectrum[u*(w.w/2+1)+v]
	w.Subtract(dst, src, u, v, complex(scale*real(z), scale*imag(z)))
}

// RemoveBatch removes one frequency from count images that follow one another.
func (w *Waves) RemoveBatch(count int, dst, src []float32, spectra []complex64, u, v int) {
	pixels, half := w.h*w.w, w.h*(w.w/2+1)
	for i := range count {
		w.Remove(dst[i*pixels:][:pixels], src[i*pixels:][:pixels], spectra[i*half:][:half], u, v)
	}
}
