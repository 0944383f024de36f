//go:build !purego

package asm

var kVecNEON = newKernel("vectorNEON")

//go:noescape
func addNEON(dst, a, b *float32, n int)

//go:noescape
func subNEON(dst, a, b *float32, n int)

//go:noescape
func mulNEON(dst, a, b *float32, n int)

//go:noescape
func reluGradNEON(dst, dy, y *float32, n int)

//go:noescape
func reluNEON(dst, x *float32, n int)

//go:noescape
func scaleNEON(dst, x *float32, alpha float32, n int)

//go:noescape
func axpyNEON(dst, x *float32, alpha float32, n int)

//go:noescape
func sumNEON(lanes *[16]float64, x *float32, n int)

//go:noescape
func dotNEON(lanes *[16]float64, a, b *float32, n int)

//go:noescape
func expNEON(dst, x *float32, n int)

//go:noescape
func sgdNEON(s *sgdPass)

//go:noescape
func adamNEON(s *adamPass)

// vectorLen returns the longest length up to n that the kernels take, 0 at the
// level without, and records that they are about to run.
func vectorLen(n int) int {
	if active != NEON || n < 8 {
		return 0
	}
	kVecNEON.used()
	return n &^ 7
}

func addKernel(dst, a, b *float32, n int)                { addNEON(dst, a, b, n) }
func subKernel(dst, a, b *float32, n int)                { subNEON(dst, a, b, n) }
func mulKernel(dst, a, b *float32, n int)                { mulNEON(dst, a, b, n) }
func reluGradKernel(dst, dy, y *float32, n int)          { reluGradNEON(dst, dy, y, n) }
func reluKernel(dst, x *float32, n int)                  { reluNEON(dst, x, n) }
func scaleKernel(dst, x *float32, alpha float32, n int)  { scaleNEON(dst, x, alpha, n) }
func axpyKernel(dst, x *float32, alpha float32, n int)   { axpyNEON(dst, x, alpha, n) }
func sumKernel(lanes *[16]float64, x *float32, n int)    { sumNEON(lanes, x, n) }
func dotKernel(lanes *[16]float64, a, b *float32, n int) { dotNEON(lanes, a, b, n) }
func expKernel(dst, x *float32, n int)                   { expNEON(dst, x, n) }
func sgdKernel(s *sgdPass)                               { sgdNEON(s) }
func adamKernel(s *adamPass)                             { adamNEON(s) }
