package spectrum

import (
	"fmt"
	"math"

	"freqlens/asm"
	"freqlens/asm/parallel"
	"freqlens/fft"
	"freqlens/tensor"
)

// Pair is a frequency: a bin and its partner, which may be itself.
type Pair struct {
	U, V, PartnerU, PartnerV int
	// Half asks [Waves.Remove] for half of the wave only, which is what is left
	// when one bin is set to zero without its partner and the real part taken.
	Half bool
}

// Self reports whether the bin is its own partner.
func (p Pair) Self() bool { return p.U == p.PartnerU && p.V == p.PartnerV }

// Pairs lists the frequencies of S x S images: (S²-4)/2+4 of them for even S.
func Pairs(size int) []Pair {
	var all []Pair
	for u := range size {
		for v := range size {
			p := Pair{U: u, V: v, PartnerU: (size - u) % size, PartnerV: (size - v) % size}
			if p.PartnerU > u || p.PartnerU == u && p.PartnerV >= v {
				all = append(all, p)
			}
		}
	}
	return all
}

// Radius returns the distance of bin (u,v) from frequency zero in cycles per image.
func Radius(u, v, size int) float64 {
	f := func(k int) float64 { return float64(min(k, size-k)) }
	return math.Hypot(f(u), f(v))
}

// Bands is the number of rings that the spectrum is divided into.
const Bands = 4

// Band returns the band of bin (u,v), 0 to 3: rings an eighth of the size wide,
// the last one up to the corners.
func Band(u, v, size int) int {
	return min(Bands-1, int(Radius(u, v, size)/(float64(size)/8)))
}

// Mask tells for every bin whether it is kept.
type Mask struct {
	Size int
	Keep []bool
}

// NewMask returns a mask that keeps the bins for which keep is true. Partners
// are treated alike: a bin is kept if it or its partner is.
func NewMask(size int, keep func(u, v int) bool) Mask {
	m := Mask{size, make([]bool, size*size)}
	for _, p := range Pairs(size) {
		k := keep(p.U, p.V) || keep(p.PartnerU, p.PartnerV)
		m.Keep[p.U*size+p.V], m.Keep[p.PartnerU*size+p.PartnerV] = k, k
	}
	return m
}

// WithoutBands keeps everything but the given bands; frequency zero stays if
// keepMean is set.
func WithoutBands(size int, keepMean bool, bands ...int) Mask {
	return NewMask(size, func(u, v int) bool {
		if keepMean && u == 0 && v == 0 {
			return true
		}
		for _, b := range bands {
			if Band(u, v, size) == b {
				return false
			}
		}
		return true
	})
}

// Count returns the number of bins kept.
func (m Mask) Count() int {
	n := 0
	for _, k := range m.Keep {
		if k {
			n++
		}
	}
	return n
}

// plan returns the transform of x's planes.
func plan(x *tensor.Tensor) *fft.RealPlan2D {
	if x.Rank() != 4 || x.Dim(2) != x.Dim(3) {
		panic(fmt.Sprintf("spectrum: images have shape %v, want [N,C,S,S]", x.Shape()))
	}
	p, err := fft.NewRealPlan2D(x.Dim(2), x.Dim(3))
	if err != nil {
		panic(err.Error())
	}
	return p
}

// Spectra is the half spectra of the planes of a batch of images.
type Spectra struct {
	Size   int
	Planes int
	Values []complex64 // plane after plane, S x (S/2+1)
}

// Transform returns the spectra of images [N,C,S,S].
func Transform(x *tensor.Tensor) *Spectra {
	p := plan(x)
	s := &Spectra{Size: x.Dim(2), Planes: x.Dim(0) * x.Dim(1)}
	s.Values = make([]complex64, s.Planes*p.SpectrumLen())
	pixels := s.Size * s.Size
	eachPlane(s.Planes, p.WorkLen(), func(i int, work []complex64) {
		p.Forward(s.Values[i*p.SpectrumLen():][:p.SpectrumLen()], x.Data()[i*pixels:][:pixels], work)
	})
	return s
}

