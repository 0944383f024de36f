package adcs_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/adcs"
	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

var identity = augment.Normalizer{Mean: []float32{0, 0, 0}, Std: []float32{1, 1, 1}}

// noise returns a set of random images, perClass of each class, every image
// shifted cyclically by (down, right) pixels.
func noise(classes, perClass, size, down, right int) *dataset.Set {
	rng := tensor.NewRand(7)
	s := &dataset.Set{Name: "noise", C: 3, H: size, W: size}
	for c := range classes {
		s.Classes = append(s.Classes, fmt.Sprint(c))
		for range perClass {
			s.Labels = append(s.Labels, c)
			for range 3 {
				plane := make([]byte, size*size)
				for i := range size * size {
					plane[((i/size+down)%size)*size+(i+right)%size] = byte(rng.IntN(256))
				}
				s.Pixels = append(s.Pixels, plane...)
			}
		}
	}
	return s
}

// TestDefinition: maps sum to zero over classes, are point-symmetric, and lie
// in [1-|C|, |C|-1].
func TestDefinition(t *testing.T) {
	const size = 8
	r := adcs.Compute(noise(4, 3, size, 0, 0), identity, false)
	for bin := range size * size {
		sum, u, v := 0.0, bin/size, bin%size
		for _, m := range r.ADCS {
			sum += m[bin]
			require.LessOrEqual(t, m[bin]*m[bin], 9.0)
			require.Equal(t, m[bin], m[(size-u)%size*size+(size-v)%size])
		}
		require.Zero(t, sum)
	}
}

// TestTranslationChangesNothing: amplitude spectra do not see where things are.
func TestTranslationChangesNothing(t *testing.T) {
	a := adcs.Compute(noise(3, 2, 8, 0, 0), identity, false)
	b := adcs.Compute(noise(3, 2, 8, 3, 5), identity, false)
	require.Equal(t, a.ADCS, b.ADCS)
	for c := range a.Mean {
		require.InDeltaSlice(t, a.Mean[c], b.Mean[c], 1e-3)
	}
}

// TestCompat reproduces the authors' quirks: a class is compared with itself
// and equality counts -1, so that grey images give values one too small; and
// channels are weighted as for grey values, so that one channel can win.
func TestCompat(t *testing.T) {
	s := noise(3, 2, 8, 0, 0)
	plane := 64
	for i := range s.Labels { // make all channels equal
		image := s.Image(i)
		copy(image[plane:2*plane], image[:plane])
		copy(image[2*plane:], image[:plane])
	}
	plain, quirk := adcs.Compute(s, identity, false), adcs.Compute(s, identity, true)
	for c := range plain.ADCS {
		for bin, v := range plain.ADCS[c] {
			require.Equal(t, v-1, quirk.ADCS[c][bin])
		}
	}
	// Mean energies: class 0 has 100 in green, class 1 has 150 in blue.
	// The plain mean prefers class 1, grey weights (.587 and .114) class 0.
	two := &dataset.Set{Name: "two", Classes: []string{"green", "blue"}, C: 3, H: 1, W: 1,
		Pixels: []byte{0, 100, 0, 0, 0, 150}, Labels: []int{0, 1}}
	require.Equal(t, -1.0, adcs.Compute(two, identity, false).ADCS[0][0])
	require.Equal(t, 0.0, adcs.Compute(two, identity, true).ADCS[0][0], "+1 against blue, -1 against itself")
}

func ExampleCompute() {
	// Two classes of 2x2 images: flat ones, and ones with vertical stripes.
	s := &dataset.Set{Name: "stripes", Classes: []string{"flat", "striped"}, C: 1, H: 2, W: 2,
		Pixels: []byte{200, 200, 200, 200, 0, 255, 0, 255}, Labels: []int{0, 1}}
	r := adcs.Compute(s, augment.Normalizer{Mean: []float32{0}, Std: []float32{1}}, false)
	fmt.Println("flat:   ", r.ADCS[0])
	fmt.Println("striped:", r.ADCS[1])
	// Output:
	// flat:    [1 -1 0 0]
	// striped: [-1 1 0 0]
}

// TestDistinctness: a class that is above all others everywhere stands out
// wholly, one that is tied with its neighbours on both sides not at all.
func TestDistinctness(t *testing.T) {
	r := adcs.Result{Classes: []string{"a", "b", "c"}, ADCS: [][]float64{{2, 2, 2, -2}, {0, 0, 0, 0}, {-2, -2, -2, 2}}}
	require.Equal(t, []float64{1, 0, 1}, r.Distinctness())
}

func TestStronger(t *testing.T) {
	r := &adcs.Result{ADCS: [][]float64{{2, 0, -2, 1}}}
	more, less := r.Stronger(0)
	require.Equal(t, []float64{0.5, 0.25}, []float64{more, less})
}
