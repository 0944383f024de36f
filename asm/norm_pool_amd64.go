//go:build !purego

package asm

var kNormPoolAVX512 = newKernel("normPoolAVX512")

//go:noescape
func normPoolApplyAVX512(p *NormPool)

//go:noescape
func normPoolDotsAVX512(p *NormPool)

//go:noescape
func normPoolGradAVX512(p *NormPool)

// NormPoolsWith reports whether the active level has kernels of [NormPool] for c
// channels. AVX-512 has, for whole registers: its masks make the choice of one pixel
// of four as cheap as an addition.
func NormPoolsWith(c int) bool { return active == AVX512 && c >= 16 && c%16 == 0 }

func normPoolApply(p *NormPool) { kNormPoolAVX512.used(); normPoolApplyAVX512(p) }
func normPoolDots(p *NormPool)  { kNormPoolAVX512.used(); normPoolDotsAVX512(p) }
func normPoolGrad(p *NormPool)  { kNormPoolAVX512.used(); normPoolGradAVX512(p) }