// eachPlane spreads planes over the cores, each part with scratch space of its own.
func eachPlane(planes, workLen int, f func(i int, work []complex64)) {
	const together = 32
	parallel.For((planes+together-1)/together, func(part int) {
		work := make([]complex64, workLen)
		for i := part * together; i < min((part+1)*together, planes); i++ {
			f(i, work)
		}
	})
}

// At returns the value of bin (u,v) of a plane.
func (s *Spectra) At(plane, u, v int) complex64 {
	half := s.Size/2 + 1
	values := s.Values[plane*s.Size*half:]
	if v < half {
		return values[u*half+v]
	}
	c := values[(s.Size-u)%s.Size*half+s.Size-v]
	return complex(real(c), -imag(c))
}

// Filter sets dst to the images of s with only the bins of m left:
// x' = F⁻¹(F(x) m). dst is [N,C,S,S] with N*C the planes of s.
func (s *Spectra) Filter(dst *tensor.Tensor, m Mask) {
	if m.Size != s.Size || dst.Dim(0)*dst.Dim(1) != s.Planes {
		panic(fmt.Sprintf("spectrum: mask of size %d and result %v do not fit %d planes of size %d", m.Size, dst.Shape(), s.Planes, s.Size))
	}
	p := plan(dst)
	kept := p.NewMask(func(u, v int) float32 {
		if m.Keep[u*s.Size+v] {
			return 1
		}
		return 0
	})
	p.Filter(s.Planes, dst.Data(), s.Values, kept, make([]complex64, min(s.Planes, parallel.Workers())*p.FilterWorkLen()))
}

// Waves holds the cosines and sines of a size: what removing a frequency needs.
type Waves struct{ cos, sin [][]float32 }

// NewWaves returns the cosines and sines for images of a size.
func NewWaves(size int) *Waves {
	w := &Waves{}
	for k := range size {
		c, s := make([]float32, size), make([]float32, size)
		for i := range size {
			angle := 2 * math.Pi * float64(k*i%size) / float64(size)
			c[i], s[i] = float32(math.Cos(angle)), float32(math.Sin(angle))
		}
		w.cos, w.sin = append(w.cos, c), append(w.sin, s)
	}
	return w
}

// Remove sets dst to plane src without frequency p, where value is the plane's
// spectrum at bin (p.U, p.V). A frequency is a cosine, so no transform is
// needed: with m = 2, or 1 if the bin is its own partner or p.Half is set,
//
//	dst[i,j] = src[i,j] - m/S² (Re X cos φ - Im X sin φ),   φ = 2π(U i + V j)/S
func (w *Waves) Remove(dst, src []float32, value complex64, p Pair) {
	size := len(w.cos)
	scale := 2 / float32(size*size)
	if p.Self() || p.Half {
		scale /= 2
	}
	wave := asm.FFTWave{
		Dst: dst, Src: src, Step: size, Re: scale * real(value), Im: scale * imag(value),
		CosRow: w.cos[p.U], SinRow: w.sin[p.U], CosCol: w.cos[p.V], SinCol: w.sin[p.V],
	}
	wave.Subtract()
}

// Plane returns the cosine of a frequency, S x S.
func (w *Waves) Plane(p Pair) []float32 {
	size := len(w.cos)
	out := make([]float32, size*size)
	for i := range size {
		for j := range size {
			// the conversions keep products from being fused with the difference
			out[i*size+j] = float32(w.cos[p.U][i]*w.cos[p.V][j]) - float32(w.sin[p.U][i]*w.sin[p.V][j])
		}
	}
	return out
}

// Profile returns the share of bins kept at each distance from zero, rounded to
// whole cycles per image.
func (m Mask) Profile() []float64 {
	var kept, all []float64
	for i, k := range m.Keep {
		r := int(Radius(i/m.Size, i%m.Size, m.Size) + 0.5)
		for r >= len(all) {
			kept, all = append(kept, 0), append(all, 0)
		}
		all[r]++
		if k {
			kept[r]++
		}
	}
	for r := range kept {
		kept[r] /= max(all[r], 1)
	}
	return kept
}
