package autograd

import (
	"fmt"
	"unsafe"

	"freqlens/asm/parallel"
	"freqlens/fft"
)

// RFFT2 transforms the planes of x [...,H,W]: y [...,H,W/2+1,2] is the half
// spectrum that a real plane has, real and imaginary parts last.
//
//	y[u,v] = sum over i, j of x[i,j] exp(-iφ),   φ = 2π(ui/H + vj/W)
//	dx[i,j] = sum over the half spectrum of Re(dy[u,v] exp(iφ))
func RFFT2(x *Variable) *Variable {
	t, s := tapeOf(x), x.Shape()
	if len(s) < 2 {
		panic(fmt.Sprintf("rfft2: want planes [...,H,W], got %v", s))
	}
	h, w := s[len(s)-2], s[len(s)-1]
	n := t.record(rfft2Backward, append(append([]int(nil), s[:len(s)-2]...), h, w/2+1, 2), x)
	fourierOf(h, w, x.value.Len()/(h*w), x.value.Data(), n.out.value.Data()).run(spectraOf)
	return n.out
}

func rfft2Backward(t *Tape, n *node) {
	x := n.in[0]
	s := x.Shape()
	h, w := s[len(s)-2], s[len(s)-1]
	dx := t.gradOf(x)
	f := fourierOf(h, w, len(dx)/(h*w), dx, n.out.grad.Data())
	f.own, f.shared = float32(h*w), float32(h*w)/2
	f.run(planesOf)
	t.gave(x, dx)
}

// IRFFT2 undoes [RFFT2] for planes of the given width: y [...,H,width] from x
// [...,H,width/2+1,2]. The columns that hold both partners of a frequency (the
// first and, for an even width, the last) count with their Hermitian part, as
// that of a real plane.
//
//	y[i,j] = 1/(HW) sum over the whole spectrum of x[u,v] exp(iφ)
//	dx[u,v] = m/(HW) sum over i, j of dy[i,j] exp(-iφ),   m = 1 in these columns, else 2
func IRFFT2(x *Variable, width int) *Variable {
	t, s := tapeOf(x), x.Shape()
	if len(s) < 3 || s[len(s)-1] != 2 || s[len(s)-2] != width/2+1 {
		panic(fmt.Sprintf("irfft2: want half spectra [...,H,%d,2] for planes of width %d, got %v", width/2+1, width, s))
	}
	h := s[len(s)-3]
	n := t.record(irfft2Backward, append(append([]int(nil), s[:len(s)-3]...), h, width), x)
	fourierOf(h, width, n.out.value.Len()/(h*width), n.out.value.Data(), x.value.Data()).run(planesOf)
	return n.out
}

func irfft2Backward(t *Tape, n *node) {
	x, y := n.in[0], n.out.Shape()
	h, w := y[len(y)-2], y[len(y)-1]
	dx := t.gradOf(x)
	f := fourierOf(h, w, n.out.value.Len()/(h*w), n.out.grad.Data(), dx)
	f.own, f.shared = 1/float32(h*w), 2/float32(h*w)
	f.run(spectraOf)
	t.gave(x, dx)
}

// fourier is a pass between planes and their half spectra. Values of the columns
// that hold both partners are multiplied by own, the others, which stand for two
// frequencies, by shared.
type fourier struct {
	plan            *fft.RealPlan2D
	h, w, count     int
	planes, spectra []float32
	own, shared     float32
	pass            func(f *fourier, i int, s *fourierSpace)
}

// fourierSpace is one goroutine's scratch space.
type fourierSpace struct{ spectrum, work []complex64 }

var (
	fouriers      parallel.Stash[fourier]
	fourierSpaces parallel.Stash[fourierSpace]
)

func fourierOf(h, w, count int, planes, spectra []float32) *fourier {
	f := fouriers.Get()
	if f.plan == nil || f.h != h || f.w != w {
		plan, err := fft.NewRealPlan2D(h, w)
		if err != nil {
			panic(err.Error())
		}
		f.plan, f.h, f.w = plan, h, w
	}
	f.count, f.planes, f.spectra, f.own, f.shared = count, planes, spectra, 1, 1
	return f
}

func (f *fourier) run(pass func(*fourier, int, *fourierSpace)) {
	f.pass = pass
	parallel.Run(f.count, f)
	f.planes, f.spectra = nil, nil
	fouriers.Put(f)
}

// Part transforms plane i.
func (f *fourier) Part(i int) {
	s := fourierSpaces.Get()
	s.spectrum, s.work = resize(s.spectrum, f.plan.SpectrumLen()), resize(s.work, f.plan.WorkLen())
	f.pass(f, i, s)
	fourierSpaces.Put(s)
}

func (f *fourier) at(i int) (plane []float32, spectrum []complex64) {
	size := f.plan.SpectrumLen()
	half := f.spectra[2*size*i:][:2*size]
	return f.planes[i*f.h*f.w:][:f.h*f.w], unsafe.Slice((*complex64)(unsafe.Pointer(&half[0])), size)
}

// both reports whether column v of the half spectrum holds both partners of its
// frequencies.
func (f *fourier) both(v int) bool { return v == 0 || 2*v == f.w }

func (f *fourier) weight(v int) complex64 {
	if f.both(v) {
		return complex(f.own, 0)
	}
	return complex(f.shared, 0)
}

func spectraOf(f *fourier, i int, s *fourierSpace) {
	plane, spectrum := f.at(i)
	f.plan.Forward(spectrum, plane, s.work)
	if f.own == 1 && f.shared == 1 {
		return
	}
	columns := f.w/2 + 1
	for k := range spectrum {
		spectrum[k] *= f.weight(k % columns)
	}
}

func planesOf(f *fourier, i int, s *fourierSpace) {
	plane, spectrum := f.at(i)
	columns := f.w/2 + 1
	for u := range f.h {
		for v := range columns {
			z := spectrum[u*columns+v]
			if f.both(v) { // the Hermitian part
				p := spectrum[(f.h-u)%f.h*columns+v]
				z = complex((real(z)+real(p))/2, (imag(z)-imag(p))/2)
			}
			s.spectrum[u*columns+v] = z * f.weight(v)
		}
	}
	f.plan.Inverse(plane, s.spectrum, s.work)
}
