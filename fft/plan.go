package fft

import (
	"fmt"
	"math"
	"math/bits"
	"unsafe"

	"freqlens/asm"
)

// Complex is the element type of a transform: complex64 for speed, complex128
// for reference.
type Complex interface{ complex64 | complex128 }

// Plan transforms vectors of complex64 of one length.
type Plan = PlanOf[complex64]

// Plan64 is the plan of double precision.
type Plan64 = PlanOf[complex128]

// maxLength keeps indices and products of indices in range.
const maxLength = 1 << 30

// PlanOf transforms vectors of one length.
type PlanOf[C Complex] struct {
	n, work   int
	stages    []stage[C]
	bluestein *bluestein[C]

	// For complex64 only, nil where they do not apply: powers of two, and others.
	line   *line
	lanes  *lanes
	vector *complexVector
}

// stage is one factor of the length.
type stage[C Complex] struct {
	radix    int
	m        int          // length of the transforms that the stage combines
	twiddles []C          // twiddles[(j-1)*m+k] = exp(-2πi jk/(radix*m)), j from 1 to radix-1
	roots    []complex128 // roots[i] = exp(-2πi i/radix), for radices without a codelet
}

// NewPlan returns a plan for complex64 vectors of length n.
func NewPlan(n int) (*Plan, error) { return newPlan[complex64](n, Auto) }

// NewPlan64 returns a plan for complex128 vectors of length n.
func NewPlan64(n int) (*Plan64, error) { return newPlan[complex128](n, Auto) }

// NewPlanBy returns a plan that uses the given algorithm, or an error if that does not
// serve the length, the precision or the level of assembly in force.
func NewPlanBy[C Complex](n int, a Algorithm) (*PlanOf[C], error) { return newPlan[C](n, a) }

func newPlan[C Complex](n int, a Algorithm) (*PlanOf[C], error) {
	if n < 1 || n > maxLength {
		return nil, fmt.Errorf("fft: length %d, want 1 to %d", n, maxLength)
	}
	p := &PlanOf[C]{n: n}
	factors := factorise(n)
	smooth := len(factors) == 0 || factors[len(factors)-1] <= largestFactor(n)
	if a == Bluestein || a == Auto && !smooth {
		var err error
		if p.bluestein, err = newBluestein[C](n); err != nil {
			return nil, err
		}
		p.work = p.needs()
		return p, nil
	}
	m := 1
	for _, r := range factors {
		if !smooth {
			break
		}
		p.stages = append(p.stages, newStage[C](r, m))
		m *= r
	}
	if _, single := any(C(0)).(complex64); single {
		p.vectorise(a)
	}
	if used := p.Algorithm(); a != Auto && used != a || a == Stockham && !smooth {
		return nil, fmt.Errorf("fft: algorithm %v does not serve vectors of %d %T at level %v", a, n, C(0), asm.Active())
	}
	p.work = p.needs()
	return p, nil
}

// vectorise adds what algorithm a needs: of the vector algorithms, Auto takes the
// first that serves the length.
func (p *PlanOf[C]) vectorise(a Algorithm) {
	if a == Auto || a == Line {
		p.line = newLine(p.n)
	}
	if p.line == nil && (a == Auto || a == Lanes) {
		p.lanes = newLanes(p.n)
	}
	if p.line == nil && p.lanes == nil && (a == Auto || a == FourStep) {
		p.vector = newComplexVector(p.n)
	}
}

// Algorithm tells how the plan computes at the level in force.
func (p *PlanOf[C]) Algorithm() Algorithm {
	switch {
	case p.line.usable():
		return Line
	case p.lanes.usable():
		return Lanes
	case p.bluestein != nil:
		return Bluestein
	case p.vector.width() > 0:
		return FourStep
	}
	return Stockham
}

// largestRadix is the largest factor that has a stage. Vectors longer than longestExact
// with factors beyond 13 become a convolution instead, which is faster there; for short
// ones its two transforms would make a larger error than FFTW's single one.
const largestRadix, longestExact = 31, 512

func largestFactor(n int) int {
	if n <= longestExact {
		return largestRadix
	}
	return 13
}

// factorise returns the radices of n, ascending but for the fours, which come
// first because they need the fewest operations.
func factorise(n int) []int {
	var out []int
	for n%4 == 0 {
		out, n = append(out, 4), n/4
	}
	for f := 2; f*f <= n; f++ {
		for n%f == 0 {
			out, n = append(out, f), n/f
		}
	}
	if n > 1 {
		out = append(out, n)
	}
	return out
}

// root returns exp(-2πi k/n), exact at multiples of a quarter turn.
func root[C Complex](k, n int) C {
	k %= n
	angle := -2 * math.Pi * float64(k) / float64(n)
	re, im := math.Cos(angle), math.Sin(angle)
	if 4*k%n == 0 {
		re, im = math.Round(re), math.Round(im)
	}
	return C(complex(re, im))
}

