//go:build !purego

package asm

var (
	kPoolAVX512 = newKernel("maxPoolAVX512")
	kPoolAVX2   = newKernel("maxPoolAVX2")
)

//go:noescape
func maxRowsAVX512(p *poolPass)

//go:noescape
func maxRowsAVX2(p *poolPass)

//go:noescape
func maxRowsGradAVX512(p *poolPass)

//go:noescape
func maxRowsGradAVX2(p *poolPass)

func maxRows(dst, src []float32, n, c, step int, fresh bool) {
	p := poolPass{dst: &dst[0], src: &src[0], n: n, c: c, step: step, fresh: fresh}
	switch active {
	case AVX512:
		kPoolAVX512.used()
		maxRowsAVX512(&p)
	case AVX2:
		kPoolAVX2.used()
		maxRowsAVX2(&p)
	default:
		maxRowsGeneric(dst, src, n, c, step, fresh)
	}
}

func maxRowsGrad(dx, x, y, dy []float32, taken []uint32, n, c, step int) {
	p := poolPass{dst: &dx[0], src: &x[0], y: &y[0], dy: &dy[0], taken: &taken[0], n: n, c: c, step: step}
	switch active {
	case AVX512:
		kPoolAVX512.used()
		maxRowsGradAVX512(&p)
	case AVX2:
		kPoolAVX2.used()
		maxRowsGradAVX2(&p)
	default:
		maxRowsGradGeneric(dx, x, y, dy, taken, n, c, step)
	}
}
