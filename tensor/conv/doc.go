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
// The definition in plain loops is [Direct]; tests hold the fast paths against
// it for every combination of sizes.
package conv
