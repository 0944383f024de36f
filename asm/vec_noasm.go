//go:build purego || !(amd64 || arm64)

package asm

func addVector(dst, a, b []float32) int                { return 0 }
func subVector(dst, a, b []float32) int                { return 0 }
func mulVector(dst, a, b []float32) int                { return 0 }
func reluGradVector(dst, dy, y []float32) int          { return 0 }
func reluVector(dst, x []float32) int                  { return 0 }
func scaleVector(dst, x []float32, alpha float32) int  { return 0 }
func axpyVector(dst, x []float32, alpha float32) int   { return 0 }
func sumVector(lanes *[16]float64, x []float32) int    { return 0 }
func dotVector(lanes *[16]float64, a, b []float32) int { return 0 }
func expVector(dst, x []float32) int                   { return 0 }
func sgdVector(s *sgdPass, p, g, v []float32) int      { return 0 }
func adamVector(s *adamPass, p, g, m, v []float32) int { return 0 }
