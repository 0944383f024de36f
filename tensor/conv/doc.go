// Package conv computes two-dimensional convolutions and their gradients.
//
// Images are channels-last, [N,H,W,C], and weights [KH,KW,C/groups,O]. A
// convolution is then a matrix product whose left rows are read in place: for
// each output pixel and each kernel position the C input values lie together in
// memory, so a table of pointers replaces the copying of patches into a matrix
// ("indirect convolution"). Positions that fall into the padding point at a row
// of zeros. The gradient of the input is the same product over the output's
// gradient, with the kernel turned round; with a stride s the input pixels fall
// into s x s classes, each reached by its own part of the kernel. The gradient
// of the weights is a sum of outer products over all pixels.
//
// Two other algorithms stand beside this "indirect" one: "winograd4x4" for 3x3
// kernels with stride 1 and 16 channels or more, and "rows" for images of few
// channels, whose pixels under one row of the kernel are one run of values. [Choice]
// says which is taken, and every one can be called by name.
//
// The definition in plain loops is [Direct]; tests hold the fast paths against
// it for every combination of sizes.
package conv
