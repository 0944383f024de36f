// Package cueconflict measures whether a network goes by shape or by texture: it
// is shown images with the shape of one class and the texture of another, and
// its decisions are counted (Geirhos et al., ICLR 2019).
//
//	shape bias = shape decisions / (shape decisions + texture decisions)
//
// Silhouettes (shape without texture) and edges (outlines) are shown beside
// them, if the folder has them.
package cueconflict
