package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"freqlens/layers"
	"freqlens/tensor"
)

// progress is what a checkpoint keeps besides tensors.
type progress struct {
	Config    Config  `json:"config"`
	Data      string  `json:"data"`
	Done      int     `json:"done"`
	EpochLoss float64 `json:"epoch_loss"`
	LR        float64 `json:"lr"`
	Best      float64 `json:"plateau_best"`
	PlateauLR float64 `json:"plateau_lr"`
	Bad       int     `json:"plateau_bad"`
}

// save writes the run's state, if a checkpoint was asked for.
func (r *run) save() error {
	if r.hooks.Checkpoint == "" {
		return nil
	}
	p := progress{r.Config, r.set.Hash(), r.done, r.epochLoss, r.opt.LR(), r.plateau.Best, r.plateau.LR, r.plateau.Bad}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	state := layers.StateDict(r.net.Model)
	for _, t := range r.opt.State() {
		state = append(state, tensor.Named{Name: "optimizer." + t.Name, Tensor: t.Tensor})
	}
	return tensor.WriteSafetensors(r.hooks.Checkpoint, state, map[string]string{"progress": string(text)}, false)
}

// resume continues from a checkpoint, if there is one.
func (r *run) resume(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	all, meta, err := tensor.ReadSafetensors(path)
	if err != nil {
		return err
	}
	var p progress
	if err := json.Unmarshal([]byte(meta["progress"]), &p); err != nil {
		return fmt.Errorf("%s is no checkpoint of a training run: %w", path, err)
	}
	if p.Config != r.Config || p.Data != r.set.Hash() {
		return fmt.Errorf("%s belongs to a run with other settings or data; remove it or choose another folder", path)
	}
	var state, optimizer []tensor.Named
	for _, t := range all {
		if name, ok := strings.CutPrefix(t.Name, "optimizer."); ok {
			optimizer = append(optimizer, tensor.Named{Name: name, Tensor: t.Tensor})
		} else {
			state = append(state, t)
		}
	}
	if err := layers.LoadStateDict(r.net.Model, state); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := r.opt.LoadState(optimizer); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r.done, r.epochLoss = p.Done, p.EpochLoss
	r.opt.SetLR(p.LR)
	r.plateau.Best, r.plateau.LR, r.plateau.Bad = p.Best, p.PlateauLR, p.Bad
	return nil
}
