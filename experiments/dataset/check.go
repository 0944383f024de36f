package dataset

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// Duplicates counts images whose bytes are equal. An image that occurs three
// times counts twice.
type Duplicates struct {
	Within  int // in the first set
	Across  int // images of the second set that are in the first
	Labels  int // equal images with different classes, in or between the sets
	Example string
}

// FindDuplicates compares all images of a, and of b with those of a; b may be nil.
func FindDuplicates(a, b *Set) Duplicates {
	type seen struct {
		index int
		label string
	}
	var d Duplicates
	first := make(map[[sha256.Size]byte]seen, a.Len())
	note := func(what string, i int, s *Set, old seen) {
		if s.Classes[s.Labels[i]] != old.label {
			d.Labels++
		}
		if d.Example == "" {
			d.Example = fmt.Sprintf("%s image %d (%s) equals %s image %d (%s)", what, i, s.Classes[s.Labels[i]], a.Name, old.index, old.label)
		}
	}
	for i := range a.Len() {
		sum := sha256.Sum256(a.Image(i))
		if old, ok := first[sum]; ok {
			d.Within++
			note(a.Name, i, a, old)
			continue
		}
		first[sum] = seen{i, a.Classes[a.Labels[i]]}
	}
	if b == nil {
		return d
	}
	for i := range b.Len() {
		if old, ok := first[sha256.Sum256(b.Image(i))]; ok {
			d.Across++
			note(b.Name, i, b, old)
		}
	}
	return d
}

// Copies counts the images of s that are in one of the others too, byte for byte.
func (s *Set) Copies(others ...*Set) int {
	there := map[[sha256.Size]byte]bool{}
	for _, o := range others {
		for i := range o.Len() {
			there[sha256.Sum256(o.Image(i))] = true
		}
	}
	n := 0
	for i := range s.Len() {
		if there[sha256.Sum256(s.Image(i))] {
			n++
		}
	}
	return n
}

// Counts describes how many images each class has: "10 classes of 500 images"
// or the classes one by one.
func (s *Set) Counts() string {
	by := s.ByClass()
	equal := len(by) > 0
	for _, index := range by {
		equal = equal && len(index) == len(by[0])
	}
	if equal {
		return fmt.Sprintf("%d classes of %d images", len(by), len(by[0]))
	}
	var parts []string
	for class, index := range by {
		parts = append(parts, fmt.Sprintf("%s %d", s.Classes[class], len(index)))
	}
	return strings.Join(parts, ", ")
}
