package cueconflict

import (
	"archive/zip"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"freqlens/experiments/dataset"
	"freqlens/experiments/ood"
	"freqlens/experiments/perturb"
	"freqlens/experiments/stats"
	"freqlens/experiments/train"
)

// Folders of the published stimuli.
const (
	conflictFolder   = "cue_conflict"
	silhouetteFolder = "silhouettes"
	edgeFolder       = "edges"
)

// Stimuli are the images.
type Stimuli struct {
	Conflict *dataset.Set // labelled by shape
	Texture  []string     // class of each image's texture
	// Silhouettes and Edges are nil if the folder has none.
	Silhouettes, Edges *dataset.Set
}

// Load reads the stimuli from a folder or zip that holds cue_conflict/SHAPE/ and
// perhaps silhouettes/CLASS/ and edges/CLASS/. Files of cue_conflict are named
// SHAPEi-TEXTUREj, as the authors' are.
func Load(root string, size int) (*Stimuli, error) {
	var s Stimuli
	var err error
	if s.Conflict, err = dataset.LoadFolder(root, conflictFolder, size); err != nil {
		return nil, err
	}
	names, err := files(root)
	if err != nil {
		return nil, err
	}
	if len(names) != s.Conflict.Len() {
		return nil, fmt.Errorf("%s: %s lists %d images and holds %d", root, conflictFolder, len(names), s.Conflict.Len())
	}
	for _, name := range names {
		texture := textureOf(name)
		if texture == "" {
			return nil, fmt.Errorf("%s: %s: want a name like cat3-elephant1.png, shape first, then texture", root, name)
		}
		s.Texture = append(s.Texture, texture)
	}
	for folder, set := range map[string]**dataset.Set{silhouetteFolder: &s.Silhouettes, edgeFolder: &s.Edges} {
		if has(root, folder) {
			if *set, err = dataset.LoadFolder(root, folder, size); err != nil {
				return nil, err
			}
		}
	}
	return &s, nil
}

var pattern = regexp.MustCompile(`^[a-z_ ]+\d*-([a-z_ ]+?)\d*\.[A-Za-z]+$`)

func textureOf(name string) string {
	if m := pattern.FindStringSubmatch(path.Base(name)); m != nil {
		return m[1]
	}
	return ""
}

// in calls f with the tree of a folder or zip.
func in(root string, f func(fs.FS) error) error {
	if info, err := os.Stat(root); err != nil || info.IsDir() {
		return f(os.DirFS(root))
	}
	z, err := zip.OpenReader(root)
	if err != nil {
		return err
	}
	defer z.Close()
	return f(z)
}

func has(root, folder string) bool {
	return in(root, func(tree fs.FS) error { _, err := fs.Stat(tree, folder); return err }) == nil
}

