//go:build !purego

package asm

var kChannelsNEON = newKernel("channelPassesNEON")

//go:noescape
func scaleShiftNEON(p *channelPass)

//go:noescape
func columnSumsNEON(p *channelPass)

//go:noescape
func columnSquaresNEON(p *channelPass)

//go:noescape
func columnDotsNEON(p *channelPass)

//go:noescape
func bnInputGradNEON(p *channelPass)

// channelsInAssembly reports whether channel passes run in assembly, and records it.
func channelsInAssembly() bool {
	if active != NEON {
		return false
	}
	kChannelsNEON.used()
	return true
}

func scaleShiftPass(p *channelPass)    { scaleShiftNEON(p) }
func columnSumsPass(p *channelPass)    { columnSumsNEON(p) }
func columnSquaresPass(p *channelPass) { columnSquaresNEON(p) }
func columnDotsPass(p *channelPass)    { columnDotsNEON(p) }
func bnInputGradPass(p *channelPass)   { bnInputGradNEON(p) }
