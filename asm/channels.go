package asm

// The functions of this file work on rows of channels, as a channels-last image
// is: row r is one pixel, x[r*c:][:c] with c = len(scale), and every channel has
// its own parameter. They are the passes of batch normalisation.

// ScaleShift sets dst = x*scale + shift per channel, then takes max(., 0) if relu.
func ScaleShift(dst, x, scale, shift []float32, relu bool) {
	scaleShift(dst, x, scale, shift, nil, relu)
}

// ScaleShiftAdd sets dst = x*scale + shift + res per channel, then takes
// max(., 0) if relu.
func ScaleShiftAdd(dst, x, scale, shift, res []float32, relu bool) {
	scaleShift(dst, x, scale, shift, res[:len(dst)], relu)
}

func scaleShiftGeneric(dst, x, scale, shift, res []float32, relu bool) {
	c := len(scale)
	shift = shift[:c]
	for at := 0; at < len(dst); at += c {
		d, s := dst[at:][:c], x[at:][:c]
		if res == nil {
			for i, v := range s {
				d[i] = float32(v*scale[i]) + shift[i]
			}
		} else {
			r := res[at:][:c]
			for i, v := range s {
				d[i] = float32(v*scale[i]) + shift[i] + r[i]
			}
		}
		if relu {
			for i, v := range d {
				d[i] = max(v, 0)
			}
		}
	}
}

// ColumnSums adds the rows of x to sum.
func ColumnSums(sum, x []float32) { columnSums(sum, x) }

func columnSumsGeneric(sum, x []float32) {
	c := len(sum)
	for at := 0; at < len(x); at += c {
		for i, v := range x[at:][:c] {
			sum[i] += v
		}
	}
}

// ColumnSquares adds the rows of (x-mean)^2 to sum.
func ColumnSquares(sum, x, mean []float32) { columnSquares(sum, x, mean) }

func columnSquaresGeneric(sum, x, mean []float32) {
	c := len(sum)
	mean = mean[:c]
	for at := 0; at < len(x); at += c {
		for i, v := range x[at:][:c] {
			d := v - mean[i]
			sum[i] += float32(d * d)
		}
	}
}

// ColumnMoments sets mean and m2 to the mean and the sum of squared deviations
// of each channel of x. Blocks small enough for the first-level cache make the
// two passes one trip through memory; [MergeMoments] joins their results.
func ColumnMoments(mean, m2, x []float32) {
	c := len(mean)
	rows := float32(len(x) / c)
	clear(mean)
	columnSums(mean, x)
	for i := range mean {
		mean[i] /= rows
	}
	clear(m2)
	columnSquares(m2, x, mean)
}

// MergeMoments merges the moments of n2 further rows into those of n rows
// (Chan, Golub and LeVeque 1983).
func MergeMoments[T float32 | float64](mean, m2 []float64, n float64, mean2, m22 []T, n2 float64) {
	total := n + n2
	for i := range mean {
		delta := float64(mean2[i]) - mean[i]
		mean[i] += delta * n2 / total
		m2[i] += float64(m22[i]) + delta*delta*n*n2/total
	}
}

// ColumnDots adds per channel the sum of dy to s1 and of dy*(x-mean) to s2.
func ColumnDots(s1, s2, dy, x, mean []float32) { columnDots(s1, s2, dy, x, mean, nil, nil, nil) }

// ColumnDotsBehind is [ColumnDots] for the gradient of max(x*scale + shift, 0): dy
// counts only where x*scale + shift > 0, with the rounding of [ScaleShift].
func ColumnDotsBehind(s1, s2, dy, x, mean, scale, shift []float32) {
	columnDots(s1, s2, dy, x, mean, scale, shift, nil)
}

// ColumnDotsCut is [ColumnDots] for the gradient of a ReLU with result y: it first
// sets dy to zero where y is not positive.
func ColumnDotsCut(s1, s2, dy, x, mean, y []float32) {
	columnDots(s1, s2, dy, x, mean, nil, nil, y[:len(dy)])
}

func columnDotsGeneric(s1, s2, dy, x, mean, scale, shift, y []float32) {
	c := len(s1)
	s2, mean = s2[:c], mean[:c]
	for at := 0; at < len(dy); at += c {
		d, v := dy[at:][:c], x[at:][:c]
		for i, g := range d {
			if y != nil && !(y[at+i] > 0) {
				g, d[i] = 0, 0
			}
			if scale != nil && !(float32(v[i]*scale[i])+shift[i] > 0) {
				g = 0
			}
			s1[i] += g
			s2[i] += float32(g * (v[i] - mean[i]))
		}
	}
}

// BNInputGrad sets dx = a*dy + b*x + d per channel. dx may be dy or x.
func BNInputGrad(dx, dy, x, a, b, d []float32) { bnInputGrad(dx, dy, x, a, b, d, nil) }

// BNInputGradBehind is [BNInputGrad] for the gradient of max(x*a + shift, 0): dy
// counts only where x*a + shift > 0, with the rounding of [ScaleShift].
func BNInputGradBehind(dx, dy, x, a, b, d, shift []float32) {
	bnInputGrad(dx, dy, x, a, b, d, shift[:len(a)])
}

func bnInputGradGeneric(dx, dy, x, a, b, d, shift []float32) {
	c := len(a)
	b, d = b[:c], d[:c]
	for at := 0; at < len(dx); at += c {
		out, g, v := dx[at:][:c], dy[at:][:c], x[at:][:c]
		for i := range out {
			gi := g[i]
			if shift != nil && !(float32(v[i]*a[i])+shift[i] > 0) {
				gi = 0
			}
			out[i] = float32(a[i]*gi) + float32(b[i]*v[i]) + d[i]
		}
	}
}
