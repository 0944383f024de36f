package dataset

import (
	"fmt"
	"io"
	"path/filepath"

	"freqlens/tensor"
)

// SaveNPY writes a set as the paper's authors store theirs: an array of images
// (n,C,H,W) of float32 in [0,1] and an array of labels.
func SaveNPY(s *Set, data, labels string) error {
	x := make([]float32, len(s.Pixels))
	for i, v := range s.Pixels {
		x[i] = float32(v) / 255
	}
	if err := writeArray(data, tensor.Float32Array(x, s.Len(), s.C, s.H, s.W)); err != nil {
		return err
	}
	return writeArray(labels, tensor.Int64Array(s.Labels, s.Len()))
}

func writeArray(path string, a *tensor.Array) error {
	return tensor.WriteFile(path, func(w io.Writer) error { return tensor.WriteNPY(w, a) })
}

// LoadNPY reads what [SaveNPY] or the authors' generator wrote. Values are
// clipped to [0,1], multiplied by 255 and truncated, as the authors' loader does.
func LoadNPY(data, labels string, classes []string) (*Set, error) {
	x, err := tensor.ReadNPYFile(data)
	if err != nil {
		return nil, err
	}
	y, err := tensor.ReadNPYFile(labels)
	if err != nil {
		return nil, err
	}
	if len(x.Shape) != 4 || y.Len() != x.Shape[0] {
		return nil, fmt.Errorf("%s has shape %v and %s %v, want (n,C,H,W) and n labels", data, x.Shape, labels, y.Shape)
	}
	s := &Set{Name: filepath.Base(data), Classes: classes, C: x.Shape[1], H: x.Shape[2], W: x.Shape[3], Labels: y.Ints()}
	for i, v := range x.Float32s() {
		if v != v {
			return nil, fmt.Errorf("%s: value %d of image %d is no number, want values from 0 to 1", data, i%(s.C*s.H*s.W), i/(s.C*s.H*s.W))
		}
		s.Pixels = append(s.Pixels, ToByte(v))
	}
	for i, l := range s.Labels {
		if l < 0 || l >= len(classes) {
			return nil, fmt.Errorf("%s: label %d of image %d is no class, want 0 to %d", labels, l, i, len(classes)-1)
		}
	}
	return s, s.Check()
}

// ToByte clips v to [0,1] and truncates 255*v: the authors' conversion, whose
// truncation makes the mean of their sets 0.498 rather than 0.5.
func ToByte(v float32) byte { return byte(255 * min(max(v, 0), 1)) }
