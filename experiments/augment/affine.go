package augment

import "math"

// matrix takes an output pixel's centre (x, y) to the source position
// (a x + b y + c, d x + e y + f).
type matrix [6]float64

// nearest takes for each pixel the source pixel it falls into, black outside;
// positions are in 16.16 fixed point, as in PIL.
func (m *canvas) nearest(t matrix) {
	var f [6]int
	for i, v := range [6]float64{t[0], t[1], t[2] + float64(t[0]*0.5) + float64(t[1]*0.5), t[3], t[4], t[5] + float64(t[3]*0.5) + float64(t[4]*0.5)} {
		f[i] = int(math.Floor(float64(v*65536) + 0.5))
	}
	clear(m.spare)
	size := m.h * m.w
	for y := range m.h {
		sx, sy := f[2]+y*f[1], f[5]+y*f[4]
		for x := range m.w {
			if i, j := sy>>16, sx>>16; i >= 0 && i < m.h && j >= 0 && j < m.w {
				for p := range m.c {
					m.spare[p*size+y*m.w+x] = m.pix[p*size+i*m.w+j]
				}
			}
			sx, sy = sx+f[0], sy+f[3]
		}
	}
	m.swap()
}

// bilinear interpolates between the four nearest source pixels and truncates;
// pixels whose position is outside are black.
func (m *canvas) bilinear(t matrix) {
	clear(m.spare)
	size := m.h * m.w
	for y := range m.h {
		for x := range m.w {
			px, py := float64(x)+0.5, float64(y)+0.5
			sx := float64(t[0]*px) + float64(t[1]*py) + t[2]
			sy := float64(t[3]*px) + float64(t[4]*py) + t[5]
			if sx < 0 || sx >= float64(m.w) || sy < 0 || sy >= float64(m.h) {
				continue
			}
			sx, sy = sx-0.5, sy-0.5
			j, i := int(math.Floor(sx)), int(math.Floor(sy))
			dx, dy := sx-float64(j), sy-float64(i)
			j0, j1 := max(j, 0), min(j+1, m.w-1)
			i0, i1 := max(i, 0), min(i+1, m.h-1)
			for p := range m.c {
				plane := m.pix[p*size:]
				top := mix(plane[i0*m.w+j0], plane[i0*m.w+j1], dx)
				bottom := mix(plane[i1*m.w+j0], plane[i1*m.w+j1], dx)
				m.spare[p*size+y*m.w+x] = byte(top + float64((bottom-top)*dy))
			}
		}
	}
	m.swap()
}

func mix(a, b byte, d float64) float64 {
	return float64(a) + float64(float64(int(b)-int(a))*d)
}

// rotation turns by degrees, counterclockwise, around the image's middle.
func (m *canvas) rotation(degrees float64) matrix {
	sin, cos := math.Sincos(-degrees * math.Pi / 180)
	cx, cy := float64(m.w)/2, float64(m.h)/2
	return matrix{cos, sin, cx - float64(cos*cx) - float64(sin*cy), -sin, cos, cy + float64(sin*cx) - float64(cos*cy)}
}

func shearX(s float64) matrix { return matrix{1, s, 0, 0, 1, 0} }
func shearY(s float64) matrix { return matrix{1, 0, 0, s, 1, 0} }

// translate moves the source position: the image moves the other way.
func translate(x, y float64) matrix { return matrix{1, 0, x, 0, 1, y} }
