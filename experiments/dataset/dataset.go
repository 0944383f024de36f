package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"freqlens/tensor"
)

// Set is a set of labelled images of one size.
type Set struct {
	Name    string
	Classes []string
	C, H, W int
	Pixels  []byte // image after image, each C x H x W
	Labels  []int
}

// Len returns the number of images.
func (s *Set) Len() int { return len(s.Labels) }

// Image returns the bytes of image i, C x H x W. They belong to s.
func (s *Set) Image(i int) []byte {
	size := s.C * s.H * s.W
	return s.Pixels[i*size:][:size]
}

// Subset returns the given images, in the given order.
func (s *Set) Subset(index []int) *Set {
	out := *s
	out.Pixels = make([]byte, 0, len(index)*s.C*s.H*s.W)
	out.Labels = make([]int, 0, len(index))
	for _, i := range index {
		out.Pixels = append(out.Pixels, s.Image(i)...)
		out.Labels = append(out.Labels, s.Labels[i])
	}
	return &out
}

// ByClass lists the images of each class.
func (s *Set) ByClass() [][]int {
	out := make([][]int, len(s.Classes))
	for i, label := range s.Labels {
		out[label] = append(out[label], i)
	}
	return out
}

// Split divides s at random into two parts, the second with the given share of
// every class. Equal seeds give equal parts.
func (s *Set) Split(share float64, seed uint64) (rest, part *Set) {
	a, b := s.divide(share, seed)
	return s.Subset(a), s.Subset(b)
}

// Cut does the same in place: it takes the share out of s, which keeps the rest,
// so that a large set is not held twice.
func (s *Set) Cut(share float64, seed uint64) (part *Set) {
	a, b := s.divide(share, seed)
	part = s.Subset(b)
	for to, from := range a { // forwards, and to is never after from
		copy(s.Image(to), s.Image(from))
		s.Labels[to] = s.Labels[from]
	}
	s.Labels = s.Labels[:len(a)]
	s.Pixels = s.Pixels[:len(a)*s.C*s.H*s.W]
	return part
}

// divide chooses the images of both parts.
func (s *Set) divide(share float64, seed uint64) (rest, part []int) {
	for class, index := range s.ByClass() {
		order := slices.Clone(index)
		tensor.NewRand(seed, 101, uint64(class)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		n := int(share*float64(len(order)) + 0.5)
		part, rest = append(part, order[:n]...), append(rest, order[n:]...)
	}
	slices.Sort(rest)
	slices.Sort(part)
	return rest, part
}

// PerClass returns at most n images of every class, chosen at random.
func (s *Set) PerClass(n int, seed uint64) *Set {
	var chosen []int
	for class, index := range s.ByClass() {
		order := slices.Clone(index)
		tensor.NewRand(seed, 102, uint64(class)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		chosen = append(chosen, order[:min(n, len(order))]...)
	}
	slices.Sort(chosen)
	return s.Subset(chosen)
}

// Hash identifies the images, their labels, their order and the classes' names.
func (s *Set) Hash() string {
	h := sha256.New()
	for _, v := range []int{s.C, s.H, s.W, len(s.Labels)} {
		_ = binary.Write(h, binary.LittleEndian, int64(v))
	}
	for _, l := range s.Labels {
		_ = binary.Write(h, binary.LittleEndian, int32(l))
	}
	for _, name := range s.Classes {
		_ = binary.Write(h, binary.LittleEndian, int64(len(name)))
		h.Write([]byte(name))
	}
	h.Write(s.Pixels)
	return hex.EncodeToString(h.Sum(nil))
}

// Check reports a set that no experiment could use.
func (s *Set) Check() error {
	if len(s.Pixels) != s.Len()*s.C*s.H*s.W {
		return fmt.Errorf("%s: %d bytes are not %d images of %dx%dx%d", s.Name, len(s.Pixels), s.Len(), s.C, s.H, s.W)
	}
	for class, index := range s.ByClass() {
		if len(index) == 0 {
			return fmt.Errorf("%s: class %s has no image", s.Name, s.Classes[class])
		}
	}
	return nil
}
