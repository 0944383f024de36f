package synthetic

import (
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// Planted describes data with a known answer: noise images of several classes,
// one of which carries one cosine. Without the cosine nothing tells the classes
// apart, and an analysis that finds a shortcut finds something that is not there.
type Planted struct {
	Size, Classes int
	Class         int // the class that carries the cosine
	U, V          int
	Amplitude     float64 // of the cosine, in units of the noise's standard deviation; 0 plants nothing
	Train, Test   int     // images per class
	Seed          uint64
}

// Generate makes the training and test sets.
func (p Planted) Generate() (train, test *dataset.Set) {
	return p.set("planted train", p.Train, 0), p.set("planted test", p.Test, 1)
}

func (p Planted) set(name string, perClass int, part uint64) *dataset.Set {
	set := &dataset.Set{Name: name, C: 3, H: p.Size, W: p.Size}
	for c := range p.Classes {
		set.Classes = append(set.Classes, string(rune('A'+c)))
	}
	wave := Render([]Wave{{p.U, p.V, 1}}, []float64{1}, p.Size)
	const noise = 0.12
	for i := range perClass {
		for class := range p.Classes {
			rng := tensor.NewRand(p.Seed, 411, part, uint64(class), uint64(i))
			for range set.C {
				for _, w := range wave {
					v := 0.5 + noise*float64(rng.Normal())
					if class == p.Class {
						v += noise * p.Amplitude * float64(w-0.5)
					}
					set.Pixels = append(set.Pixels, dataset.ToByte(float32(v)))
				}
			}
			set.Labels = append(set.Labels, class)
		}
	}
	return set
}
