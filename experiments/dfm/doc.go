// Package dfm finds the frequencies that a network's decisions depend on:
// dominant frequency maps (Wang et al., ICCV 2023).
//
// For class c and frequency k the score is the mean loss on images of the class
// with that frequency removed. The highest-scoring per cent of the spectrum is
// the class's map. If the network recognises images of the class from those
// frequencies alone, and does not take other images for it, they are a shortcut.
package dfm
