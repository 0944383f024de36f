//go:build !purego

package asm

var (
	kVecAVX512 = newKernel("vectorAVX512")
	kVecAVX2   = newKernel("vectorAVX2")
)

//go:noescape
func addAVX512(dst, a, b *float32, n int)

//go:noescape
func addAVX2(dst, a, b *float32, n int)

//go:noescape
func subAVX512(dst, a, b *float32, n int)

//go:noescape
func subAVX2(dst, a, b *float32, n int)

//go:noescape
func mulAVX512(dst, a, b *float32, n int)

//go:noescape
func mulAVX2(dst, a, b *float32, n int)

//go:noescape
func reluGradAVX512(dst, dy, y *float32, n int)

//go:noescape
func reluGradAVX2(dst, dy, y *float32, n int)

//go:noescape
func reluAVX512(dst, x *float32, n int)

//go:noescape
func reluAVX2(dst, x *float32, n int)

//go:noescape
func scaleAVX512(dst, x *float32, alpha float32, n int)

//go:noescape
func scaleAVX2(dst, x *float32, alpha float32, n int)

//go:noescape
func axpyAVX512(dst, x *float32, alpha float32, n int)

//go:noescape
func axpyAVX2(dst, x *float32, alpha float32, n int)

//go:noescape
func sumAVX512(lanes *[16]float64, x *float32, n int)

//go:noescape
func sumAVX2(lanes *[16]float64, x *float32, n int)

//go:noescape
func dotAVX512(lanes *[16]float64, a, b *float32, n int)

//go:noescape
func dotAVX2(lanes *[16]float64, a, b *float32, n int)

//go:noescape
func expAVX512(dst, x *float32, n int)

//go:noescape
func expAVX2(dst, x *float32, n int)

//go:noescape
func sgdAVX512(s *sgdPass)

//go:noescape
func sgdAVX2(s *sgdPass)

//go:noescape
func adamAVX512(s *adamPass)

//go:noescape
func adamAVX2(s *adamPass)

// vectorLen returns the longest length up to n that fills whole registers, 0 at
// the level without, and records which kernels are about to run.
func vectorLen(n int) int {
	switch {
	case active == AVX512 && n >= 16:
		kVecAVX512.used()
		return n &^ 15
	case active == AVX2 && n >= 8:
		kVecAVX2.used()
		return n &^ 7
	}
	return 0
}

func addKernel(dst, a, b *float32, n int) {
	if active == AVX512 {
		addAVX512(dst, a, b, n)
	} else {
		addAVX2(dst, a, b, n)
	}
}

func subKernel(dst, a, b *float32, n int) {
	if active == AVX512 {
		subAVX512(dst, a, b, n)
	} else {
		subAVX2(dst, a, b, n)
	}
}

func mulKernel(dst, a, b *float32, n int) {
	if active == AVX512 {
		mulAVX512(dst, a, b, n)
	} else {
		mulAVX2(dst, a, b, n)
	}
}

func reluGradKernel(dst, dy, y *float32, n int) {
	if active == AVX512 {
		reluGradAVX512(dst, dy, y, n)
	} else {
		reluGradAVX2(dst, dy, y, n)
	}
}

func reluKernel(dst, x *float32, n int) {
	if active == AVX512 {
		reluAVX512(dst, x, n)
	} else {
		reluAVX2(dst, x, n)
	}
}

func scaleKernel(dst, x *float32, alpha float32, n int) {
	if active == AVX512 {
		scaleAVX512(dst, x, alpha, n)
	} else {
		scaleAVX2(dst, x, alpha, n)
	}
}

func axpyKernel(dst, x *float32, alpha float32, n int) {
	if active == AVX512 {
		axpyAVX512(dst, x, alpha, n)
	} else {
		axpyAVX2(dst, x, alpha, n)
	}
}

func sumKernel(lanes *[16]float64, x *float32, n int) {
	if active == AVX512 {
		sumAVX512(lanes, x, n)
	} else {
		sumAVX2(lanes, x, n)
	}
}

func dotKernel(lanes *[16]float64, a, b *float32, n int) {
	if active == AVX512 {
		dotAVX512(lanes, a, b, n)
	} else {
		dotAVX2(lanes, a, b, n)
	}
}

func expKernel(dst, x *float32, n int) {
	if active == AVX512 {
		expAVX512(dst, x, n)
	} else {
		expAVX2(dst, x, n)
	}
}

func sgdKernel(s *sgdPass) {
	if active == AVX512 {
		sgdAVX512(s)
	} else {
		sgdAVX2(s)
	}
}

func adamKernel(s *adamPass) {
	if active == AVX512 {
		adamAVX512(s)
	} else {
		adamAVX2(s)
	}
}
