//go:build !purego

package asm

var (
	kWindowsAVX512 = newKernel("mulWindows12x32AVX512")
	kWindowsAVX2   = newKernel("mulWindows6x16AVX2")
)

// The mulWindows functions compute the first lines of the product, each by
// tiles[i] tiles of the height i.

//go:noescape
func mulWindowsAVX512(t *MulWindows, lines int)

//go:noescape
func mulWindowsAVX2(t *MulWindows, lines int)

func mulWindows(t *MulWindows) {
	switch active {
	case AVX512:
		kWindowsAVX512.used()
		mulWindowsBy(t, mulWindowsAVX512, 12, 8, 4, 1)
	case AVX2:
		kWindowsAVX2.used()
		mulWindowsBy(t, mulWindowsAVX2, 6, 4, 1)
	default:
		mulWindowsTiles(t)
	}
}

// mulWindowsBy covers a line with tiles of the highest kind, then of the lower ones:
// 32 pixels are two tiles of 12 and one of 8.
func mulWindowsBy(t *MulWindows, run func(t *MulWindows, lines int), heights ...int) {
	_, nr := MulTileShape()
	t.offsets = t.offsets[:0]
	for _, tap := range t.Taps {
		for p := range t.K {
			t.offsets = append(t.offsets, int32(4*(tap+p)))
		}
	}
	t.tiles[0] = highTiles(t.Pixels, heights[0], heights[1])
	left := t.Pixels - t.tiles[0]*heights[0]
	for i, height := range heights[1:] {
		t.tiles[i+1] = left / height
		left %= height
	}
	work := len(t.offsets) * t.Pixels * ((t.N + nr - 1) / nr)
	a, c := t.A, t.C
	for line := 0; line < t.Lines; {
		t.A, t.C = a[line*t.LineA:], c[line*t.LineC:]
		n := min(t.Lines-line, max(1, rowsPerCall/work))
		run(t, n)
		line += n
	}
	t.A, t.C = a, c
}

// highTiles is how many tiles of high pixels to cover pixels with: two low tiles are
// better than a high one and a short rest.
func highTiles(pixels, high, low int) int {
	tiles := pixels / high
	for tiles > 0 && (pixels-tiles*high)%low != 0 && pixels-(tiles-1)*high <= 2*low {
		tiles--
	}
	return tiles
}
