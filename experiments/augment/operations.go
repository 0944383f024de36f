package augment

// The operations of PIL's ImageOps and ImageEnhance that AutoAugment, AugMix and
// APR choose from, with PIL's integer arithmetic.

// through replaces every pixel of a plane by what a table says.
func through(plane []byte, table *[256]byte) {
	for i, v := range plane {
		plane[i] = table[v]
	}
}

// each applies a function of the value to all pixels.
func (m *canvas) each(f func(v int) int) {
	var table [256]byte
	for v := range table {
		table[v] = clip(f(v))
	}
	through(m.pix, &table)
}

func clip(v int) byte { return byte(min(max(v, 0), 255)) }

func histogram(plane []byte) (h [256]int) {
	for _, v := range plane {
		h[v]++
	}
	return h
}

// autoContrast stretches each channel's range to 0..255.
func (m *canvas) autoContrast() {
	for p := range m.c {
		plane := m.plane(p)
		lo, hi := byte(255), byte(0)
		for _, v := range plane {
			lo, hi = min(lo, v), max(hi, v)
		}
		if hi <= lo {
			continue
		}
		scale := 255 / float64(hi-lo)
		offset := -float64(lo) * scale
		var table [256]byte
		for v := range table {
			table[v] = clip(int(float64(float64(v)*scale) + offset))
		}
		through(plane, &table)
	}
}

// equalize makes each channel's histogram as flat as one table can.
func (m *canvas) equalize() {
	for p := range m.c {
		plane := m.plane(p)
		h := histogram(plane)
		last := 0
		for v, n := range h {
			if n > 0 {
				last = v
			}
		}
		every := (len(plane) - h[last]) / 255
		if every == 0 {
			continue
		}
		var table [256]byte
		n := every / 2
		for v := range table {
			table[v] = clip(n / every)
			n += h[v]
		}
		through(plane, &table)
	}
}

// posterize keeps the upper bits.
func (m *canvas) posterize(bits int) {
	mask := ^(1<<(8-bits) - 1)
	m.each(func(v int) int { return v & mask })
}

// solarize inverts what is at or above a threshold.
func (m *canvas) solarize(threshold float64) {
	m.each(func(v int) int {
		if float64(v) < threshold {
			return v
		}
		return 255 - v
	})
}

func (m *canvas) invert() { m.each(func(v int) int { return 255 - v }) }

// blend moves from degenerate towards v, or beyond it, in single precision.
func blend(degenerate, v byte, factor float32) byte {
	x := float32(degenerate) + float32(factor*float32(int(v)-int(degenerate)))
	return byte(min(max(x, 0), 255))
}

// brightness blends with black.
func (m *canvas) brightness(factor float64) {
	var table [256]byte
	for v := range table {
		table[v] = blend(0, byte(v), float32(factor))
	}
	through(m.pix, &table)
}

// contrast blends with the mean grey.
func (m *canvas) contrast(factor float64) {
	sum := 0
	for i := range m.h * m.w {
		sum += int(m.grey(i))
	}
	mean := byte(float64(sum)/float64(m.h*m.w) + 0.5)
	var table [256]byte
	for v := range table {
		table[v] = blend(mean, byte(v), float32(factor))
	}
	through(m.pix, &table)
}

// saturation blends with the grey image.
func (m *canvas) saturation(factor float64) {
	if m.c != 3 {
		return
	}
	size := m.h * m.w
	for i := range size {
		g := m.grey(i)
		for p := range 3 {
			m.pix[p*size+i] = blend(g, m.pix[p*size+i], float32(factor))
		}
	}
}

// grey is the brightness of pixel i: ITU-R 601-2.
func (m *canvas) grey(i int) byte {
	if m.c != 3 {
		return m.pix[i]
	}
	size := m.h * m.w
	return byte((19595*int(m.pix[i]) + 38470*int(m.pix[size+i]) + 7471*int(m.pix[2*size+i]) + 1<<15) >> 16)
}

// sharpness blends with the image smoothed by a 3x3 kernel of ones around a
// five; the border is not smoothed.
func (m *canvas) sharpness(factor float64) {
	copy(m.spare, m.pix)
	for p := range m.c {
		for y := 1; y < m.h-1; y++ {
			at := (p*m.h + y) * m.w
			above, row, below := m.pix[at-m.w:][:m.w], m.pix[at:][:m.w], m.pix[at+m.w:][:m.w]
			for x := 1; x < m.w-1; x++ {
				sum := 4 * int(row[x])
				for k := x - 1; k <= x+1; k++ {
					sum += int(above[k]) + int(row[k]) + int(below[k])
				}
				m.spare[at+x] = blend(byte((2*sum+13)/26), row[x], float32(factor))
			}
		}
	}
	m.swap()
}
