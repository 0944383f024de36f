package augment_test

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/fft"
	"freqlens/tensor"
)

// setOf is a set of one image, or of several that differ.
func setOf(h, w int, images ...[]byte) *dataset.Set {
	s := &dataset.Set{Name: "test", Classes: []string{"a"}, C: len(images[0]) / (h * w), H: h, W: w}
	for _, img := range images {
		s.Pixels, s.Labels = append(s.Pixels, img...), append(s.Labels, 0)
	}
	return s
}

func apply(t *testing.T, name string, src []byte, h, w int, seed uint64) []byte {
	a, err := augment.Preset(name)
	require.NoError(t, err)
	dst := make([]byte, len(src))
	second := slices.Clone(src)
	slices.Reverse(second)
	a(dst, setOf(h, w, src, second), 0, tensor.NewRand(seed))
	return dst
}

func ramp(h, w int) []byte {
	x := make([]byte, 3*h*w)
	for i := range x {
		x[i] = byte(1 + i*7%251)
	}
	return x
}

func TestNoneChangesNothing(t *testing.T) {
	require.Equal(t, ramp(8, 6), apply(t, "none", ramp(8, 6), 8, 6, 1))
}

// TestEqualSeedsGiveEqualImages, from several goroutines at a time, in any order;
// and other seeds others.
func TestEqualSeedsGiveEqualImages(t *testing.T) {
	for _, name := range append(augment.Presets()[1:], "paper+augmix+afa", "none+lowpass=3", "resizedcrop+autoaugment-imagenet") {
		for _, size := range [][2]int{{32, 32}, {9, 14}} {
			h, w := size[0], size[1]
			want := make([][]byte, 8)
			for seed := range want {
				want[seed] = apply(t, name, ramp(h, w), h, w, uint64(seed))
			}
			var all sync.WaitGroup
			for seed := range want {
				all.Go(func() {
					if !slices.Equal(want[seed], apply(t, name, ramp(h, w), h, w, uint64(seed))) {
						t.Errorf("%s: seed %d gives another image", name, seed)
					}
				})
			}
			all.Wait()
			if name != "none+lowpass=3" { // nothing is random there
				require.NotEqual(t, want[0], want[1], name)
			}
		}
	}
}

// TestGreyImages: one channel is as good as three.
func TestGreyImages(t *testing.T) {
	for _, name := range augment.Presets() {
		for seed := range uint64(20) {
			apply(t, name, ramp(16, 16)[:256], 16, 16, seed)
		}
	}
}

func TestUnknownRecipes(t *testing.T) {
	for recipe, says := range map[string]string{
		"rotate": "unknown augmentation", "": "unknown augmentation", "augmix+paper": "unknown augmentation",
		"lowpass=x": "want lowpass=R", "lowpass=-1": "want lowpass=R", "augmix=3": "want lowpass=R", "standard+": "unknown augmentation",
	} {
		_, err := augment.Preset(recipe)
		require.ErrorContains(t, err, says, recipe)
	}
}

// spectrum returns the power of channel 0 at every frequency.
func spectrum(img []byte, n int) []float64 {
	plan, err := fft.NewRealPlan2D(n, n)
	if err != nil {
		panic(err)
	}
	x, out := make([]float32, n*n), make([]complex64, plan.SpectrumLen())
	for i := range x {
		x[i] = float32(img[i])
	}
	plan.Forward(out, x, make([]complex64, plan.WorkLen()))
	power := make([]float64, len(out))
	for i, z := range out {
		power[i] = float64(real(z))*float64(real(z)) + float64(imag(z))*float64(imag(z))
	}
	return power
}

// TestPassesFilter: what a low-pass removes a high-pass keeps, the mean stays.
func TestPassesFilter(t *testing.T) {
	const n = 32
	src := make([]byte, 3*n*n)
	for i := range src { // no value near the ends, so that nothing is clipped
		src[i] = byte(100 + i*37%56)
	}
	before := spectrum(src, n)
	for name, kept := range map[string]func(r2 int) bool{
		"none+lowpass=5":  func(r2 int) bool { return r2 <= 25 },
		"none+highpass=5": func(r2 int) bool { return r2 >= 25 || r2 == 0 },
	} {
		after := spectrum(apply(t, name, src, n, n, 1), n)
		for i := range after {
			u, v := i/(n/2+1), i%(n/2+1)
			u = min(u, n-u)
			if kept(u*u + v*v) {
				require.InDelta(t, math.Sqrt(before[i]), math.Sqrt(after[i]), 60, "%s %d", name, i) // rounding to bytes
			} else {
				require.Less(t, math.Sqrt(after[i]), 60.0, "%s %d", name, i)
			}
		}
	}
}

