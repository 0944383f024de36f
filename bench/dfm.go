package main

import (
	"context"
	"fmt"

	"freqlens/experiments/dfm"
	"freqlens/experiments/spectrum"
	"freqlens/layers"
	"freqlens/tensor"
)

// dfmImages and dfmPairs are one step of a dominant frequency map: so many
// frequency pairs, each removed from so many images of 32x32 pixels, and all of
// these taken through the paper's ResNet-18.
const dfmImages, dfmPairs = 50, 5

// dfmTasks measure the analysis of which the project is made; the time is for
// one frequency pair, the spectra being at hand.
func dfmTasks() []task {
	net := netCases[0]
	return []task{{
		Bench: "dfm", Case: "dfm_cached_spec", Batch: dfmImages, units: dfmPairs, flops: dfmImages * net.flops("infer"),
		line: fmt.Sprintf("dfm dfm_cached_spec %s %d %d %d %d", net.name, dfmImages, net.size, net.classes, dfmPairs),
		prepare: func(int) func() {
			predictor, x := layers.NewPredictor(net.build()), net.images(dfmImages)
			labels := make([]int, dfmImages)
			pairs := spectrum.Pairs(net.size)[:dfmPairs]
			logits := func(batch *tensor.Tensor) *tensor.Tensor {
				out := tensor.New(batch.Dim(0), net.classes)
				predictor.Logits(out, batch)
				return out
			}
			return func() {
				if _, err := dfm.Removals(context.Background(), logits, x, labels, pairs, nil); err != nil {
					panic(err) // only a cancelled context could do that
				}
			}
		},
	}}
}
