//go:build !purego

package asm

var kDepthNEON = newKernel("depthNEON")

//go:noescape
func depthForwardNEON(r *DepthRun)

//go:noescape
func depthForward4NEON(r *DepthRun)

//go:noescape
func depthGradientNEON(r *DepthRun)

func depthForward(r *DepthRun) {
	if active != NEON {
		depthForwardGeneric(r)
		return
	}
	kDepthNEON.used()
	depthForwardNEON(r)
}

func depthForward4(r *DepthRun) {
	if active != NEON {
		depthForward4Generic(r)
		return
	}
	kDepthNEON.used()
	depthForward4NEON(r)
}

func depthGradient(r *DepthRun) {
	if active != NEON {
		depthGradientGeneric(r)
		return
	}
	kDepthNEON.used()
	depthGradientNEON(r)
}
