// Package adcs compares the average amplitude spectra of classes: the
// accumulative difference of class-wise spectra of Wang et al. (ICCV 2023).
//
//	E_c(u,v)    = mean over the images x of class c of |F(x)(u,v)|
//	ADCS_c(u,v) = sum over the other classes d of sign(E_c(u,v) - E_d(u,v))
//
// A value of |C|-1 says that the class has more energy at that frequency than
// every other one, 1-|C| that it has less than every other one.
package adcs
