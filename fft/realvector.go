package fft

import "freqlens/asm"

// realVector is the real two-dimensional transform in vector registers.
//
// Even rows of the image are taken as real parts, odd rows as imaginary parts of
// an array Z of half the height, which costs nothing: they already lie apart.
// Its columns are transformed with one column in each lane, straight from the
// image; then it is turned over and its rows are transformed in the same way, and
// one more step, lane by lane, separates the two halves (asm.FFTTangle). Turning
// the result back makes the spectrum's complex numbers.
type realVector struct {
	h, w       int
	cols, rows *columns // of lengths h/2 and w
	cos, sin   []float32
	step       int // from row to row of what is turned over: h/2 and one more, rounded up
}

func newRealVector(h, w int) *realVector {
	if h%2 != 0 || h < 2 {
		return nil
	}
	v := &realVector{h: h, w: w}
	v.cols, v.rows = newColumns(h/2, v.width()), newColumns(w, v.width())
	if v.cols == nil || v.rows == nil {
		return nil
	}
	v.step = (h/2 + maxWidth) / maxWidth * maxWidth
	v.cos, v.sin = make([]float32, 2*(h/2)), make([]float32, 2*(h/2))
	for u := range h / 2 {
		c := root[complex128](u, h)
		v.cos[u], v.sin[u] = float32(real(c)/2), float32(imag(c)/2)
		scale := 1 / float64(h*w)
		v.cos[h/2+u], v.sin[h/2+u] = float32(real(c)*scale), float32(imag(c)*scale)
	}
	return v
}

// width returns the number of lanes to use at the active level, 0 for none.
func (v *realVector) width() int {
	if v == nil {
		return 0
	}
	return chooseWidth(min(v.h/2, v.w))
}

// midStep is the distance of rows before turning over. It is no power of two, so
// that a column does not compete for the same few cache lines.
func (v *realVector) midStep() int { return v.w + maxWidth }

// regionLen is the size of either of the two areas that the steps alternate between.
func (v *realVector) regionLen() int {
	return max(2*v.h/2*v.midStep(), 2*(v.w+2)*v.step)
}

func (v *realVector) workLen() int { // in complex64
	return (2*v.regionLen()+max(v.cols.scratch(), v.rows.scratch())+maxWidth)/2 + 1
}

// areas cuts the scratch space into its parts.
func (v *realVector) areas(work []complex64) (a, b, scratch []float32) {
	f, n := floats(work), v.regionLen()
	return f[:n], f[n:][:n], f[2*n:]
}

func halves(x []float32, n int) planes { return planes{x[:n], x[n:][:n]} }

func (v *realVector) forward(width int, dst []complex64, src []float32, work []complex64) {
	h, w, m, step := v.h, v.w, v.h/2, v.step
	a, b, scratch := v.areas(work)

	mid := halves(a, m*v.midStep())
	v.cols.run(width, w, mid, v.midStep(), planes{src, src[w:]}, 2*w, scratch)
	turned := halves(b, w*step)
	transpose(width, turned.re, step, mid.re, v.midStep(), m, w)
	transpose(width, turned.im, step, mid.im, v.midStep(), m, w)
	z := halves(a, w*step)
	v.rows.run(width, m, z, step, turned, step, scratch)
	for at := 0; at < w*step; at += step { // frequency m is frequency 0
		z.re[at+m], z.im[at+m] = z.re[at], z.im[at]
	}

	half := w/2 + 1
	x0, x1 := v.spectra(b)
	for u := range groups(m, width) {
		t := asm.FFTTangle{
			ZRe: z.re[u:], ZIm: z.im[u:], MRe: z.re, MIm: z.im, MAt: m - u - width + 1,
			X0Re: x0.re[u:], X0Im: x0.im[u:], X1Re: x1.re[u:], X1Im: x1.im[u:],
			Cos: v.cos[u:m], Sin: v.sin[u:m], Scale: 0.5,
			ZStep: step, XStep: step, MFirst: (w - 1) * step, Rows: half, Width: width,
		}
		t.Untangle()
	}
	out := parts(dst)
	interleave(width, out, half, x0, step, m)
	interleave(width, out[2*m*half:h*2*half], half, x1, step, m)
}

// spectra returns the places of frequencies u < h/2 and of u >= h/2 in an area.
func (v *realVector) spectra(area []float32) (x0, x1 planes) {
	n := (v.w/2 + 1) * v.step
	return halves(area, n), halves(area[2*n:], n)
}

