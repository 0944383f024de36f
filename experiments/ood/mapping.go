package ood

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"freqlens/experiments/dataset"
)

// Mapping says which of a network's classes the images of another set belong to:
// the other set's class names map to the network's, or to null if the network
// has no such class and the images are to be left out. As a file:
//
//	{"sports car": "automobile", "convertible": "automobile", "guitar": null}
type Mapping map[string]*string

// ReadMapping reads a mapping from a JSON file.
func ReadMapping(path string) (Mapping, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var entries map[string]any
	if err := json.Unmarshal(text, &entries); err != nil {
		var syntax *json.SyntaxError
		at := ""
		if errors.As(err, &syntax) {
			at = fmt.Sprintf(" (at byte %d: %v)", syntax.Offset, err)
		}
		return nil, fmt.Errorf(`%s: want one JSON object of class names, like {"horse": "zebra", "guitar": null}%s`, path, at)
	}
	m := Mapping{}
	for _, label := range slices.Sorted(maps.Keys(entries)) {
		switch class := entries[label].(type) {
		case nil:
			m[label] = nil
		case string:
			m[label] = &class
		default:
			return nil, fmt.Errorf("%s: %q is %v, want a class name or null", path, label, class)
		}
	}
	if len(m) == 0 {
		return nil, fmt.Errorf("%s: maps no class", path)
	}
	return m, nil
}

// Same maps each of the labels to the class of the same name; a label that is no
// class is an error.
func Same(labels, classes []string) (Mapping, error) {
	m := Mapping{}
	for _, l := range labels {
		if !slices.Contains(classes, l) {
			return nil, fmt.Errorf("the images have a class %q, the network has none of that name but %s: give a mapping", l, list(classes))
		}
		m[l] = &l
	}
	return m, nil
}

// Check reports entries that fit neither the labels of the images nor the
// classes of the network.
func (m Mapping) Check(labels, classes []string) error {
	used := false
	for _, l := range labels {
		to, ok := m[l]
		if !ok {
			return fmt.Errorf("the mapping has no entry for the images' class %q: map it to one of the network's, or to null to leave it out", l)
		}
		used = used || to != nil
	}
	names := make([]string, 0, len(m))
	for from := range m {
		names = append(names, from)
	}
	slices.Sort(names)
	for _, from := range names {
		if !slices.Contains(labels, from) {
			return fmt.Errorf("the mapping names a class %q that the images do not have; theirs are %s", from, list(labels))
		}
		if to := m[from]; to != nil && !slices.Contains(classes, *to) {
			return fmt.Errorf("the mapping sends %q to %q, which is no class of the network; its classes are %s", from, *to, list(classes))
		}
	}
	if !used {
		return fmt.Errorf("the mapping leaves out every class of the images")
	}
	return nil
}

func list(names []string) string { return strings.Join(names, ", ") }

// Apply returns the images of s that the mapping keeps, labelled as the network's
// classes. Labels without an entry are left out; see [Mapping.Check].
func (m Mapping) Apply(s *dataset.Set, classes []string) *dataset.Set {
	var index []int
	for i, l := range s.Labels {
		if m[s.Classes[l]] != nil {
			index = append(index, i)
		}
	}
	out := s.Subset(index)
	out.Classes = classes
	for k, i := range index {
		out.Labels[k] = slices.Index(classes, *m[s.Classes[s.Labels[i]]])
	}
	return out
}
