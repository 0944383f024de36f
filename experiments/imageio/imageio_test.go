package imageio_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/imageio"
	"freqlens/tensor"
)

// worst returns the largest difference between two images and the share of
// bytes that differ.
func worst(t *testing.T, want, got []byte) (most int, share float64) {
	require.Len(t, got, len(want))
	n := 0
	for i := range want {
		if d := int(want[i]) - int(got[i]); d != 0 {
			most, n = max(most, max(d, -d)), n+1
		}
	}
	return most, float64(n) / float64(len(want))
}

// TestDecodesAsPIL compares with pixels that PIL 9.4 read (testdata/make.py):
// PNG equal; in JPEG the two inverse cosine transforms may round a sample of
// brightness and of colour differently, which is at most 3 levels in blue.
func TestDecodesAsPIL(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/decode.npz")
	require.NoError(t, err)
	cases := 0
	for name, want := range vectors {
		file, ok := strings.CutPrefix(name, "want/")
		if !ok {
			continue
		}
		cases++
		t.Run(file, func(t *testing.T) {
			got, err := imageio.Decode(vectors["file/"+file].Bytes)
			require.NoError(t, err)
			require.Equal(t, want.Shape, []int{3, got.H, got.W})
			most, share := worst(t, want.Bytes, got.Planes)
			if strings.HasSuffix(file, ".png") {
				require.Zero(t, most)
				return
			}
			require.LessOrEqual(t, most, 3)
			require.Less(t, share, 0.05)
			t.Logf("largest difference %d, %.2f %% of bytes differ", most, 100*share)
		})
	}
	require.Greater(t, cases, 25)
}

// TestScalesAsPIL: every byte equal.
func TestScalesAsPIL(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/scale.npz")
	require.NoError(t, err)
	src := vectors["source"]
	for name, want := range vectors {
		kind, _, _ := strings.Cut(name, "_")
		filter, ok := map[string]imageio.Filter{"bilinear": imageio.Bilinear, "box": imageio.Box}[kind]
		if !ok {
			continue
		}
		m := &imageio.RGB{H: src.Shape[1], W: src.Shape[2], Planes: src.Bytes}
		got := m.Resize(want.Shape[1], want.Shape[2], filter)
		require.Equal(t, want.Bytes, got.Planes, name)
	}
}

// TestScalingKeepsFlatImages, whatever the sizes.
func TestScalingKeepsFlatImages(t *testing.T) {
	for n := 1; n < 40; n++ {
		for size := 1; size < 40; size += 3 {
			src := bytes.Repeat([]byte{201}, n*n)
			dst := make([]byte, size*size)
			imageio.Bilinear.Scale(dst, size, size, src, n, n)
			require.Equal(t, bytes.Repeat([]byte{201}, size*size), dst, "%d to %d", n, size)
		}
	}
}

// hugePNG is a header that promises more pixels than any memory holds.
func hugePNG() []byte {
	head := append([]byte("IHDR"), 0, 0, 0x2e, 0xe0, 0, 0, 0x2e, 0xe0, 8, 2, 0, 0, 0)
	file := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	file = append(file, head...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(head))
}

func TestBrokenFilesAreNamed(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/decode.npz")
	require.NoError(t, err)
	whole := vectors["file/baseline_420.jpg"].Bytes
	png := vectors["file/rgb.png"].Bytes
	for _, c := range []struct {
		file []byte
		says string
	}{
		{nil, "is empty"},
		{[]byte("GIF89a"), "neither JPEG nor PNG"},
		{whole[:len(whole)/2], "cut short"},
		{whole[:10], "cut short"},
		{png[:len(png)/2], "cut short"},
		{png[:20], "cut short"},
		{hugePNG(), "is 12000x12000, more than 100 million pixels"},
	} {
		_, err := imageio.Decode(c.file)
		require.ErrorContains(t, err, c.says)
	}
}

// TestDamagedFilesNeverPanic flips bytes of whole files: an error or an image.
func TestDamagedFilesNeverPanic(t *testing.T) {
	vectors, err := tensor.ReadNPZ("testdata/decode.npz")
	require.NoError(t, err)
	rng := tensor.NewRand(1)
	tries := 200
	if testing.Short() {
		tries = 20
	}
	for name, a := range vectors {
		if !strings.HasPrefix(name, "file/") {
			continue
		}
		for range tries / 4 {
			file := bytes.Clone(a.Bytes)
			for range 1 + rng.IntN(4) {
				file[rng.IntN(len(file))] = byte(rng.IntN(256))
			}
			if h, w, err := imageio.Size(file); err == nil && h*w > 1<<20 {
				continue // plausible sizes only: no test for patience
			}
			_, _ = imageio.Decode(file)
		}
	}
}

func ExampleFilter_Scale() {
	dst := make([]byte, 2)
	imageio.Bilinear.Scale(dst, 1, 2, []byte{0, 0, 255, 255}, 1, 4)
	fmt.Println(dst) // an antialiased halving: each output also sees the neighbour
	// Output: [36 219]
}
