// Package imageio reads JPEG and PNG files as planes of bytes and scales them,
// with the pixels that Python's imaging library (PIL, which the paper's authors
// and torchvision use) would give.
//
// PNG files and [Scale] agree with PIL bit for bit. JPEG files are decoded by
// Go's image/jpeg, but their colour planes are enlarged with libjpeg's triangle
// filter and converted with libjpeg's fixed-point numbers, so that pixels differ
// only where the two inverse cosine transforms round differently: in 1 to 4 % of
// the bytes, mostly by one level, at most by three (TestDecodesAsPIL).
//
// Three things are on purpose not as PIL's convert("RGB"): images are turned
// upright as their EXIF data say, 16-bit grey is scaled to 8 bits instead of
// clipped at 255, and files beyond [MaxPixels] are refused before they are decoded.
package imageio
