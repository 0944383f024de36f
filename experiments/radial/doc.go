// Package radial measures how well a network recognises images that have lost
// their fine or their coarse frequencies: accuracy over the radius of a low-pass
// and of a high-pass filter (Wang, Wu, Huang and Xing, CVPR 2020).
//
//	x_low(r)  = F⁻¹( F(x) 1[|k| <  r] )
//	x_high(r) = F⁻¹( F(x) 1[|k| >= r] )
//
// with |k| in cycles per image. Filters work on normalised images, so that a
// high-pass leaves the training images' mean grey where there is nothing.
package radial
