package augment_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

func apply(t *testing.T, name string, src []byte, h, w int, seed uint64) []byte {
	a, err := augment.Preset(name)
	require.NoError(t, err)
	dst := make([]byte, len(src))
	a(dst, src, len(src)/(h*w), h, w, tensor.NewRand(seed))
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

// TestEqualSeedsGiveEqualImages, and other seeds others.
func TestEqualSeedsGiveEqualImages(t *testing.T) {
	for _, name := range augment.Presets()[1:] {
		require.Equal(t, apply(t, name, ramp(32, 32), 32, 32, 5), apply(t, name, ramp(32, 32), 32, 32, 5))
		require.NotEqual(t, apply(t, name, ramp(32, 32), 32, 32, 5), apply(t, name, ramp(32, 32), 32, 32, 6))
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
