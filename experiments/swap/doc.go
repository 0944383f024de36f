// Package swap asks whether a network follows the amplitude or the phase of a
// spectrum: images with the amplitude of one image and the phase of another
// (Chen et al., ICCV 2021, after Oppenheim and Lim 1981), and hybrids of one
// image's coarse and another's fine frequencies, a cue conflict that needs no
// drawn stimuli.
//
//	x = F⁻¹( |F(a)| e^{i∠F(p)} ) for |k| < r, and F(p) elsewhere      (swap)
//	x = F⁻¹( F(a) ) for |k| < r, and F(p) elsewhere                    (hybrid)
//
// a and p are images of different classes, in [0,1] before normalisation; the
// result is clipped to [0,1].
package swap
