package imageio

import "image"

// fromYCbCr converts as libjpeg does: colour planes of half the resolution are
// enlarged with a triangle filter, others by repetition, and the colours follow
// from JFIF's equations in 16-bit fixed point.
func fromYCbCr(m *RGB, img *image.YCbCr) {
	across, down := ratio(img.SubsampleRatio)
	ch, cw := (m.H+down-1)/down, (m.W+across-1)/across
	up := newEnlarger(across, down, ch, cw)
	cb, cr := make([]byte, cw*across), make([]byte, cw*across)
	for y := range m.H {
		up.row(cb, img.Cb, img.CStride, y)
		up.row(cr, img.Cr, img.CStride, y)
		luma := img.Y[y*img.YStride:]
		for x := range m.W {
			r, g, b := colour(int(luma[x]), int(cb[x])-128, int(cr[x])-128)
			m.set(y*m.W+x, r, g, b)
		}
	}
}

// ratio returns how many pixels share a colour sample across and down.
func ratio(r image.YCbCrSubsampleRatio) (across, down int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// colour applies JFIF's equations; cb and cr are centred on 0.
func colour(y, cb, cr int) (r, g, b byte) {
	const half = 1 << 15
	return clip(y + (91881*cr+half)>>16), clip(y + (-22554*cb-46802*cr+half)>>16), clip(y + (116130*cb+half)>>16)
}

func clip(v int) byte { return byte(min(max(v, 0), 255)) }

// enlarger brings rows of a colour plane of h x w samples to the image's width.
type enlarger struct {
	across, down, h, w int
	sums               []int // 3 x the nearer row + the farther one
}

func newEnlarger(across, down, h, w int) *enlarger {
	return &enlarger{across, down, h, w, make([]int, w)}
}

// row fills dst, of w*across bytes, with row y of the image.
func (e *enlarger) row(dst, plane []byte, stride, y int) {
	near := plane[y/e.down*stride:][:e.w]
	smooth := e.across == 1 || e.w > 2 // libjpeg's own rule
	switch {
	case e.down == 2 && e.across <= 2 && smooth:
		other := y/2 + 1
		if y%2 == 0 {
			other = y/2 - 1
		}
		far := plane[min(max(other, 0), e.h-1)*stride:][:e.w]
		for x := range e.sums {
			e.sums[x] = 3*int(near[x]) + int(far[x])
		}
		if e.across == 1 {
			for x, s := range e.sums {
				dst[x] = byte((s + 1 + y%2) >> 2)
			}
			return
		}
		triangle(dst, e.sums, 4, 8, 7)
	case e.down == 1 && e.across == 2 && smooth:
		for x := range e.sums {
			e.sums[x] = int(near[x])
		}
		triangle(dst, e.sums, 2, 1, 2)
	default:
		for x := range dst {
			dst[x] = near[x/e.across]
		}
	}
}

// triangle doubles a row: every output is 3/4 of the nearer and 1/4 of the
// farther sum, divided by 2^shift; left and right are added before rounding,
// alternately, so that the rounding favours no direction.
func triangle(dst []byte, sums []int, shift uint, left, right int) {
	last := len(sums) - 1
	for x, s := range sums {
		before, after := sums[max(x-1, 0)], sums[min(x+1, last)]
		dst[2*x] = byte((3*s + before + left) >> shift)
		dst[2*x+1] = byte((3*s + after + right) >> shift)
	}
}
