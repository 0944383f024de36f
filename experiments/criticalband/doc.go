// Package criticalband measures which frequencies a network needs to recognise
// images, the way hearing and vision research does: noise of one octave is added
// to the images, and the noise that it takes to lose half of the accuracy is
// measured, octave by octave (Subramanian, Sizikova, Majaj and Pelli, NeurIPS
// 2023). People need a channel about one octave wide.
package criticalband
