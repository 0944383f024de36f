// Package perturb counts what a network makes of changed images. The analyses
// that filter, mask, swap or disturb images all have this shape: some hundred
// changes, each made to every image, and a confusion matrix for each change.
//
// Images are taken a few hundred at a time, so that memory does not grow with
// the set, and each image is changed by itself, so that nothing depends on the
// number of cores or on the images beside it.
package perturb
