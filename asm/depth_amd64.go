//go:build !purego

package asm

import "unsafe"

var (
	kDepthAVX512 = newKernel("depthAVX512")
	kDepthAVX2   = newKernel("depthAVX2")
)

// The forward functions write Y past the caches if stream is not 0.

//go:noescape
func depthForwardAVX512(r *DepthRun, stream int)

//go:noescape
func depthForwardAVX2(r *DepthRun, stream int)

//go:noescape
func depthForward4AVX512(r *DepthRun)

//go:noescape
func depthForward4AVX2(r *DepthRun)

//go:noescape
func depthGradientAVX512(r *DepthRun)

//go:noescape
func depthGradientAVX2(r *DepthRun)

func depthForward(r *DepthRun) {
	switch active {
	case AVX512:
		kDepthAVX512.used()
		depthForwardAVX512(r, r.stream(16))
	case AVX2:
		kDepthAVX2.used()
		depthForwardAVX2(r, r.stream(8))
	default:
		depthForwardGeneric(r)
	}
}

// stream is 1 if whole registers of so many lanes can be written past the caches.
func (r *DepthRun) stream(lanes int) int {
	if r.Stream && r.N%lanes == 0 && r.StrideY%lanes == 0 && uintptr(unsafe.Pointer(&r.Y[0]))%uintptr(4*lanes) == 0 {
		return 1
	}
	return 0
}

func depthForward4(r *DepthRun) {
	switch active {
	case AVX512:
		kDepthAVX512.used()
		depthForward4AVX512(r)
	case AVX2:
		kDepthAVX2.used()
		depthForward4AVX2(r)
	default:
		depthForward4Generic(r)
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
