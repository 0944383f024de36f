package cueconflict_test

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/cueconflict"
	"freqlens/experiments/ood"
	"freqlens/experiments/train"
)

func text(s string) *string { return &s }

var mapping = ood.Mapping{"cat": text("cat"), "dog": text("dog"), "clock": nil}

// folder writes stimuli: the value of a pixel is 30 for a cat and 220 for a dog,
// in the left half by shape and in the right half by texture.
func folder(t testing.TB, names map[string]string) string {
	root := t.TempDir()
	grey := map[string]uint8{"cat": 30, "dog": 220, "clock": 120}
	for name, cues := range names {
		var shape, texture string
		_, err := fmt.Sscanf(cues, "%s %s", &shape, &texture)
		require.NoError(t, err)
		img := image.NewGray(image.Rect(0, 0, 16, 16))
		for i := range 256 {
			img.Pix[i] = grey[shape]
			if i%16 >= 8 {
				img.Pix[i] = grey[texture]
			}
		}
		img.SetGray(0, 0, color.Gray{Y: img.Pix[1]})
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, png.Encode(f, img))
		require.NoError(t, f.Close())
	}
	return root
}

var stimuli = map[string]string{
	"cue_conflict/cat/cat1-dog1.png": "cat dog", "cue_conflict/cat/cat2-cat1.png": "cat cat", "cue_conflict/cat/cat3-clock1.png": "cat clock",
	"cue_conflict/dog/dog1-cat2.png": "dog cat", "cue_conflict/dog/dog10-cat2.png": "dog cat", "cue_conflict/clock/clock1-cat1.png": "clock cat",
	"silhouettes/cat/1.png": "cat cat", "silhouettes/dog/1.png": "dog dog", "silhouettes/clock/1.png": "clock clock",
}

// TestLoad: textures come from the names, in the images' order.
func TestLoad(t *testing.T) {
	s, err := cueconflict.Load(folder(t, stimuli), 0)
	require.NoError(t, err)
	require.Equal(t, []string{"cat", "clock", "dog"}, s.Conflict.Classes)
	require.Equal(t, []string{"dog", "cat", "clock", "cat", "cat", "cat"}, s.Texture)
	require.Nil(t, s.Edges)
	require.Equal(t, []string{"cat", "clock", "dog"}, s.Labels())
	for i, texture := range s.Texture { // the pixels agree with the names
		require.Equal(t, map[string]byte{"cat": 30, "dog": 220, "clock": 120}[texture], s.Conflict.Image(i)[15])
	}
	_, err = cueconflict.Load(folder(t, map[string]string{"cue_conflict/cat/1.png": "cat dog"}), 0)
	require.ErrorContains(t, err, "want a name like cat3-elephant1.png")
	_, err = cueconflict.Load(t.TempDir(), 0)
	require.ErrorContains(t, err, "cue_conflict")
}

// TestCounts: every decision is counted once, and images without a conflict are
// left out.
func TestCounts(t *testing.T) {
	s, err := cueconflict.Load(folder(t, stimuli), 0)
	require.NoError(t, err)
	pair := s.Silhouettes.Subset([]int{0, 2})
	pair.Classes, pair.Labels = []string{"cat", "dog"}, []int{0, 1}
	net, err := train.New("cnn3", 0.25, pair, 1)
	require.NoError(t, err)
	r, err := cueconflict.Run(context.Background(), net, s, mapping, false)
	require.NoError(t, err)
	require.Equal(t, 3, r.Conflict)
	require.Equal(t, r.Conflict, r.Shape+r.Texture, "a network of two classes always decides for one of the cues")
	require.Equal(t, 2, r.Silhouettes.N)
	require.Zero(t, r.Edges.N)
	shape, texture := 0.0, 0.0
	for _, c := range r.Classes {
		shape += c.ShapeFound.Value * float64(c.ShapeFound.N)
		texture += c.TextureFound.Value * float64(c.TextureFound.N)
	}
	require.InDelta(t, r.Shape, shape, 1e-9)
	require.InDelta(t, r.Texture, texture, 1e-9)

	_, err = cueconflict.Run(context.Background(), net, s, ood.Mapping{"cat": text("cat"), "dog": text("cat"), "clock": nil}, false)
	require.ErrorContains(t, err, "two different classes")
	_, err = cueconflict.Run(context.Background(), net, s, ood.Mapping{"cat": text("cat"), "dog": text("cat")}, false)
	require.ErrorContains(t, err, `no entry for the images' class "clock"`)
}

// TestPublishedStimuli: the counts of the authors' images in the test data.
func TestPublishedStimuli(t *testing.T) {
	dir := os.Getenv("FREQLENS_DATA")
	if dir == "" {
		t.Skip("FREQLENS_DATA is not set")
	}
	s, err := cueconflict.Load(filepath.Join(dir, "cueconflict_64.zip"), 32)
	require.NoError(t, err)
	same := 0
	for i, l := range s.Conflict.Labels {
		if s.Conflict.Classes[l] == s.Texture[i] {
			same++
		}
	}
	require.Equal(t, 1024, s.Conflict.Len())
	require.Equal(t, 69, same)
	require.Len(t, s.Labels(), 16)
	require.Equal(t, 128, s.Edges.Len())
}
