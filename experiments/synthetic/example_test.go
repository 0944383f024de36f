package synthetic_test

import (
	"fmt"

	"freqlens/experiments/augment"
	"freqlens/experiments/spectrum"
	"freqlens/experiments/synthetic"
)

// The set of band 2: in which band do the four classes have most of their energy?
func ExampleGenerate() {
	spec := synthetic.DefaultSpec(2)
	spec.Train, spec.Test = 20, 1
	set, _, err := synthetic.Generate(spec)
	if err != nil {
		panic(err)
	}
	for class, index := range set.ByClass() {
		var energy [spectrum.Bands]float64
		s := spectrum.Transform(augment.Stats(set).Tensor(set, index))
		for plane := range s.Planes {
			for u := range s.Size {
				for v := range s.Size {
					if z := s.At(plane, u, v); u+v > 0 { // all but the mean
						energy[spectrum.Band(u, v, s.Size)] += float64(real(z)*real(z) + imag(z)*imag(z))
					}
				}
			}
		}
		all := energy[0] + energy[1] + energy[2] + energy[3]
		fmt.Printf("%s: B1 %.0f %%, B2 %.0f %%, B3 %.0f %%, B4 %.0f %%\n", set.Classes[class],
			100*energy[0]/all, 100*energy[1]/all, 100*energy[2]/all, 100*energy[3]/all)
	}
	// Output:
	// C0: B1 22 %, B2 13 %, B3 21 %, B4 45 %
	// C1: B1 30 %, B2 0 %, B3 39 %, B4 30 %
	// C2: B1 29 %, B2 27 %, B3 23 %, B4 21 %
	// C3: B1 0 %, B2 99 %, B3 1 %, B4 1 %
}
