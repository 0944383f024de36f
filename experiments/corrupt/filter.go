package corrupt

import "math"

// border takes a position outside 0..n-1 to one inside.
type border func(i, n int) int

// repeated takes the nearest pixel.
func repeated(i, n int) int { return min(max(i, 0), n-1) }

// mirrored reflects at the outer edge of the border pixel: c b a | a b c.
func mirrored(i, n int) int {
	i = ((i % (2 * n)) + 2*n) % (2 * n)
	if i >= n {
		i = 2*n - 1 - i
	}
	return i
}

// reflected reflects at the middle of the border pixel: c b | a b c.
func reflected(i, n int) int {
	if n == 1 {
		return 0
	}
	period := 2*n - 2
	i = ((i % period) + period) % period
	if i >= n {
		i = period - i
	}
	return i
}

// gaussian blurs planes of h x w with a Gaussian of a standard deviation of sigma
// pixels, cut off at truncate sigmas, as SciPy's gaussian_filter does.
func gaussian(planes []float32, h, w int, sigma, truncate float64, edge border) {
	if sigma <= 1e-15 {
		return
	}
	reach := int(truncate*sigma + 0.5)
	kernel := make([]float32, 2*reach+1)
	sum := 0.0
	for i := range kernel {
		x := float64(i-reach) / sigma
		sum += math.Exp(-x * x / 2)
	}
	for i := range kernel {
		x := float64(i-reach) / sigma
		kernel[i] = float32(math.Exp(-x*x/2) / sum)
	}
	for at := 0; at < len(planes); at += h * w {
		plane := planes[at:][:h*w]
		along(plane, h, w, w, 1, kernel, edge) // columns
		along(plane, w, h, 1, w, kernel, edge) // rows
	}
}

// along convolves the lines of a plane with a symmetric kernel: n values that are
// step apart, in lines that are next apart.
func along(plane []float32, n, lines, step, next int, kernel []float32, edge border) {
	reach := len(kernel) / 2
	line := make([]float32, n+2*reach)
	for l := range lines {
		at := l * next
		for i := range line {
			line[i] = plane[at+edge(i-reach, n)*step]
		}
		for i := range n {
			sum := float32(0)
			for k, weight := range kernel {
				sum += float32(weight * line[i+k])
			}
			plane[at+i*step] = sum
		}
	}
}

// tap is one weight of a two-dimensional kernel.
type tap struct {
	dy, dx int
	weight float32
}

// filter returns every pixel's weighted sum of its neighbours.
func (p *picture) filter(taps []tap, edge border) *picture {
	out := newPicture(p.c, p.h, p.w)
	columns := make([]int, p.w)
	for _, t := range taps {
		for x := range columns {
			columns[x] = edge(x+t.dx, p.w)
		}
		for c := range p.c {
			for y := range p.h {
				from := p.plane(c)[edge(y+t.dy, p.h)*p.w:][:p.w]
				to := out.plane(c)[y*p.w:][:p.w]
				for x, sx := range columns {
					to[x] += float32(t.weight * from[sx])
				}
			}
		}
	}
	return out
}

// at interpolates a plane linearly between the four pixels around (y, x).
func at(plane []float32, h, w int, y, x float64, edge border) float32 {
	i, j := int(math.Floor(y)), int(math.Floor(x))
	fy, fx := float32(y-float64(i)), float32(x-float64(j))
	i0, i1, j0, j1 := edge(i, h), edge(i+1, h), edge(j, w), edge(j+1, w)
	top := plane[i0*w+j0] + float32(fx*(plane[i0*w+j1]-plane[i0*w+j0]))
	bottom := plane[i1*w+j0] + float32(fx*(plane[i1*w+j1]-plane[i1*w+j0]))
	return top + float32(fy*(bottom-top))
}

// zoomed enlarges the middle of the picture by a factor and cuts it to the
// picture's size: SciPy's zoom of order 1, which puts the outermost pixels onto
// the outermost pixels.
func (p *picture) zoomed(factor float64) *picture {
	ch, cw := int(math.Ceil(float64(p.h)/factor)), int(math.Ceil(float64(p.w)/factor))
	top, left := (p.h-ch)/2, (p.w-cw)/2
	oh, ow := int(math.RoundToEven(float64(ch)*factor)), int(math.RoundToEven(float64(cw)*factor))
	trimY, trimX := (oh-p.h)/2, (ow-p.w)/2
	rows, columns := stretch(p.h, top, ch, oh, trimY), stretch(p.w, left, cw, ow, trimX)
	out := newPicture(p.c, p.h, p.w)
	for c := range p.c {
		plane, to := p.plane(c), out.plane(c)
		for y, r := range rows {
			upper, lower := plane[r.first*p.w:][:p.w], plane[r.second*p.w:][:p.w]
			for x, k := range columns {
				above := upper[k.first] + float32(k.part*(upper[k.second]-upper[k.first]))
				below := lower[k.first] + float32(k.part*(lower[k.second]-lower[k.first]))
				to[y*p.w+x] = above + float32(r.part*(below-above))
			}
		}
	}
	return out
}

// between is a position between two pixels: part of the way to the second.
type between struct {
	first, second int
	part          float32
}

// stretch returns the positions in an axis of n pixels when n pixels, from trim
// on, are cut out of the size pixels that part pixels from begin on are scaled to.
func stretch(n, begin, part, size, trim int) []between {
	all := make([]between, n)
	for i := range all {
		at := float64(begin) + spread(i+trim, part, size)
		k := int(at)
		all[i] = between{k, min(k+1, n-1), float32(at - float64(k))}
	}
	return all
}

// spread is the position among n pixels of pixel i of size.
func spread(i, n, size int) float64 {
	if size < 2 {
		return 0
	}
	return float64(i) * float64(n-1) / float64(size-1)
}
