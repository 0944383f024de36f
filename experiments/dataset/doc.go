// Package dataset holds labelled images in memory and reads them from the files
// that people have: CIFAR-10's binary batches, folders or zips of JPEG and PNG
// images, and the arrays of the paper's authors.
//
// Images are bytes in planar order, as files and Fourier transforms have them;
// everything later (normalisation, augmentation, filtering) starts from these.
//
// Image files are read ahead and decoded on all cores, into the place that their
// name's order gives them; besides the set itself, memory is bounded by the pixels
// in work at a time. [Archive.Download] fetches public sets, [Find] recognises what
// a folder holds, and [FindDuplicates] finds images that occur twice.
package dataset