// files lists the images of cue_conflict in the order of the set.
func files(root string) (names []string, err error) {
	err = in(root, func(tree fs.FS) error {
		names, err = fs.Glob(tree, conflictFolder+"/*/*.*")
		return err
	})
	names = slices.DeleteFunc(names, func(n string) bool {
		extension := strings.ToLower(path.Ext(n))
		return strings.HasPrefix(path.Base(n), ".") || extension != ".jpg" && extension != ".jpeg" && extension != ".png"
	})
	slices.SortFunc(names, func(a, b string) int { // by folder, then by name, as they are read
		if c := strings.Compare(path.Dir(a), path.Dir(b)); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return names, err
}

// Labels lists the class names that the stimuli use.
func (s *Stimuli) Labels() []string {
	all := slices.Concat(s.Conflict.Classes, s.Texture)
	for _, set := range []*dataset.Set{s.Silhouettes, s.Edges} {
		if set != nil {
			all = append(all, set.Classes...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Rate is a share of N images with its 95 % Wilson interval.
type Rate struct {
	stats.Rate
	N int
}

func rate(k, n int) Rate { return Rate{stats.Share(k, n), n} }

// Class is how one of the network's classes fares. N is 0 where there are no images.
type Class struct {
	Class string
	// ShapeFound is the share of conflict images of this shape taken for it,
	// TextureFound that of conflict images of this texture.
	ShapeFound, TextureFound Rate
	// Bias is shape/(shape+texture) of the decisions for this class.
	Bias               Rate
	Silhouettes, Edges Rate // recall
}

// Result is the outcome.
type Result struct {
	Restricted bool // whether the network chose among the stimuli's classes only
	Conflict   int  // images whose shape and texture are different classes of the network
	Shape      int  // decisions
	Texture    int
	Bias       Rate
	Classes    []Class // those that the stimuli have
	// Silhouettes and Edges are the accuracies; N is 0 if there are none.
	Silhouettes, Edges Rate
}

// Run shows the stimuli to a network. The mapping leads from their class names
// to the network's; images of which a class is left out are not shown.
func Run(ctx context.Context, net *train.Net, s *Stimuli, m ood.Mapping, restrict bool) (*Result, error) {
	if err := m.Check(s.Labels(), net.Classes); err != nil {
		return nil, err
	}
	shapes, textures := conflicts(s, m, net.Classes)
	if shapes.Len() == 0 {
		return nil, fmt.Errorf("%s: after the mapping no image has shape and texture of two different classes of the network", s.Conflict.Name)
	}
	present := make([]bool, len(net.Classes))
	for i, l := range shapes.Labels {
		present[l], present[textures[i]] = true, true
	}
	var among []bool // all
	if restrict {
		among = present
	}
	r := &Result{Restricted: restrict, Conflict: shapes.Len()}
	chosen, err := decide(ctx, net, shapes, among)
	if err != nil {
		return nil, err
	}
	r.count(net.Classes, shapes.Labels, textures, chosen, present)
	for _, plain := range []struct {
		set *dataset.Set
		all *Rate
		of  func(*Class) *Rate
	}{
		{s.Silhouettes, &r.Silhouettes, func(c *Class) *Rate { return &c.Silhouettes }},
		{s.Edges, &r.Edges, func(c *Class) *Rate { return &c.Edges }},
	} {
		if plain.set == nil {
			continue
		}
		set := m.Apply(plain.set, net.Classes)
		if restrict { // a class without conflicting images can be shown here
			among = slices.Clone(present)
			for _, l := range set.Labels {
				among[l] = true
			}
		}
		chosen, err := decide(ctx, net, set, among)
		if err != nil {
			return nil, err
		}
		r.recall(net.Classes, set.Labels, chosen, plain.all, plain.of)
	}
	return r, nil
}

// conflicts returns the images whose shape and texture are two different classes
// of the network, labelled by shape, and their textures' classes.
func conflicts(s *Stimuli, m ood.Mapping, classes []string) (*dataset.Set, []int) {
	var index, textures []int
	for i, l := range s.Conflict.Labels {
		shape, texture := m[s.Conflict.Classes[l]], m[s.Texture[i]]
		if shape != nil && texture != nil && *shape != *texture {
			index = append(index, i)
			textures = append(textures, slices.Index(classes, *texture))
		}
	}
	return m.Apply(s.Conflict.Subset(index), classes), textures
}

// decide returns the class that the network gives each image.
func decide(ctx context.Context, net *train.Net, set *dataset.Set, among []bool) ([]int, error) {
	if set.Len() == 0 {
		return nil, nil
	}
	chosen, err := perturb.Predictions(ctx, net, set, []perturb.Change{perturb.Same}, among, nil)
	if err != nil {
		return nil, err
	}
	return chosen[0], nil
}

func (r *Result) count(names []string, shapes, textures, chosen []int, present []bool) {
	n := len(names)
	shape, texture, ofShape, ofTexture := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	for i, c := range chosen {
		ofShape[shapes[i]]++
		ofTexture[textures[i]]++
		switch c {
		case shapes[i]:
			shape[c]++
			r.Shape++
		case textures[i]:
			texture[c]++
			r.Texture++
		}
	}
	r.Bias = rate(r.Shape, r.Shape+r.Texture)
	for c, name := range names {
		if present[c] {
			r.Classes = append(r.Classes, Class{Class: name, ShapeFound: rate(shape[c], ofShape[c]),
				TextureFound: rate(texture[c], ofTexture[c]), Bias: rate(shape[c], shape[c]+texture[c])})
		}
	}
}

func (r *Result) recall(names []string, labels, chosen []int, all *Rate, of func(*Class) *Rate) {
	right, count, rightAll := make([]int, len(names)), make([]int, len(names)), 0
	for i, c := range chosen {
		count[labels[i]]++
		if c == labels[i] {
			right[c]++
			rightAll++
		}
	}
	*all = rate(rightAll, len(labels))
	for i := range r.Classes {
		c := slices.Index(names, r.Classes[i].Class)
		*of(&r.Classes[i]) = rate(right[c], count[c])
	}
}