func newStage[C Complex](radix, m int) stage[C] {
	s := stage[C]{radix: radix, m: m}
	for j := 1; j < radix; j++ {
		for k := range m {
			s.twiddles = append(s.twiddles, root[C](j*k, radix*m))
		}
	}
	for i := range radix {
		s.roots = append(s.roots, root[complex128](i, radix))
	}
	return s
}

// Len returns the length of the vectors.
func (p *PlanOf[C]) Len() int { return p.n }

// WorkLen returns the length of the scratch space that transforms need.
func (p *PlanOf[C]) WorkLen() int { return p.work }

func (p *PlanOf[C]) needs() int {
	if p.bluestein != nil {
		return p.bluestein.workLen()
	}
	n := p.n
	if p.vector != nil {
		n = max(n, p.vector.workLen())
	}
	if p.line != nil {
		n = max(n, p.line.workLen())
	}
	if p.lanes != nil {
		n = max(n, p.lanes.workLen())
	}
	return n
}

func (p *PlanOf[C]) check(dst, src, work []C) {
	if len(dst) < p.n || len(src) < p.n || len(work) < p.work {
		p.refuse(dst, src, work)
	}
}

func (p *PlanOf[C]) refuse(dst, src, work []C) {
	panic(fmt.Sprintf("fft: plan of length %d got dst %d, src %d and work %d long; work needs %d", p.n, len(dst), len(src), len(work), p.work))
}

// Forward sets dst[k] = sum over n of src[n] exp(-2πi kn/N). dst may be src.
func (p *PlanOf[C]) Forward(dst, src, work []C) {
	p.check(dst, src, work)
	dst, src = dst[:p.n], src[:p.n]
	switch {
	case p.line.usable():
		p.line.transform(single(dst), single(src), single(work), false)
	case p.lanes.usable():
		p.lanes.transform(single(dst), single(src), single(work), false)
	case p.bluestein != nil:
		p.bluestein.transform(dst, src, work)
	case p.vector.width() > 0:
		p.vector.transform(p.vector.width(), single(dst), single(src), single(work), false)
	case len(p.stages) == 0:
		copy(dst, src)
	default:
		p.stockham(dst, src, work[:p.n])
	}
}

// Inverse undoes [PlanOf.Forward]: it sets dst[n] to the sum over k of
// src[k] exp(+2πi kn/N), divided by N. dst may be src.
func (p *PlanOf[C]) Inverse(dst, src, work []C) {
	p.check(dst, src, work)
	if p.line.usable() {
		p.line.transform(single(dst), single(src), single(work), true)
		return
	}
	if p.lanes.usable() {
		p.lanes.transform(single(dst), single(src), single(work), true)
		return
	}
	if width := p.vector.width(); width > 0 {
		p.vector.transform(width, single(dst), single(src), single(work), true)
		return
	}
	swapParts(dst[:p.n], src)
	p.Forward(dst, dst, work)
	scale := C(complex(1/float64(p.n), 0))
	for i, v := range dst[:p.n] {
		dst[i] = C(complex(imagOf(v), realOf(v))) * scale
	}
}

// swapParts exchanges real and imaginary parts: a forward transform between two
// such exchanges is an inverse one.
func swapParts[C Complex](dst, src []C) {
	for i := range dst {
		dst[i] = C(complex(imagOf(src[i]), realOf(src[i])))
	}
}

// single returns x, which is known to be of complex64, as just that.
func single[C Complex](x []C) []complex64 { return *(*[]complex64)(unsafe.Pointer(&x)) }

func realOf[C Complex](v C) float64 { return real(complex128(v)) }
func imagOf[C Complex](v C) float64 { return imag(complex128(v)) }

// stockham applies the stages, each from one buffer to the other, so that the
// result comes out in order without a permutation.
func (p *PlanOf[C]) stockham(dst, src, work []C) {
	from := src
	to := work
	if len(p.stages)%2 == 1 {
		to = dst
		if &dst[0] == &src[0] { // the first stage must not write what it reads
			copy(work, src)
			from = work
		}
	}
	for i := range p.stages {
		p.stages[i].apply(to, from, p.n)
		from = to
		if &to[0] == &dst[0] {
			to = work
		} else {
			to = dst
		}
	}
}

// apply combines radix transforms of length m: element k of block b of input
// group j lies at in[j*n/radix + b*m + k], and output element k+i*m of block b
// at out[b*radix*m + i*m + k].
func (s *stage[C]) apply(out, in []C, n int) {
	switch s.radix {
	case 2:
		s.radix2(out, in, n)
	case 4:
		s.radix4(out, in, n)
	default:
		s.general(out, in, n)
	}
}

func (s *stage[C]) radix2(out, in []C, n int) {
	m, half := s.m, n/2
	w := s.twiddles[:m]
	for b := 0; b < half; b += m {
		x, y := in[b:][:m], in[b+half:][:m]
		lo, hi := out[2*b:][:m], out[2*b+m:][:m]
		for k := range m {
			t := w[k] * y[k]
			lo[k], hi[k] = x[k]+t, x[k]-t
		}
	}
}

