// Package heatmap measures how sensitive a network is to waves added to its
// images: the Fourier heat map of Yin, Gontijo Lopes, Shlens, Cubuk and Gilmer
// (NeurIPS 2019).
//
//	x' = clip( x + r_c v U_k ),   H(k) = share of the images x' not recognised
//
// U_k is the cosine of frequency k with norm 1, v how strong it is, r_c a sign
// drawn for each image and channel, x a plane of values in [0,1] before they
// are normalised. The clip is to [0,1].
package heatmap
