//go:build !purego

package asm

var (
	kChannelsAVX512 = newKernel("channelPassesAVX512")
	kChannelsAVX2   = newKernel("channelPassesAVX2")
)

//go:noescape
func scaleShiftAVX512(p *channelPass)

//go:noescape
func scaleShiftAVX2(p *channelPass)

//go:noescape
func columnSumsAVX512(p *channelPass)

//go:noescape
func columnSumsAVX2(p *channelPass)

//go:noescape
func columnSquaresAVX512(p *channelPass)

//go:noescape
func columnSquaresAVX2(p *channelPass)

//go:noescape
func columnDotsAVX512(p *channelPass)

//go:noescape
func columnDotsAVX2(p *channelPass)

//go:noescape
func bnInputGradAVX512(p *channelPass)

//go:noescape
func bnInputGradAVX2(p *channelPass)

// channelsInAssembly reports whether channel passes run in assembly, and records it.
func channelsInAssembly() bool {
	switch active {
	case AVX512:
		kChannelsAVX512.used()
		return true
	case AVX2:
		kChannelsAVX2.used()
		return true
	}
	return false
}

func scaleShiftPass(p *channelPass) {
	if active == AVX512 {
		scaleShiftAVX512(p)
	} else {
		scaleShiftAVX2(p)
	}
}

func columnSumsPass(p *channelPass) {
	if active == AVX512 {
		columnSumsAVX512(p)
	} else {
		columnSumsAVX2(p)
	}
}

func columnSquaresPass(p *channelPass) {
	if active == AVX512 {
		columnSquaresAVX512(p)
	} else {
		columnSquaresAVX2(p)
	}
}

func columnDotsPass(p *channelPass) {
	if active == AVX512 {
		columnDotsAVX512(p)
	} else {
		columnDotsAVX2(p)
	}
}

func bnInputGradPass(p *channelPass) {
	if active == AVX512 {
		bnInputGradAVX512(p)
	} else {
		bnInputGradAVX2(p)
	}
}
