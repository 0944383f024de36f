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

// highTiles is how many tiles of high rows (pixels) to cover n of them with: two low
// tiles are better than a high one and a short rest.
func highTiles(n, high, low int) int {
	tiles := n / high
	for tiles > 0 && (n-tiles*high)%low != 0 && n-(tiles-1)*high <= 2*low {
		tiles--
	}
	return tiles
}

var (
	kOuterWindowsAVX512 = newKernel("outerWindows12x32AVX512")
	kOuterWindowsAVX2   = newKernel("outerWindows6x16AVX2")
)

// The outerWindows functions compute a tile: height values of a window, which lie
// offsets bytes behind its start, by n columns from column on. The sums of the
// first rows of them are added to c.

//go:noescape
func outerWindowsAVX512(t *OuterWindows, offsets *int32, c *float32, height, rows, column, n int)

//go:noescape
func outerWindowsAVX2(t *OuterWindows, offsets *int32, c *float32, height, rows, column, n int)

var (
	outerHeightsAVX512 = []int{12, 9, 8, 4}
	outerHeightsAVX2   = []int{6, 4}
)

func outerWindows(t *OuterWindows) {
	switch active {
	case AVX512:
		kOuterWindowsAVX512.used()
		outerWindowsBy(t, outerWindowsAVX512, outerHeightsAVX512)
	case AVX2:
		kOuterWindowsAVX2.used()
		outerWindowsBy(t, outerWindowsAVX2, outerHeightsAVX2)
	default:
		outerWindowsTiles(t)
	}
}

func outerWindowsBy(t *OuterWindows, run func(t *OuterWindows, offsets *int32, c *float32, height, rows, column, n int), heights []int) {
	rows, nr := len(t.Taps)*t.K, OuterColumns()
	t.offsets = t.offsets[:0]
	for _, tap := range t.Taps {
		for p := range t.K {
			t.offsets = append(t.offsets, int32(4*(tap+p)))
		}
	}
	for range heights[0] {
		t.offsets = append(t.offsets, t.offsets[rows-1])
	}
	for j := 0; j < t.N; j += nr {
		n := min(nr, t.N-j)
		fit := heights
		if active == AVX2 && n < nr {
			fit = heights[1:]
		}
		for row := 0; row < rows; {
			height := coverHeight(rows-row, fit)
			run(t, &t.offsets[row], &t.C[row*t.StrideC+j], height, min(height, rows-row), j, n)
			row += height
		}
	}
}

// coverHeight picks the next tile for the rows that are left so that few are
// computed in vain: 9 rows are a tile of 9, 16 are two of 8, 27 are three of 9.
func coverHeight(rows int, heights []int) int {
	best, waste := heights[0], (heights[0]-rows%heights[0])%heights[0]
	for _, h := range heights[1:] {
		for n := h; n <= min(3*h, (rows+h-1)/h*h); n += h {
			left := max(0, rows-n)
			if w := n - rows + left + (heights[0]-left%heights[0])%heights[0]; w < waste {
				best, waste = h, w
			}
		}
	}
	return best
}
