package autograd

import (
	"fmt"
	"math"

	"freqlens/tensor"
)

// GradCheck compares the gradients of f with central differences. f must build
// its result from the variables it is given; the check multiplies the result
// with fixed random numbers, so that every output matters, and moves each input
// along a random direction, whose derivative is compared with the gradient's.
// It returns an error that names the input whose gradient is off by more than
// the share tolerance of the derivative, is no number, or is missing because the
// result does not depend on the input.
func GradCheck(f func(t *Tape, in []*Variable) *Variable, inputs []*tensor.Tensor, step, tolerance float64) error {
	rng := tensor.NewRand(17)
	tape := NewTape()
	value := func() (float64, []*Variable, *Variable, *tensor.Tensor) {
		tape.Reset()
		var in []*Variable
		for _, x := range inputs {
			in = append(in, tape.Watch(x))
		}
		y := f(tape, in)
		weights, draw := tensor.New(y.Shape()...), tensor.NewRand(18)
		sum := 0.0
		for i, v := range y.value.Data() {
			weights.Data()[i] = draw.Uniform(-1, 1)
			sum += float64(v) * float64(weights.Data()[i])
		}
		return sum, in, y, weights
	}
	_, in, y, weights := value()
	if tape.wants(y) {
		tape.BackwardFrom(y, weights)
	}
	var grads []*tensor.Tensor
	for i, v := range in {
		if v.Grad() == nil {
			return fmt.Errorf("input %d gets no gradient: the result does not depend on it", i)
		}
		grads = append(grads, v.Grad().Clone())
	}
	for i, x := range inputs {
		direction, original := tensor.New(x.Shape()...), x.Clone()
		for k := range direction.Data() {
			// Along the gradient's signs no terms cancel, and a wrong scale shows.
			d := rng.Uniform(0.5, 1)
			if grads[i].Data()[k] < 0 {
				d = -d
			}
			direction.Data()[k] = d
		}
		at := func(s float64) float64 {
			for k, d := range direction.Data() {
				x.Data()[k] = original.Data()[k] + float32(s*float64(d))
			}
			v, _, _, _ := value()
			return v
		}
		got := 0.0
		for k, g := range grads[i].Data() {
			got += float64(g) * float64(direction.Data()[k])
		}
		want := (at(step) - at(-step)) / (2 * step)
		x.CopyFrom(original)
		// Written so that NaN, which compares false with everything, does not pass, nor
		// an infinite derivative, which would allow any difference.
		if off := math.Abs(got - want); !(off <= tolerance*math.Abs(want)+1e-6) || math.IsInf(off, 0) {
			return fmt.Errorf("gradient of input %d: %g along a direction, differences give %g", i, got, want)
		}
	}
	return nil
}
