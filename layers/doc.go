// Package layers builds networks from operations: modules with parameters,
// the models of the frequency-shortcut literature, optimisers, learning-rate
// schedules, state dicts with PyTorch's names, and the [Predictor] that runs a
// trained network as fast as this machine can.
//
// A [Module] maps a variable to a variable and can list its parameters by
// dotted name. Models take planar images [N,C,H,W] and return logits
// [N,classes]; inside, activations are channels-last.
package layers
