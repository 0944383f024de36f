// Package tensor holds dense float32 arrays and what they need around them:
// shapes, layout changes, a pool of aligned buffers, reproducible random
// streams, and the file formats that other programs read and write
// (.npy, .npz, .safetensors).
//
// A Tensor is row-major and never strided: whoever needs another order makes
// it, so that every kernel can count on contiguous memory. Batches of images
// come in two orders, planar NCHW as files and transforms have them and
// channels-last NHWC as the convolutions want them; [TransposeBatch] changes
// between them.
package tensor
