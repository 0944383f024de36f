package train

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"freqlens/experiments/augment"
	"freqlens/experiments/dataset"
	"freqlens/layers"
	"freqlens/tensor"
)

// Net is a network with all that is needed to apply it to images.
type Net struct {
	Arch     string
	Options  layers.Options
	Norm     augment.Normalizer
	Classes  []string
	Channels int
	Size     int // height and width of the images

	Model     layers.Module
	predictor *layers.Predictor
}

// New returns an untrained network for images like those of s.
func New(arch string, width float64, s *dataset.Set, seed uint64) (*Net, error) {
	if s.H != s.W {
		return nil, fmt.Errorf("%s: images are %dx%d, networks here want square ones", s.Name, s.W, s.H)
	}
	n := &Net{
		Arch: arch, Norm: augment.Stats(s), Classes: s.Classes, Channels: s.C, Size: s.H,
		Options: layers.Options{Classes: len(s.Classes), Width: width, Input: s.H, Channels: s.C, Seed: seed},
	}
	var err error
	n.Model, err = layers.Build(arch, n.Options)
	return n, err
}

// Changed must be called after the weights have changed and before Logits.
func (n *Net) Changed() { n.predictor = nil }

// Predictor returns the network's predictor.
func (n *Net) Predictor() *layers.Predictor {
	if n.predictor == nil {
		n.predictor = layers.NewPredictor(n.Model)
	}
	return n.predictor
}

// Logits returns the outputs [N,classes] for normalised planar images [N,C,H,W].
func (n *Net) Logits(x *tensor.Tensor) *tensor.Tensor {
	out := tensor.New(x.Dim(0), len(n.Classes))
	n.Predictor().Logits(out, x)
	return out
}

// Default is the class that the network takes an image without any frequency for, one
// of the training images' mean colour. A class that keeps its recall when frequencies
// are taken away may just be that.
func (n *Net) Default() int {
	return Argmax(n.Logits(tensor.New(1, n.Channels, n.Size, n.Size)).Data())
}

// Fits reports whether the network can be applied to the images of s.
func (n *Net) Fits(s *dataset.Set) error {
	if s.C != n.Channels || s.H != n.Size || s.W != n.Size {
		return fmt.Errorf("%s: images are %dx%dx%d, the network was trained on %dx%dx%d", s.Name, s.C, s.H, s.W, n.Channels, n.Size, n.Size)
	}
	if len(s.Classes) != len(n.Classes) {
		return fmt.Errorf("%s has %d classes, the network %d", s.Name, len(s.Classes), len(n.Classes))
	}
	for i, name := range s.Classes {
		if name != n.Classes[i] {
			return fmt.Errorf("class %d of %s is %s, the network's is %s", i, s.Name, name, n.Classes[i])
		}
	}
	return nil
}

// Predict returns the logits for all images of s.
func (n *Net) Predict(s *dataset.Set) *tensor.Tensor {
	const most, numbers = 512, 1 << 24 // images at once: fewer if they are large
	batch := min(most, max(16, numbers/(s.C*s.H*s.W)))
	out := tensor.New(s.Len(), len(n.Classes))
	index := make([]int, 0, batch)
	for at := 0; at < s.Len(); at += batch {
		index = index[:0]
		for i := at; i < min(at+batch, s.Len()); i++ {
			index = append(index, i)
		}
		copy(out.Data()[at*len(n.Classes):], n.Logits(n.Norm.Tensor(s, index)).Data())
	}
	return out
}

// WeightsFile is where [Net.Save] writes the weights in a run's folder.
const WeightsFile = "model.safetensors"

const modelFile = "model.json"

// Save writes the network into a folder, its weights in half precision if half
// is set.
func (n *Net) Save(dir string, half bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := tensor.WriteSafetensors(filepath.Join(dir, WeightsFile), layers.StateDict(n.Model), nil, half); err != nil {
		return err
	}
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return tensor.WriteFile(filepath.Join(dir, modelFile), writeBytes(append(text, '\n')))
}

// MarshalJSON leaves out the weights.
func (n *Net) MarshalJSON() ([]byte, error) { return json.Marshal(n.description()) }

type description struct {
	Arch     string             `json:"arch"`
	Options  layers.Options     `json:"options"`
	Norm     augment.Normalizer `json:"normalize"`
	Classes  []string           `json:"classes"`
	Channels int                `json:"channels"`
	Size     int                `json:"size"`
}

func (n *Net) description() description {
	return description{n.Arch, n.Options, n.Norm, n.Classes, n.Channels, n.Size}
}

// Load reads a network that [Net.Save] wrote.
func Load(dir string) (*Net, error) {
	path := filepath.Join(dir, modelFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s holds no trained network: %w", dir, err)
	}
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	n := &Net{Arch: d.Arch, Options: d.Options, Norm: d.Norm, Classes: d.Classes, Channels: d.Channels, Size: d.Size}
	if n.Model, err = layers.Build(n.Arch, n.Options); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	state, _, err := tensor.ReadSafetensors(filepath.Join(dir, WeightsFile))
	if err != nil {
		return nil, err
	}
	if err := layers.LoadStateDict(n.Model, state); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, WeightsFile), err)
	}
	return n, nil
}
