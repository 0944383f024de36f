package synthetic

import (
	"fmt"
	"math"

	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// Spec holds every choice of the generator.
type Spec struct {
	Band       int     // the biased band, 1 to 4
	Size       int     // height and width
	Train      int     // images per class
	Test       int     // images per class
	MaxWeight  float64 // the channels' weights are uniform in [0, MaxWeight]
	Amplitudes int     // amplitudes are integers, uniform in 1..Amplitudes
	// Counts holds the least and the largest number of random frequencies of
	// the classes C0 (besides its pattern) to C3.
	Counts [4][2]int
	// Fixed adds the same frequencies to every image of C1 and of C2, drawn once
	// per set: one published image per class cannot tell whether the authors did.
	Fixed int
	Seed  uint64
}

// DefaultSpec returns the generator's defaults for a band.
func DefaultSpec(band int) Spec {
	return Spec{
		Band: band, Size: 32, Train: 5000, Test: 1000, MaxWeight: 1.33, Amplitudes: 7,
		Counts: [4][2]int{{5, 11}, {10, 12}, {10, 14}, {7, 10}}, Seed: 1,
	}
}

// Check reports a specification that cannot be generated.
func (s Spec) Check() error {
	switch {
	case s.Band < 1 || s.Band > 4:
		return fmt.Errorf("band %d: want 1 to 4", s.Band)
	case s.Size < 16 || s.Size%2 != 0:
		return fmt.Errorf("image size %d: want an even number of at least 16", s.Size)
	case s.Train < 1 || s.Test < 1:
		return fmt.Errorf("%d training and %d test images per class: want at least one", s.Train, s.Test)
	case s.Amplitudes < 1 || !(s.MaxWeight > 0):
		return fmt.Errorf("amplitudes up to %d and weights up to %g: want positive numbers", s.Amplitudes, s.MaxWeight)
	}
	for _, c := range s.Counts {
		if c[0] < 1 || c[1] < c[0] || c[1] > 20 {
			return fmt.Errorf("%d to %d frequencies per image: want an ascending range within 1 to 20", c[0], c[1])
		}
	}
	return s.checkRoom()
}

// checkRoom reports classes that ask for more different frequencies than their
// bands have.
func (s Spec) checkRoom() error {
	all, biased := 0, 0
	for u := range s.Size/2 + 1 {
		for v := -s.Size / 2; v <= s.Size/2; v++ {
			if key := canonical(u, v, s.Size); key == [2]int{} || key != [2]int{u, (v + s.Size) % s.Size} {
				continue
			}
			all++
			if BandOf(u, v, s.Size) == s.Band {
				biased++
			}
		}
	}
	room := [4]int{all - biased - s.Size/4, all - biased, all, biased}
	for class, c := range s.Counts {
		want := c[1]
		if class == 1 || class == 2 {
			want += s.Fixed
		}
		if want > room[class] {
			return fmt.Errorf("%s asks for up to %d frequencies, but images of %dx%d have only %d that it may use in set B%d; want larger images or fewer frequencies",
				ClassNames[class], want, s.Size, s.Size, max(room[class], 0), s.Band)
		}
	}
	return nil
}

// Wave is one cosine: U cycles down the image, V across, with an amplitude.
type Wave struct {
	U, V      int
	Amplitude float64
}

// BandOf returns the band, 1 to 4, of a frequency in images of a size: rings of
// an eighth of the size around frequency zero, the last one up to the corners.
func BandOf(u, v, size int) int {
	r := math.Hypot(float64(u), float64(v))
	return min(3, int(r/(float64(size)/8))) + 1
}

// Render draws waves into planes of floats:
//
//	p[i,j] = sum of A cos(2π(U i + V j)/size),   x_c = 0.5 + weights[c] * p/p[0,0]
func Render(waves []Wave, weights []float64, size int) []float32 {
	cosine := make([]float64, size)
	for i := range cosine {
		cosine[i] = math.Cos(2 * math.Pi * float64(i) / float64(size))
	}
	total := 0.0
	pattern := make([]float64, size*size)
	for _, w := range waves {
		total += w.Amplitude
		for i := range size {
			for j := range size {
				phase := (w.U*i + w.V*j) % size
				pattern[i*size+j] += w.Amplitude * cosine[(phase+size)%size]
			}
		}
	}
	out := make([]float32, 0, len(weights)*size*size)
	for _, weight := range weights {
		for _, p := range pattern {
			out = append(out, float32(0.5+weight*p/total))
		}
	}
	return out
}

// ClassNames names the four classes.
var ClassNames = []string{"C0", "C1", "C2", "C3"}

// Generate makes the training and test sets.
func Generate(s Spec) (train, test *dataset.Set, err error) {
	if err := s.Check(); err != nil {
		return nil, nil, err
	}
	name := fmt.Sprintf("Syn_B%d", s.Band)
	return s.set(name+" train", s.Train, 0), s.set(name+" test", s.Test, 1), nil
}

func (s Spec) set(name string, perClass int, part uint64) *dataset.Set {
	set := &dataset.Set{Name: name, Classes: ClassNames, C: 3, H: s.Size, W: s.Size}
	for i := range perClass {
		for class := range 4 {
			rng := tensor.NewRand(s.Seed, 401, uint64(s.Band), part, uint64(class), uint64(i))
			waves := s.Waves(class, rng)
			weights := []float64{s.weight(rng), s.weight(rng), s.weight(rng)}
			for _, v := range Render(waves, weights, s.Size) {
				set.Pixels = append(set.Pixels, dataset.ToByte(v))
			}
			set.Labels = append(set.Labels, class)
		}
	}
	return set
}

func (s Spec) weight(rng *tensor.Rand) float64 { return s.MaxWeight * rng.Float64() }

// Waves draws the frequencies of one image:
//
//	C0  the diagonal (k,k), k = 1, 3, 5, ..., and frequencies outside the biased band
//	C1  frequencies outside the biased band
//	C2  frequencies of all bands
//	C3  frequencies of the biased band alone
func (s Spec) Waves(class int, rng *tensor.Rand) []Wave {
	var waves []Wave
	taken := map[[2]int]bool{{0, 0}: true}
	add := func(u, v int, rng *tensor.Rand) bool {
		key := canonical(u, v, s.Size)
		if taken[key] {
			return false
		}
		taken[key] = true
		waves = append(waves, Wave{u, v, float64(1 + rng.IntN(s.Amplitudes))})
		return true
	}
	if class == 0 {
		for k := 1; k < s.Size/2; k += 2 {
			add(k, k, rng)
		}
	}
	draw := func(n int, rng *tensor.Rand) {
		for n > 0 {
			if u, v := s.position(s.bandFor(class, rng), rng); add(u, v, rng) {
				n--
			}
		}
	}
	if class == 1 || class == 2 {
		draw(s.Fixed, tensor.NewRand(s.Seed, 402, uint64(s.Band), uint64(class)))
	}
	low, high := s.Counts[class][0], s.Counts[class][1]
	draw(low+rng.IntN(high-low+1), rng)
	return waves
}

// bandFor draws the band of one more random frequency of a class.
func (s Spec) bandFor(class int, rng *tensor.Rand) int {
	switch class {
	case 2:
		return 1 + rng.IntN(4)
	case 3:
		return s.Band
	}
	return (s.Band+rng.IntN(3))%4 + 1
}

// position draws a frequency of a band: uniform in radius and angle, rounded to
// whole cycles, and drawn again if that left the band or the spectrum.
func (s Spec) position(band int, rng *tensor.Rand) (u, v int) {
	width := float64(s.Size) / 8
	low, high := float64(band-1)*width, float64(band)*width
	if band == 4 {
		high = float64(s.Size) / math.Sqrt2
	}
	for {
		r, angle := low+(high-low)*rng.Float64(), math.Pi*rng.Float64()
		u, v = int(math.Round(r*math.Sin(angle))), int(math.Round(r*math.Cos(angle)))
		if (u != 0 || v != 0) && max(abs(u), abs(v)) <= s.Size/2 && BandOf(u, v, s.Size) == band {
			return u, v
		}
	}
}

// canonical names a frequency and its partner, which are one cosine, alike.
func canonical(u, v, size int) [2]int {
	u, v = (u%size+size)%size, (v%size+size)%size
	pu, pv := (size-u)%size, (size-v)%size
	if pu < u || pu == u && pv < v {
		return [2]int{pu, pv}
	}
	return [2]int{u, v}
}

func abs(n int) int { return max(n, -n) }
