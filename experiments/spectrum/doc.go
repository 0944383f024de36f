// Package spectrum knows the frequencies of square images: which bins are
// partners, which band a bin belongs to, and how to keep or remove some.
//
// Arrays over frequencies are S x S, unshifted (bin (0,0) is the mean), and
// symmetric: bins (u,v) and (-u,-v) mod S are one frequency, because the image
// is real. Every mask here is exactly symmetric, so that a filtered image is
// real without throwing anything away.
package spectrum