// inverse is forward, backwards. Parts of columns 0 and w/2 that no real image has
// are dropped, as numpy.fft.irfft2 does.
func (v *realVector) inverse(width int, dst []float32, src, work []complex64) {
	w, m, step := v.w, v.h/2, v.step
	half := w/2 + 1
	a, b, scratch := v.areas(work)
	x0, x1 := v.spectra(b)
	in := parts(src)
	deinterleave(width, x0, step, in, half, m)
	deinterleave(width, x1, step, in[2*m*half:], half, m)

	z := halves(a, (w+2)*step)
	for u := range groups(m, width) {
		t := asm.FFTTangle{
			ZRe: z.re[u:], ZIm: z.im[u:], MRe: z.re, MIm: z.im, MAt: w*step + m - u - width + 1,
			X0Re: x0.re[u:], X0Im: x0.im[u:], X1Re: x1.re[u:], X1Im: x1.im[u:],
			Cos: v.cos[m+u:], Sin: v.sin[m+u:], Scale: 1 / float32(v.h*w),
			ZStep: step, XStep: step, MFirst: -step, Rows: (w + 1) / 2, Width: width,
		}
		t.Tangle()
		if w%2 == 0 { // the middle column mirrors itself: its mirror goes to a row of its own
			at := w / 2 * step
			t.ZRe, t.ZIm, t.MAt, t.Rows = t.ZRe[at:], t.ZIm[at:], (w+1)*step+m-u-width+1, 1
			t.X0Re, t.X0Im, t.X1Re, t.X1Im = t.X0Re[at:], t.X0Im[at:], t.X1Re[at:], t.X1Im[at:]
			t.Tangle()
		}
	}
	for at := (w/2 + 1) * step; at < (w+2)*step; at += step { // frequency m is frequency 0
		z.re[at], z.im[at] = z.re[at+m], z.im[at+m]
	}
	average(z, 0, w*step, m)
	if w%2 == 0 {
		average(z, w/2*step, (w+1)*step, m)
	}

	turned := halves(b, w*step)
	v.rows.run(width, m, turned.swapped(), step, z.swapped(), step, scratch)
	mid := halves(a, m*v.midStep())
	transpose(width, mid.re, v.midStep(), turned.re, step, w, m)
	transpose(width, mid.im, v.midStep(), turned.im, step, w, m)
	v.cols.run(width, w, planes{dst[w:], dst}, 2*w, mid.swapped(), v.midStep(), scratch)
}

// average sets n numbers from i on to their average with those from j on.
func average(z planes, i, j, n int) {
	for _, p := range [2][]float32{z.re, z.im} {
		x := p[i:][:n]
		asm.Add(x, x, p[j:][:n])
		asm.Scale(x, x, 0.5)
	}
}

// transpose sets dst[j*dstStep+i] = src[i*srcStep+j] for i < rows, j < cols.
func transpose(width int, dst []float32, dstStep int, src []float32, srcStep, rows, cols int) {
	for i := range groups(rows, width) {
		m := asm.FFTMove{
			Src: src[i*srcStep:], SrcStep: srcStep, SrcTile: width,
			Dst: dst[i:], DstStep: dstStep, DstTile: width * dstStep, Tiles: cols / width, Width: width,
		}
		m.Transpose()
		if last := cols - width; cols%width != 0 {
			m.Src, m.Dst, m.Tiles = src[i*srcStep+last:], dst[last*dstStep+i:], 1
			m.Transpose()
		}
	}
}

// interleave turns cols rows of n numbers into n rows of cols complex numbers.
func interleave(width int, dst []float32, cols int, src planes, srcStep, n int) {
	tile := width / 2
	for i := range groups(n, width) {
		m := asm.FFTMove{
			Src: src.re[i:], Src2: src.im[i:], SrcStep: srcStep, SrcTile: tile * srcStep,
			Dst: dst[i*2*cols:], DstStep: 2 * cols, DstTile: width, Tiles: cols / tile, Width: width,
		}
		m.Interleave()
		if last := cols - tile; cols%tile != 0 {
			m.Src, m.Src2, m.Dst, m.Tiles = src.re[last*srcStep+i:], src.im[last*srcStep+i:], dst[i*2*cols+2*last:], 1
			m.Interleave()
		}
	}
}

// deinterleave undoes interleave.
func deinterleave(width int, dst planes, dstStep int, src []float32, cols, n int) {
	tile := width / 2
	for i := range groups(n, width) {
		m := asm.FFTMove{
			Src: src[i*2*cols:], SrcStep: 2 * cols, SrcTile: width,
			Dst: dst.re[i:], Dst2: dst.im[i:], DstStep: dstStep, DstTile: tile * dstStep, Tiles: cols / tile, Width: width,
		}
		m.Deinterleave()
		if last := cols - tile; cols%tile != 0 {
			m.Src, m.Dst, m.Dst2, m.Tiles = src[i*2*cols+2*last:], dst.re[last*dstStep+i:], dst.im[last*dstStep+i:], 1
			m.Deinterleave()
		}
	}
}
