// Package conv computes two-dimensional convolutions and their gradients.
//
// Images are channels-last, [N,H,W,C], and weights [KH,KW,C/groups,O]. A
// convolution is then a matrix product whose left rows are read in place: for
// each output pixel and each kernel position the C input values lie together in
// memory, so a table of pointers replaces the copying of patches into a matrix
// ("indirect convolution"). Positions that fall into the padding point at a row
// of zeros. The gradient of the input is the same product over the output's
// gradient, with the kernel turned round; with a stride s the input pixels fall
// into s x s classes, each reached by its own part of the kernel, and a part of the
// work takes neighbouring pixels of all classes. The gradient
// of the weights is a sum of outer products over all pixels. A kernel of one
// position needs no table: its pixels are rows at equal distances, and with a
// stride the input's gradient is written in one pass, products and zeros.
//
// The algorithms, each for all three directions:
//
//	indirect       every shape; groups of few channels are taken several at a time
//	rows           images of few channels: the pixels under a row of the kernel are one run of values
//	depthwise      as many groups as channels: lanes are channels, nothing is summed over them
//	grouped        groups of four channels: the same, with sums inside quarters of a register
//	winograd4x4    3x3 kernels with stride 1 and 16 channels or more: 2.25 instead of 9 multiplications
//	winograd2x2    the same, 4 instead of 9, and the accuracy of indirect
//	winograd4x4s2  3x3 kernels with stride 2, padding 1 and 16 channels or more: 5.1 instead of 9
//	fft            square kernels with stride 1: products of spectra, whose number hardly depends on the kernel's size
//	direct         the definition, in float64
//
// [Choice] says which is taken, and every one can be called by name.
//
// The definition in plain loops is [Direct]; tests hold the fast paths against
// it for every combination of sizes.
package conv