// TestWavesAddOneFrequency: where a wave was added to a flat image, one frequency
// and its neighbours hold nearly all energy.
func TestWavesAddOneFrequency(t *testing.T) {
	const n = 32
	flat := bytes.Repeat([]byte{128}, 3*n*n)
	changed := 0
	for seed := range uint64(200) {
		got := apply(t, "none+afa", flat, n, n, seed)
		if slices.Equal(got, flat) {
			continue
		}
		changed++
		power := spectrum(got, n)
		power[0] = 0
		most, all := 0.0, 0.0
		for _, p := range power {
			most, all = max(most, p), all+p
		}
		if all > 1e6 { // strong enough not to drown in rounding
			require.Greater(t, most/all, 0.05)
		}
	}
	require.InDelta(t, 100, changed, 30)
}

// TestStyleTakesColourAndTexture from the other image, and keeps the large shape.
func TestStyleTakesColourAndTexture(t *testing.T) {
	const n = 32
	shape, texture := make([]byte, 3*n*n), make([]byte, 3*n*n)
	for i := range shape {
		p, y, x := i/(n*n), i/n%n, i%n
		if y > n/2 {
			shape[i] = 200
		}
		texture[i] = byte(60*p + 40 + 30*((x+y)%2)) // blue, with the finest pattern
	}
	a, err := augment.Preset("none+style")
	require.NoError(t, err)
	dst := make([]byte, len(shape))
	images := [][]byte{shape}
	for range 1000 { // so that the image hardly ever draws itself
		images = append(images, texture)
	}
	set := setOf(n, n, images...)
	for seed := range uint64(10) {
		a(dst, set, 0, tensor.NewRand(seed))
		mean := func(p, from, to int) float64 {
			sum := 0
			for _, v := range dst[p*n*n+from*n : p*n*n+to*n] {
				sum += int(v)
			}
			return float64(sum) / float64((to-from)*n)
		}
		require.Greater(t, mean(2, 0, n), mean(0, 0, n)+60, "blue as the texture")
		require.Greater(t, mean(1, n/2+2, n), mean(1, 0, n/2-2)+10, "the lower half stays brighter")
	}
}

// TestStandardShiftsAndFlips: every result is the image moved by at most four
// pixels, perhaps mirrored, with zeros where nothing was; and all 162 occur.
func TestStandardShiftsAndFlips(t *testing.T) {
	const size = 12
	src := ramp(size, size)
	seen := map[[3]int]bool{}
	for seed := range uint64(3000) {
		got := apply(t, "standard", src, size, size, seed)
		found := false
		for dy := -4; dy <= 4 && !found; dy++ {
			for dx := -4; dx <= 4 && !found; dx++ {
				for flip := range 2 {
					if moved(src, got, size, dy, dx, flip == 1) {
						seen[[3]int{dy, dx, flip}] = true
						found = true
					}
				}
			}
		}
		require.True(t, found, "seed %d", seed)
	}
	require.Len(t, seen, 162)
}

func moved(src, got []byte, size, dy, dx int, flip bool) bool {
	for i, v := range got {
		p, y, x := i/(size*size), i/size%size, i%size
		if flip {
			x = size - 1 - x
		}
		want := byte(0)
		if sy, sx := y+dy, x+dx; sy >= 0 && sy < size && sx >= 0 && sx < size {
			want = src[(p*size+sy)*size+sx]
		}
		if v != want {
			return false
		}
	}
	return true
}

// TestResizedCropAverages: scaling keeps a flat image flat where no padding
// comes in, never leaves the range of its values, and treats channels alike.
func TestResizedCropAverages(t *testing.T) {
	flat := make([]byte, 3*32*32)
	for i := range flat {
		flat[i] = 200
	}
	full := 0
	for seed := range uint64(100) {
		got := apply(t, "paper", flat, 32, 32, seed)
		require.Equal(t, got[:1024], got[1024:2048])
		for _, v := range got {
			require.LessOrEqual(t, v, byte(200))
			if v == 200 {
				full++
			}
		}
	}
	require.Greater(t, full, 100*3*1024/2)
}

func ExampleNormalizer_Tensor() {
	s := &dataset.Set{Name: "two pixels", Classes: []string{"a"}, C: 1, H: 1, W: 2, Pixels: []byte{0, 255}, Labels: []int{0}}
	fmt.Println(augment.Stats(s).Tensor(s, nil).Data())
	// Output: [-1 1]
}
