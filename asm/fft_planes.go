package asm

// FFTSplit sets re[i], im[i] = src[2i], src[2i+1].
func FFTSplit(re, im, src []float32) {
	n := len(re)
	im, src = im[:n], src[:2*n]
	done := fftSplit(re, im, src)
	fftSplitGeneric(re[done:], im[done:], src[2*done:])
}

// FFTMerge sets dst[2i], dst[2i+1] = re[i], im[i].
func FFTMerge(dst, re, im []float32) {
	n := len(re)
	im, dst = im[:n], dst[:2*n]
	done := fftMerge(dst, re, im)
	fftMergeGeneric(dst[2*done:], re[done:], im[done:])
}

// FFTRotate multiplies re[i] + i im[i] by c[i] + i s[i].
func FFTRotate(re, im, c, s []float32) {
	n := len(re)
	im, c, s = im[:n], c[:n], s[:n]
	done := fftRotate(re, im, c, s)
	fftRotateGeneric(re[done:], im[done:], c[done:], s[done:])
}

func fftSplitGeneric(re, im, src []float32) {
	for i := range re {
		re[i], im[i] = src[2*i], src[2*i+1]
	}
}

func fftMergeGeneric(dst, re, im []float32) {
	for i := range re {
		dst[2*i], dst[2*i+1] = re[i], im[i]
	}
}

func fftRotateGeneric(re, im, c, s []float32) {
	for i := range re {
		re[i], im[i] = turned(re[i], im[i], c[i], s[i])
	}
}
