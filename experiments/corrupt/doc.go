// Package corrupt makes the 15 corruptions of CIFAR-10-C, Tiny-ImageNet-C and
// ImageNet-C (Hendrycks and Dietterich, ICLR 2019) at five severities, from the
// parameters of the authors' programs, for any set of images, and computes the
// mean corruption error.
//
// There are three tables of parameters, for images of 32, 64 and 224 pixels; a set
// of another size takes the table whose size is nearest by ratio. Random numbers
// come from a stream of each image, corruption and severity. Results are truncated
// to bytes, as the authors' are.
//
// What is as published, and what is not:
//
//   - Noise (gaussian, shot, impulse), contrast, brightness, defocus, zoom, fog
//     (diamond-square plasma) and pixelate follow the program step by step. Glass
//     blur copies a pixel from nearby where it means to exchange two: that is what
//     NumPy makes of the published line, and so of the published images.
//   - Motion blur is ImageMagick's: a one-sided Gaussian along a line, offsets
//     rounded to pixels, the border repeated.
//   - Elastic transformation interpolates exactly, where OpenCV rounds positions to
//     1/32 of a pixel.
//   - JPEG: Go's encoder at the published quality, with the same quantisation tables
//     and 4:2:0 subsampling as libjpeg. Its cosine transform rounds differently.
//   - Snow follows the program; its layer is not rounded to bytes after the blur.
//   - Frost is NOT the published one: that lays crops of five photographs of frosted
//     windows over the image, and these photographs are not part of this program. Here
//     branching ice needles on a ridged plasma, bluish white, are drawn anew for each
//     image and mixed with the published weights. Compare frost only between
//     networks that were all tested with this program.
//
// So numbers measured here are near, but not equal, to those on the published
// files; a mean corruption error against a baseline needs a baseline tested here.
package corrupt
