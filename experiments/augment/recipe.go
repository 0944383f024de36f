package augment

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// Augment puts a changed copy of image i of a set into dst. All that is random
// comes from rng; other images of the set may be used. Several goroutines may
// call it at a time.
type Augment func(dst []byte, s *dataset.Set, i int, rng *tensor.Rand)

// step changes an image in place.
type step func(m *canvas, rng *tensor.Rand)

// change is what follows the base in a recipe: a step before it, one after it,
// or both.
type change struct{ before, after step }

var bases = map[string]step{
	"none":        func(*canvas, *tensor.Rand) {},
	"standard":    cropFlip,
	"resizedcrop": resizedCrop,
	"paper":       padFlipResizedCrop,
}

// changes are made with the number after the equals sign, 0 if there is none.
var changes = map[string]func(radius float64) change{
	"autoaugment":          fixed(change{after: autoAugment(cifarPolicy)}),
	"autoaugment-imagenet": fixed(change{after: autoAugment(imageNetPolicy)}),
	"augmix":               fixed(change{after: augMix}),
	"apr":                  fixed(change{before: recombineOne, after: recombinePair}),
	"apr-s":                fixed(change{before: recombineOne}),
	"apr-p":                fixed(change{after: recombinePair}),
	"afa":                  fixed(change{after: fourierWaves}),
	"style":                fixed(change{before: restyle}),
	"lowpass":              func(r float64) change { return change{after: lowPass(r)} },
	"highpass":             func(r float64) change { return change{after: highPass(r)} },
}

func fixed(c change) func(float64) change { return func(float64) change { return c } }

// Presets lists the names that recipes are made of.
func Presets() []string {
	return []string{"none", "standard", "resizedcrop", "paper", "autoaugment", "autoaugment-imagenet", "augmix",
		"apr", "apr-s", "apr-p", "afa", "style", "lowpass", "highpass"}
}

// Preset returns an augmentation by its recipe: BASE, CHANGE, or BASE+CHANGE+...;
// without a base, changes follow "standard".
func Preset(recipe string) (Augment, error) {
	base := bases["standard"]
	var todo []change
	for i, part := range strings.Split(recipe, "+") {
		name, value, valued := strings.Cut(part, "=")
		if b, ok := bases[name]; ok && i == 0 && !valued {
			base = b
			continue
		}
		build, ok := changes[name]
		if !ok {
			return nil, fmt.Errorf("unknown augmentation %q, want one of %s, or a base and changes joined by +", recipe, strings.Join(Presets(), ", "))
		}
		radius := 0.0
		if valued {
			var err error
			if radius, err = strconv.ParseFloat(value, 64); err != nil || !(radius > 0) || math.IsInf(radius, 0) || !strings.HasSuffix(name, "pass") {
				return nil, fmt.Errorf("augmentation %q: want lowpass=R or highpass=R with a radius above 0", recipe)
			}
		}
		todo = append(todo, build(radius))
	}
	return compose(base, todo), nil
}

func compose(base step, todo []change) Augment {
	view := func(m *canvas, rng *tensor.Rand) {
		for _, c := range todo {
			if c.before != nil {
				c.before(m, rng)
			}
		}
		base(m, rng)
	}
	return func(dst []byte, s *dataset.Set, i int, rng *tensor.Rand) {
		m := newCanvas(s, i)
		defer m.free()
		m.plain = func() *canvas { return newCanvas(s, rng.IntN(s.Len())) }
		m.other = func() *canvas {
			o := m.plain()
			o.plain = m.plain
			view(o, rng)
			return o
		}
		view(m, rng)
		for _, c := range todo {
			if c.after != nil {
				c.after(m, rng)
			}
		}
		copy(dst, m.pix)
	}
}

// canvas is an image that is being changed, with the memory that steps need.
type canvas struct {
	c, h, w int
	pix     []byte
	spare   []byte         // as long as pix: steps write there and swap
	plain   func() *canvas // another image of the set, to be freed
	other   func() *canvas // the same, cropped and flipped
	fourier *fourier
}

var canvases sync.Pool

func newCanvas(s *dataset.Set, i int) *canvas {
	m, ok := canvases.Get().(*canvas)
	if !ok {
		m = &canvas{}
	}
	size := s.C * s.H * s.W
	if m.c != s.C || m.h != s.H || m.w != s.W {
		*m = canvas{c: s.C, h: s.H, w: s.W, pix: make([]byte, size), spare: make([]byte, size)}
	}
	copy(m.pix, s.Image(i))
	return m
}

func (m *canvas) free() {
	m.plain, m.other = nil, nil // the pool shall not keep a set alive
	canvases.Put(m)
}

// clone returns a copy, to be freed.
func (m *canvas) clone() *canvas {
	return newCanvas(&dataset.Set{C: m.c, H: m.h, W: m.w, Pixels: m.pix}, 0)
}

func (m *canvas) swap() { m.pix, m.spare = m.spare, m.pix }

// plane returns the pixels of channel p.
func (m *canvas) plane(p int) []byte { return m.pix[p*m.h*m.w:][:m.h*m.w] }

// flip mirrors left and right.
func (m *canvas) flip() {
	for y := range m.c * m.h {
		slices.Reverse(m.pix[y*m.w:][:m.w])
	}
}
