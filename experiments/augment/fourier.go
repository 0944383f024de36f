package augment

import (
	"fmt"
	"math"

	"freqlens/fft"
	"freqlens/tensor"
)

// fourier transforms the planes of one canvas.
type fourier struct {
	plan   *fft.RealPlan2D
	half   int // columns of a half spectrum
	plane  []float32
	planes [][]complex64 // half spectra, one a channel
	work   []complex64
}

// transform returns the half spectra of all channels; they stay valid until the
// canvas is transformed again.
func (m *canvas) transform() *fourier {
	if m.fourier == nil {
		plan, err := fft.NewRealPlan2D(m.h, m.w)
		if err != nil {
			panic(fmt.Sprintf("augment: %v", err)) // sets have at least one pixel
		}
		f := &fourier{plan: plan, half: m.w/2 + 1, plane: make([]float32, m.h*m.w), work: make([]complex64, plan.WorkLen())}
		for range m.c {
			f.planes = append(f.planes, make([]complex64, plan.SpectrumLen()))
		}
		m.fourier = f
	}
	f := m.fourier
	for p, spectrum := range f.planes {
		for i, v := range m.plane(p) {
			f.plane[i] = float32(v)
		}
		f.plan.Forward(spectrum, f.plane, f.work)
	}
	return f
}

// restore makes the canvas the image of its spectra, rounded and clipped.
func (m *canvas) restore() {
	f := m.fourier
	for p, spectrum := range f.planes {
		f.plan.Inverse(f.plane, spectrum, f.work)
		toBytes(m.plane(p), f.plane)
	}
}

func toBytes(dst []byte, src []float32) {
	for i, v := range src {
		dst[i] = byte(min(max(v+0.5, 0), 255))
	}
}

// radius returns the distance of entry (u, v) of a half spectrum from the mean.
func (f *fourier) radius(u, v, h int) float64 {
	return math.Hypot(float64(min(u, h-u)), float64(v))
}

// keep removes the frequencies whose radius f does not accept; the mean stays.
func (m *canvas) keep(accept func(r float64) bool) {
	f := m.transform()
	for u := range m.h {
		for v := range f.half {
			if u+v == 0 || accept(f.radius(u, v, m.h)) {
				continue
			}
			for _, spectrum := range f.planes {
				spectrum[u*f.half+v] = 0
			}
		}
	}
	m.restore()
}

func lowPass(limit float64) step {
	return func(m *canvas, _ *tensor.Rand) {
		limit := limit
		if limit == 0 {
			limit = float64(min(m.h, m.w)) / 4
		}
		m.keep(func(r float64) bool { return r <= limit })
	}
}

func highPass(limit float64) step {
	return func(m *canvas, _ *tensor.Rand) {
		limit := limit
		if limit == 0 {
			limit = float64(min(m.h, m.w)) / 8
		}
		m.keep(func(r float64) bool { return r >= limit })
	}
}

// meanStrength is the mean of the strength of a wave, in multiples of a wave of
// Euclidean norm S/32.
const meanStrength = 10

// fourierWaves adds, to half of the images, a plane wave to every channel (Vaish
// et al., CVPR 2024, equations 1 to 3):
//
//	x' = clip(x + strength * S/32 * wave/|wave|), wave(i,j) = sin(2 pi f (i cos a + j sin a) - pi/4)
//
// with f from 1/S to 1 cycles per pixel, a one of 448 directions of a half turn,
// and an exponentially distributed strength.
func fourierWaves(m *canvas, rng *tensor.Rand) {
	if rng.IntN(2) == 0 {
		return
	}
	const directions = 448
	for p := range m.c {
		side := max(m.h, m.w)
		frequency := float64(1+rng.IntN(side)) / float64(side)
		sin, cos := math.Sincos(-math.Pi * float64(rng.IntN(directions)) / (directions - 1))
		m.addWave(p, frequency*cos, frequency*sin, float64(meanStrength)*rng.ExpFloat64()*float64(side)/32)
	}
}

// addWave adds a wave of down and across cycles per pixel and of a Euclidean norm,
// for pixels in [0,1]. The sine of a sum is made of sines of its parts.
func (m *canvas) addWave(p int, down, across, norm float64) {
	rowSin, rowCos := angles(m.h, down, -math.Pi/4)
	columnSin, columnCos := angles(m.w, across, 0)
	wave := make([]float32, m.h*m.w)
	squares := 0.0
	for y := range m.h {
		for x := range m.w {
			v := float32(rowSin[y]*columnCos[x]) + float32(rowCos[y]*columnSin[x])
			wave[y*m.w+x] = v
			squares += float64(float32(v * v))
		}
	}
	if squares < 1e-12 {
		return
	}
	scale := float32(255 * norm / math.Sqrt(squares))
	plane := m.plane(p)
	for i, v := range plane {
		wave[i] = float32(v) + float32(scale*wave[i])
	}
	toBytes(plane, wave)
}

// angles returns sine and cosine of 2 pi f t + phase at n positions t from -n/2 to n/2.
func angles(n int, f, phase float64) (sin, cos []float32) {
	sin, cos = make([]float32, n), make([]float32, n)
	for k := range n {
		t := 0.0
		if n > 1 {
			t = float64(n) * (float64(k)/float64(n-1) - 0.5)
		}
		s, c := math.Sincos(2*math.Pi*f*t + phase)
		sin[k], cos[k] = float32(s), float32(c)
	}
	return sin, cos
}
