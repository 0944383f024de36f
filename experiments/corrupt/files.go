package corrupt

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"freqlens/asm/parallel"
	"freqlens/experiments/dataset"
	"freqlens/tensor"
)

// WriteImages writes a set as PNG files, dir/CLASS/00000.png, numbered as in s.
func WriteImages(dir string, s *dataset.Set) error {
	for _, class := range s.Classes {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o755); err != nil {
			return err
		}
	}
	errs := make([]error, s.Len())
	parallel.For(s.Len(), func(i int) {
		path := filepath.Join(dir, s.Classes[s.Labels[i]], fmt.Sprintf("%05d.png", i))
		errs[i] = tensor.WriteQuickly(path, func(w io.Writer) error { return png.Encode(w, Picture(s, i)) })
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Picture returns image i of a set.
func Picture(s *dataset.Set, i int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, s.W, s.H))
	size, pix := s.H*s.W, s.Image(i)
	for k := range size {
		c := color.RGBA{pix[k], pix[k], pix[k], 255}
		if s.C == 3 {
			c.G, c.B = pix[size+k], pix[2*size+k]
		}
		img.SetRGBA(k%s.W, k/s.W, c)
	}
	return img
}

// WriteArrays writes the sets of one corruption, one severity after the other, as
// the published files are: dir/NAME.npy of bytes (images, height, width, channels)
// and dir/labels.npy, of bytes too if there are no more than 256 classes.
func WriteArrays(dir, name string, sets []*dataset.Set) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var pixels, small []byte
	var labels []int
	first := sets[0]
	for _, s := range sets {
		size := s.H * s.W
		for i := range s.Len() {
			img := s.Image(i)
			for k := range size {
				for c := range s.C {
					pixels = append(pixels, img[c*size+k])
				}
			}
			labels, small = append(labels, s.Labels[i]), append(small, byte(s.Labels[i]))
		}
	}
	write := func(name string, a *tensor.Array) error {
		return tensor.WriteFile(filepath.Join(dir, name), func(w io.Writer) error { return tensor.WriteNPY(w, a) })
	}
	if err := write(name+".npy", tensor.Uint8Array(pixels, len(labels), first.H, first.W, first.C)); err != nil {
		return err
	}
	if len(first.Classes) > 256 {
		return write("labels.npy", tensor.Int64Array(labels, len(labels)))
	}
	return write("labels.npy", tensor.Uint8Array(small, len(small)))
}

// ReadArrays reads one severity of a corruption from files as [WriteArrays] and
// the authors of CIFAR-10-C write them.
func ReadArrays(dir, name string, severity int, classes []string) (*dataset.Set, error) {
	if severity < 1 || severity > Severities {
		return nil, fmt.Errorf("severity %d: want 1 to %d", severity, Severities)
	}
	path, labelPath := filepath.Join(dir, name+".npy"), filepath.Join(dir, "labels.npy")
	x, err := tensor.ReadNPYFile(path)
	if err != nil {
		return nil, err
	}
	y, err := tensor.ReadNPYFile(labelPath)
	if err != nil {
		return nil, err
	}
	if len(x.Shape) != 4 || x.Type != "u1" || x.Shape[0] == 0 || x.Shape[0]%Severities != 0 || y.Len() != x.Shape[0] {
		return nil, fmt.Errorf("%s is %s of shape %v and %s has %d labels; want bytes (5n, height, width, channels) and 5n labels", path, x.Type, x.Shape, labelPath, y.Len())
	}
	n := x.Shape[0] / Severities
	s := &dataset.Set{Name: fmt.Sprintf("%s %d", name, severity), Classes: classes, H: x.Shape[1], W: x.Shape[2], C: x.Shape[3]}
	s.Labels = y.Ints()[(severity-1)*n:][:n]
	s.Pixels = make([]byte, n*s.C*s.H*s.W)
	size := s.H * s.W
	from := x.Bytes[(severity-1)*len(s.Pixels):]
	for i := range n {
		if l := s.Labels[i]; l < 0 || l >= len(classes) {
			return nil, fmt.Errorf("%s: label %d is no class, want 0 to %d", labelPath, l, len(classes)-1)
		}
		img := s.Image(i)
		for k := range size {
			for c := range s.C {
				img[c*size+k] = from[(i*size+k)*s.C+c]
			}
		}
	}
	return s, nil
}
