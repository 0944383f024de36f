//go:build !purego

package asm

var (
	kDepthAVX512 = newKernel("depthAVX512")
	kDepthAVX2   = newKernel("depthAVX2")
)

//go:noescape
func depthForwardAVX512(r *DepthRun)

//go:noescape
func depthForwardAVX2(r *DepthRun)

//go:noescape
func depthGradientAVX512(r *DepthRun)

//go:noescape
func depthGradientAVX2(r *DepthRun)

func depthForward(r *DepthRun) {
	switch active {
	case AVX512:
		kDepthAVX512.used()
		depthForwardAVX512(r)
	case AVX2:
		kDepthAVX2.used()
		depthForwardAVX2(r)
	default:
		depthForwardGeneric(r)
	}
}

func depthGradient(r *DepthRun) {
	switch active {
	case AVX512:
		kDepthAVX512.used()
		depthGradientAVX512(r)
	case AVX2:
		kDepthAVX2.used()
		depthGradientAVX2(r)
	default:
		depthGradientGeneric(r)
	}
}
