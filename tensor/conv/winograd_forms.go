package conv

import "freqlens/asm"

// A winogradForm is one of Winograd's algorithms for 3x3 kernels: F(4x4,3x3) saves
// more multiplications, F(2x2,3x3) has less rounding error and wastes less where an
// image is no multiple of four pixels.
type winogradForm struct {
	side, out, positions int // pixels of a patch and of its outputs along an edge; side*side

	input, kernel, output, gradient, kernelGradient func(*asm.WinogradTile)
}

var (
	winograd4 = &winogradForm{
		side: 6, out: 4, positions: 36,
		input: (*asm.WinogradTile).Input, kernel: (*asm.WinogradTile).Kernel, output: (*asm.WinogradTile).Output,
		gradient: (*asm.WinogradTile).Gradient, kernelGradient: (*asm.WinogradTile).KernelGradient,
	}
	winograd2 = &winogradForm{
		side: 4, out: 2, positions: 16,
		input: (*asm.WinogradTile).Input2, kernel: (*asm.WinogradTile).Kernel2, output: (*asm.WinogradTile).Output2,
		gradient: (*asm.WinogradTile).Gradient2, kernelGradient: (*asm.WinogradTile).KernelGradient2,
	}
)

// formOf is the form of a Winograd algorithm.
func formOf(algorithm string) *winogradForm {
	if algorithm == algoWinograd2 {
		return winograd2
	}
	return winograd4
}

// tiles is the number of patches along an image of n output pixels.
func (f *winogradForm) tiles(n int) int { return (n + f.out - 1) / f.out }

// offsets lists, for each patch of an image, where its side x side pixels
// lie, in bytes from the image's first, and -1 for pixels outside. Patches start
// as far apart as they have outputs, pad pixels before the image. list is reused.
func (f *winogradForm) offsets(list []int32, tilesY, tilesX, side, padY, padX, h, w, c int) []int32 {
	list = list[:0]
	for i := range tilesY * tilesX {
		y0, x0 := i/tilesX*f.out-padY, i%tilesX*f.out-padX
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
