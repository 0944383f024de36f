// Package synthetic makes the paper's four data sets Syn_B1 to Syn_B4: images
// that are sums of cosines, with four classes that differ only in which
// frequencies they use. In each set one class, C3, uses frequencies of one band
// alone, and is therefore easier to tell apart by a band than by anything else.
//
// The authors published pictures, not code; the rules here were read off the
// spectra of those pictures (see [Readings]), and what they leave open is an
// option of [Spec].
package synthetic
