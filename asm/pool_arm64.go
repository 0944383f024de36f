//go:build !purego

package asm

var kPoolNEON = newKernel("maxPoolNEON")

//go:noescape
func maxRowsNEON(p *poolPass)

//go:noescape
func maxRowsGradNEON(p *poolPass)

func maxRows(dst, src []float32, n, c, step int, fresh bool) {
	if active != NEON {
		maxRowsGeneric(dst, src, n, c, step, fresh)
		return
	}
	kPoolNEON.used()
	p := poolPass{dst: &dst[0], src: &src[0], n: n, c: c, step: step, fresh: fresh}
	maxRowsNEON(&p)
}

func maxRowsGrad(dx, x, y, dy []float32, taken []uint32, n, c, step int) {
	if active != NEON {
		maxRowsGradGeneric(dx, x, y, dy, taken, n, c, step)
		return
	}
	kPoolNEON.used()
	p := poolPass{dst: &dx[0], src: &x[0], y: &y[0], dy: &dy[0], taken: &taken[0], n: n, c: c, step: step}
	maxRowsGradNEON(&p)
}