func (s *stage[C]) radix4(out, in []C, n int) {
	m, quarter := s.m, n/4
	w1, w2, w3 := s.twiddles[:m], s.twiddles[m:][:m], s.twiddles[2*m:][:m]
	for b := 0; b < quarter; b += m {
		x0, x1, x2, x3 := in[b:][:m], in[b+quarter:][:m], in[b+2*quarter:][:m], in[b+3*quarter:][:m]
		y := out[4*b:][:4*m]
		y0, y1, y2, y3 := y[:m], y[m:][:m], y[2*m:][:m], y[3*m:][:m]
		for k := range m {
			a, c := x0[k], w2[k]*x2[k]
			e, f := w1[k]*x1[k], w3[k]*x3[k]
			p, q, r, t := a+c, a-c, e+f, e-f
			it := C(complex(imagOf(t), -realOf(t))) // -i t
			y0[k], y1[k], y2[k], y3[k] = p+r, q+it, p-r, q-it
		}
	}
}

// general serves the odd radices without a codelet. Inputs j and radix-j have the
// same cosines and opposite sines, which leaves a quarter of the definition's products:
//
//	X[i], X[radix-i] = x[0] + sum (x[j]+x[radix-j]) cos ij  ∓  i sum (x[j]-x[radix-j]) sin ij
//
// with j up to half of the radix. Sums are in double precision.
func (s *stage[C]) general(out, in []C, n int) {
	var x [largestRadix]complex128
	m, step := s.m, n/s.radix
	for b := 0; b < step; b += m {
		for k := range m {
			x[0] = complex128(in[b+k])
			for j := 1; j < s.radix; j++ {
				x[j] = complex128(in[b+k+j*step] * s.twiddles[(j-1)*m+k])
			}
			s.butterfly(out[b*s.radix+k:], &x)
		}
	}
}

// butterfly writes the transform of x[:radix] to every m-th element of out.
func (s *stage[C]) butterfly(out []C, x *[largestRadix]complex128) {
	half := s.radix / 2
	total := x[0]
	for j := 1; j <= half; j++ {
		a, b := x[j], x[s.radix-j]
		x[j], x[s.radix-j] = a+b, a-b
		total += a + b
	}
	out[0] = C(total)
	for i := 1; i <= half; i++ {
		re, im := real(x[0]), imag(x[0])
		var dre, dim float64
		at := 0
		for j := 1; j <= half; j++ {
			if at += i; at >= s.radix {
				at -= s.radix
			}
			w, sum, diff := s.roots[at], x[j], x[s.radix-j]
			re += real(sum) * real(w)
			im += imag(sum) * real(w)
			dre += real(diff) * imag(w)
			dim += imag(diff) * imag(w)
		}
		out[i*s.m] = C(complex(re-dim, im+dre))
		out[(s.radix-i)*s.m] = C(complex(re+dim, im-dre))
	}
}

// bluestein turns a transform of any length into a convolution of a length
// that is a power of two: kn = (k² + n² - (k-n)²)/2.
type bluestein[C Complex] struct {
	n      int
	plan   *PlanOf[C]
	chirp  []complex128 // exp(-πi k²/n)
	kernel []complex128 // transform of the conjugate chirp, wrapped round
}

func newBluestein[C Complex](n int) (*bluestein[C], error) {
	size := 1 << bits.Len(uint(2*n-2))
	plan, err := newPlan[C](size, Auto)
	if err != nil {
		return nil, err
	}
	b := &bluestein[C]{n: n, plan: plan, chirp: make([]complex128, n)}
	wrapped := make([]complex128, size)
	for k := range n {
		c := root[complex128](int(uint64(k)*uint64(k)%uint64(2*n)), 2*n)
		b.chirp[k] = c
		wrapped[k] = complex(real(c), -imag(c))
		if k > 0 {
			wrapped[size-k] = wrapped[k]
		}
	}
	// The kernel is computed once, so it is computed in double precision.
	double, err := newPlan[complex128](size, Auto)
	if err != nil {
		return nil, err
	}
	double.Forward(wrapped, wrapped, make([]complex128, size))
	b.kernel = wrapped
	return b, nil
}

func (b *bluestein[C]) workLen() int { return b.plan.n + b.plan.WorkLen() }

func (b *bluestein[C]) transform(dst, src, work []C) {
	x, scratch := work[:b.plan.n], work[b.plan.n:]
	for k, c := range b.chirp {
		x[k] = C(complex128(src[k]) * c)
	}
	clear(x[b.n:])
	b.plan.Forward(x, x, scratch)
	for i, w := range b.kernel {
		x[i] = C(complex128(x[i]) * w)
	}
	b.plan.Inverse(x, x, scratch)
	for k, c := range b.chirp {
		dst[k] = C(complex128(x[k]) * c)
	}
}
