package corrupt

import (
	"fmt"
	"slices"
	"strings"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// picture is an image with values from 0 to 1, plane after plane.
type picture struct {
	c, h, w int
	pix     []float32
}

func newPicture(c, h, w int) *picture { return &picture{c, h, w, make([]float32, c*h*w)} }

func (p *picture) plane(i int) []float32 { return p.pix[i*p.h*p.w:][:p.h*p.w] }

// fromBytes divides by 255.
func fromBytes(src []byte, c, h, w int) *picture {
	p := newPicture(c, h, w)
	for i, v := range src {
		p.pix[i] = float32(v) / 255
	}
	return p
}

// bytes clips to [0,1], multiplies by 255 and truncates; the thousandth keeps
// single precision from turning an unchanged value into the one below.
func (p *picture) bytes(dst []byte) {
	for i, v := range p.pix {
		dst[i] = byte(min(max(float32(v*255)+1e-3, 0), 255))
	}
}

// corruption changes a picture with the parameters of one severity, from 0.
type corruption func(p *picture, t *table, s int, rng *tensor.Rand) *picture

var corruptions = map[string]corruption{
	"gaussian_noise": gaussianNoise, "shot_noise": shotNoise, "impulse_noise": impulseNoise,
	"defocus_blur": defocusBlur, "glass_blur": glassBlur, "motion_blur": motionBlur, "zoom_blur": zoomBlur,
	"snow": snow, "frost": frost, "fog": fog, "brightness": brightness,
	"contrast": contrast, "elastic_transform": elastic, "pixelate": pixelate, "jpeg_compression": jpegCompression,
}

// Check reports a corruption or severity that does not exist.
func Check(name string, severity int) error {
	if !slices.Contains(Names(), name) {
		return fmt.Errorf("unknown corruption %q, want one of %s", name, strings.Join(Names(), ", "))
	}
	if severity < 1 || severity > Severities {
		return fmt.Errorf("severity %d: want 1 to %d", severity, Severities)
	}
	return nil
}

// Image corrupts one image of c planes of h x w bytes from src into dst. It
// panics if [Check] finds a mistake.
func Image(dst, src []byte, c, h, w int, name string, severity int, rng *tensor.Rand) {
	if err := Check(name, severity); err != nil {
		panic("corrupt: " + err.Error())
	}
	out := corruptions[name](fromBytes(src, c, h, w), tableFor(max(h, w)), severity-1, rng)
	out.bytes(dst)
}

// Set corrupts all images of a set. The result depends on the seed, but not on
// the number of threads.
func Set(s *dataset.Set, name string, severity int, seed uint64) (*dataset.Set, error) {
	if err := Check(name, severity); err != nil {
		return nil, err
	}
	out := *s
	out.Name = fmt.Sprintf("%s, %s %d", s.Name, name, severity)
	out.Pixels = make([]byte, len(s.Pixels))
	kind := uint64(slices.Index(Names(), name))
	parallel.For(s.Len(), func(i int) {
		Image(out.Image(i), s.Image(i), s.C, s.H, s.W, name, severity, tensor.NewRand(seed, 301, kind, uint64(severity), uint64(i)))
	})
	return &out, nil
}
