package imageio

import "math"

// Filter weighs the source pixels that an output pixel averages, by their
// distance in pixels of the coarser of the two images.
type Filter struct {
	reach  float64
	weight func(x float64) float64
}

var (
	// Bilinear is a triangle. When an image gets smaller the triangle gets wider,
	// so that nothing is aliased.
	Bilinear = Filter{1, func(x float64) float64 { return max(0, 1-math.Abs(x)) }}
	// Box averages all source pixels with equal weight.
	Box = Filter{0.5, func(x float64) float64 {
		if x > -0.5 && x <= 0.5 {
			return 1
		}
		return 0
	}}
)

// bits are the binary places of weights, as PIL has them: a sum of weighted
// bytes just fits 32 bits.
const bits = 22

// span holds the weights of one output position: source positions from, from+1, ...
type span struct {
	from    int
	weights []int32
}

// spans returns the weights of all positions of an axis scaled from n to size.
// The operations and their order are PIL's, so that roundings are.
func (f Filter) spans(n, size int) []span {
	scale := float64(n) / float64(size)
	stretch := max(scale, 1)
	reach := f.reach * stretch
	most := int(math.Ceil(reach))*2 + 1
	all := make([]span, size)
	store := make([]int32, 0, size*most)
	raw := make([]float64, most)
	for i := range all {
		centre := float64((float64(i) + 0.5) * scale)
		from, to := max(0, int(centre-reach+0.5)), min(n, int(centre+reach+0.5))
		raw, sum := raw[:to-from], 0.0
		for k := range raw {
			raw[k] = f.weight((float64(k+from) - centre + 0.5) * (1 / stretch))
			sum += raw[k]
		}
		start := len(store)
		for _, w := range raw {
			if sum != 0 {
				w /= sum
			}
			store = append(store, int32(0.5+float64(w*(1<<bits))))
		}
		all[i] = span{from, store[start:len(store):len(store)]}
	}
	return all
}

// Scale scales planes of h x w bytes to planes of dh x dw bytes: first the rows,
// then the columns, rounding to bytes in between, as PIL's resize does.
func (f Filter) Scale(dst []byte, dh, dw int, src []byte, h, w int) {
	planes := len(src) / (h * w)
	if w != dw {
		wide := dst
		if h != dh {
			wide = make([]byte, planes*h*dw)
		}
		scaleRows(wide, src, f.spans(w, dw), planes*h, w)
		src = wide
	}
	if h == dh {
		if w == dw {
			copy(dst, src)
		}
		return
	}
	columns := f.spans(h, dh)
	sums := make([]int32, dw)
	for p := range planes {
		scaleColumns(dst[p*dh*dw:][:dh*dw], src[p*h*dw:][:h*dw], columns, dw, sums)
	}
}

// scaleRows scales four rows at a time, which share the look-up of the weights.
func scaleRows(dst, src []byte, spans []span, rows, w int) {
	const half = 1 << (bits - 1)
	n := len(spans)
	y := 0
	for ; y+4 <= rows; y += 4 {
		a, b, c, d := src[y*w:][:w], src[(y+1)*w:][:w], src[(y+2)*w:][:w], src[(y+3)*w:][:w]
		to := dst[y*n:][:4*n]
		for x, s := range spans {
			sa, sb, sc, sd := int32(half), int32(half), int32(half), int32(half)
			pa, pb, pc, pd := a[s.from:], b[s.from:], c[s.from:], d[s.from:]
			pa, pb, pc, pd = pa[:len(s.weights)], pb[:len(s.weights)], pc[:len(s.weights)], pd[:len(s.weights)]
			for k, weight := range s.weights {
				sa += weight * int32(pa[k])
				sb += weight * int32(pb[k])
				sc += weight * int32(pc[k])
				sd += weight * int32(pd[k])
			}
			to[x], to[n+x], to[2*n+x], to[3*n+x] = scaled(sa), scaled(sb), scaled(sc), scaled(sd)
		}
	}
	for ; y < rows; y++ {
		from, to := src[y*w:][:w], dst[y*n:][:n]
		for x, s := range spans {
			sum := int32(half)
			for k, weight := range s.weights {
				sum += weight * int32(from[s.from+k])
			}
			to[x] = scaled(sum)
		}
	}
}

// scaled takes the binary places off a sum. Weights are not negative and add up
// to one, so that the sum is in range but for their rounding.
func scaled(sum int32) byte { return byte(min(sum>>bits, 255)) }

// scaleColumns adds two source rows at a time.
func scaleColumns(dst, src []byte, spans []span, w int, sums []int32) {
	for y, s := range spans {
		for x := range sums {
			sums[x] = 1 << (bits - 1)
		}
		k := 0
		for ; k+2 <= len(s.weights); k += 2 {
			wa, wb := s.weights[k], s.weights[k+1]
			a, b := src[(s.from+k)*w:][:len(sums)], src[(s.from+k+1)*w:][:len(sums)]
			for x := range sums {
				sums[x] += wa*int32(a[x]) + wb*int32(b[x])
			}
		}
		if k < len(s.weights) {
			weight := s.weights[k]
			for x, v := range src[(s.from+k)*w:][:len(sums)] {
				sums[x] += weight * int32(v)
			}
		}
		row := dst[y*w:][:len(sums)]
		for x, v := range sums {
			row[x] = scaled(v)
		}
	}
}

// Resize returns the image scaled to h x w; the image itself if it has that size.
func (m *RGB) Resize(h, w int, f Filter) *RGB {
	if m.H == h && m.W == w {
		return m
	}
	out := New(h, w)
	f.Scale(out.Planes, h, w, m.Planes, m.H, m.W)
	return out
}
