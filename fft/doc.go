// Package fft computes discrete Fourier transforms: complex and real, one- and
// two-dimensional, of any length.
//
// A plan holds what depends on the length alone (factors, twiddle factors) and
// is then used for any number of transforms; it never changes, and scratch
// space comes from the caller, so that one plan serves many goroutines at once
// and a transform allocates nothing. Forward transforms are unnormalised,
// inverse ones divide by the length, so that one undoes the other.
//
// Lengths whose prime factors are at most 13 are split factor by factor
// (Cooley and Tukey 1965, in the self-sorting order of Stockham); others become
// a convolution of such a length (Bluestein 1970). The two-dimensional real
// transform keeps the half of the spectrum that the other half mirrors.
//
// [Radix2] is the textbook algorithm in a few lines: the place to start reading.
package fft
