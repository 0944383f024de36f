package layers

import (
	"fmt"
	"slices"
	"strings"

	"freqlens/autograd"
	"freqlens/tensor"
)

// StateDict returns a network's parameters and buffers under their dotted names
// and in PyTorch's layout: convolutions [O,C/groups,KH,KW], linear [Out,In].
func StateDict(m Module) []tensor.Named {
	var all []tensor.Named
	m.Visit("", func(name string, _ *autograd.Variable, value *tensor.Tensor) {
		t := value.Clone()
		if s := value.Shape(); len(s) == 4 {
			t = tensor.New(s[3], s[2], s[0], s[1])
			tensor.Transpose(t, value, 3, 2, 0, 1)
		}
		all = append(all, tensor.Named{Name: name, Tensor: t})
	})
	return all
}

// LoadStateDict sets a network's parameters and buffers from tensors in
// PyTorch's layout. Every one must be there with its shape, except for
// num_batches_tracked, and no other may be; the network is changed only if all fits.
func LoadStateDict(m Module, state []tensor.Named) error {
	given := map[string]*tensor.Tensor{}
	for _, t := range state {
		given[t.Name] = t.Tensor
	}
	var missing, wrong []string
	var apply []func()
	m.Visit("", func(name string, _ *autograd.Variable, value *tensor.Tensor) {
		t := given[name]
		delete(given, name)
		want := slices.Clone(value.Shape())
		if len(want) == 4 {
			want = []int{want[3], want[2], want[0], want[1]}
		}
		switch {
		case t == nil && strings.HasSuffix(name, "num_batches_tracked"):
		case t == nil:
			missing = append(missing, name)
		case !slices.Equal(t.Shape(), want):
			wrong = append(wrong, fmt.Sprintf("%s has shape %v, the network wants %v", name, t.Shape(), want))
		case len(want) == 4:
			apply = append(apply, func() { tensor.Transpose(value, t, 2, 3, 1, 0) })
		default:
			apply = append(apply, func() { copy(value.Data(), t.Data()) })
		}
	})
	switch {
	case len(missing) > 0:
		return fmt.Errorf("state dict lacks %s", some(missing))
	case len(wrong) > 0:
		return fmt.Errorf("state dict does not fit: %s", some(wrong))
	case len(given) > 0:
		var extra []string
		for name := range given {
			extra = append(extra, name)
		}
		slices.Sort(extra)
		return fmt.Errorf("state dict has entries that the network does not know: %s", some(extra))
	}
	for _, f := range apply {
		f()
	}
	return nil
}

func some(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], "; "), len(names)-3)
	}
	return strings.Join(names, "; ")
}
