package conv

import "freqlens/asm"

// A winogradForm is one of Winograd's algorithms for 3x3 kernels: F(4x4,3x3) saves
// more multiplications, F(2x2,3x3) has less rounding error and wastes less where an
// image is no multiple of four pixels.
//
// That for stride 2 has a middle weight in common for several of the 81 positions of
// its patches: they are of 36 matrices. Its data gradient has patches of its own.
type winogradForm struct {
	side, out           int // pixels of a patch and of its outputs along an edge
	apart               int // pixels from a patch to the next
	positions, matrices int // of transformed patches, and of transformed weights
	pad                 int // of the data gradient's patches, less the convolution's

	input, kernel, output, gradient, kernelGradient func(*asm.WinogradTile)
}

var (
	winograd4 = &winogradForm{
		side: 6, out: 4, apart: 4, positions: 36, matrices: 36, pad: 2,
		input: (*asm.WinogradTile).Input, kernel: (*asm.WinogradTile).Kernel, output: (*asm.WinogradTile).Output,
		gradient: (*asm.WinogradTile).Gradient, kernelGradient: (*asm.WinogradTile).KernelGradient,
	}
	winograd2 = &winogradForm{
		side: 4, out: 2, apart: 2, positions: 16, matrices: 16, pad: 2,
		input: (*asm.WinogradTile).Input2, kernel: (*asm.WinogradTile).Kernel2, output: (*asm.WinogradTile).Output2,
		gradient: (*asm.WinogradTile).Gradient2, kernelGradient: (*asm.WinogradTile).KernelGradient2,
	}
	winogradS2 = &winogradForm{
		side: 9, out: 4, apart: 8, positions: 81, matrices: 36,
		input: (*asm.WinogradTile).InputS2, kernel: (*asm.WinogradTile).KernelS2, output: (*asm.WinogradTile).OutputS2,
		gradient: (*asm.WinogradTile).GradientS2, kernelGradient: (*asm.WinogradTile).KernelGradientS2,
	}
	winogradS2Back = &winogradForm{
		side: 5, out: 8, apart: 4, positions: 81, matrices: 36, pad: 1,
		input: (*asm.WinogradTile).InputBackS2, kernel: (*asm.WinogradTile).KernelS2, output: (*asm.WinogradTile).OutputBackS2,
	}
)

// formOf is the form of a Winograd algorithm in a direction.
func formOf(algorithm string, dir Direction) *winogradForm {
	switch {
	case algorithm == algoWinograd2:
		return winograd2
	case algorithm == algoWinogradS2 && dir == DirBackwardData:
		return winogradS2Back
	case algorithm == algoWinogradS2:
		return winogradS2
	}
	return winograd4
}

// matrix is the number of the transformed weights that position p is multiplied by.
func (f *winogradForm) matrix(p int) int {
	if f.matrices == f.positions {
		return p
	}
	return min(p/9, 5)*6 + min(p%9, 5)
}

// run returns how many positions from p on have their matrices at equal distances,
// apart of them, and whether they are the first ones of these matrices.
func (f *winogradForm) run(p int) (count, apart int, first bool) {
	half := f.positions / 2
	switch {
	case f.matrices == f.positions && p < half:
		return half - p, 1, true
	case f.matrices == f.positions:
		return f.positions - p, 1, true
	case p%9 < 5:
		return 5 - p%9, 1, p/9 <= 5
	case p%9 == 5:
		return 1, 0, p/9 <= 5
	}
	return 9 - p%9, 0, false
}

// isWinograd reports whether an algorithm is a form of Winograd's.
func isWinograd(algorithm string) bool {
	return algorithm == algoWinograd || algorithm == algoWinograd2 || algorithm == algoWinogradS2
}

func winogradS2Fits(p Params) bool {
	return p.KH == 3 && p.KW == 3 && p.SH == 2 && p.SW == 2 && p.PH == 1 && p.PW == 1 && p.DH == 1 && p.DW == 1 &&
		p.Groups == 1 && min(p.C, p.O) >= winogradChannels &&
		max(p.C, p.O)*p.H*p.W < 1<<28 // offsets in an image are 32-bit numbers of bytes
}

// winogradS2Pays tells whether the form for stride 2 is faster than "indirect". Its
// patches save multiplications, 81 instead of 9 for each output, if they have ten
// outputs or more, and there is assembly for its transforms at two levels.
func winogradS2Pays(p Params) bool {
	oh, ow := p.Out()
	return winogradS2.tiles(oh)*winogradS2.tiles(ow)*10 <= oh*ow && (asm.Active() == asm.AVX512 || asm.Active() == asm.AVX2)
}

// tiles is the number of patches along an image of n output pixels.
func (f *winogradForm) tiles(n int) int { return (n + f.out - 1) / f.out }

// patchOffsets lists, for each patch of an image, where its side x side pixels
// lie, in bytes from the image's first, and -1 for pixels outside. Patches start
// some pixels apart, the first one pad pixels before the image. list is reused.
func patchOffsets(list []int32, tilesY, tilesX, side, apart, padY, padX, h, w, c int) []int32 {
	list = list[:0]
	for i := range tilesY * tilesX {
		y0, x0 := i/tilesX*apart-padY, i%tilesX*apart-padX
		for y := y0; y < y0+side; y++ {
			for x := x0; x < x0+side; x++ {
				if uint(y) < uint(h) && uint(x) < uint(w) {
					list = append(list, int32(4*(y*w+x)*c))
				} else {
					list = append(list, -1)
				}
			}
		}
	}
	return list
}
