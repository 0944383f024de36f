// Package golden reads folders of reference vectors computed elsewhere and
// compares results with them. The folder testdata/golden of this repository is
// always read; the environment variable FREQLENS_GOLDEN names a further one.
// Cases are described by the folder's own .json files, so that any folder of
// the same format works, whatever its cases and shapes.
package golden
