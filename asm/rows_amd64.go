//go:build !purego

package asm

import "unsafe"

var (
	kRowsAVX512   = newKernel("mulRows12x32AVX512")
	kRowsAVX2     = newKernel("mulRows6x16AVX2")
	kLocateAVX512 = newKernel("locateAVX512")
	kLocateAVX2   = newKernel("locateAVX2")
)

// The mulRows functions compute a number of tiles of rows rows each, one below
// the other, from row first on. Rows is one of 12, 8, 4, 1 (AVX-512) or 6, 4, 1
// (AVX2). A tile of the most rows copies the rows of B if it is told where to; if
// not, it and the next lower one fetch a cache line at each step.

//go:noescape
func mulRowsAVX512(t *MulRows, first, tiles, rows int)

//go:noescape
func mulRowsAVX2(t *MulRows, first, tiles, rows int)

//go:noescape
func locateAVX512(points **float32, base *float32, offsets *int32, outside *float32, n int)

//go:noescape
func locateAVX2(points **float32, base *float32, offsets *int32, outside *float32, n int)

func mulRows(t *MulRows) {
	switch active {
	case AVX512:
		kRowsAVX512.used()
		mulRowsBy(t, mulRowsAVX512, 12, 8)
	case AVX2:
		kRowsAVX2.used()
		mulRowsBy(t, mulRowsAVX2, 6, 4)
	default:
		mulRowsGeneric(t)
	}
}

// mulRowsBy covers the rows with tiles of high rows, then of low, then of 4 and
// single ones: 64 rows are 4 tiles of 12 and 2 of 8.
func mulRowsBy(t *MulRows, run func(t *MulRows, first, tiles, rows int), high, low int) {
	_, nr := MulTileShape()
	tiles := highTiles(t.Rows, high, low)
	t.b, t.stepB = unsafe.Pointer(&t.B[0]), 4*nr
	t.stream = 0
	if t.Stream && !t.Accumulate && t.N == nr && t.StrideC%line == 0 && uintptr(unsafe.Pointer(&t.C[0]))%(4*line) == 0 {
		t.stream = 1
	}
	row := 0
	if t.StrideB > 0 {
		t.stepB = 4 * t.StrideB
		if tiles > 0 {
			t.pack = unsafe.Pointer(&t.Panel[0])
			t.setFetch(0)
			run(t, row, 1, high)
			t.b, t.stepB, t.pack = t.pack, 4*nr, nil
			row, tiles = high, tiles-1
		}
	}
	fetching := 0
	if len(t.Fetch.At) > 0 {
		fetching = t.Fetch.Tiles
	}
	for _, step := range [...]struct{ rows, tiles int }{{high, tiles}, {low, t.Rows}, {4, t.Rows}, {1, t.Rows}} {
		left := min(step.tiles, (t.Rows-row)/step.rows)
		for left > 0 {
			n := min(left, max(1, rowsPerCall/(t.K*step.rows)))
			if fetching > 0 {
				n = min(n, fetching)
			}
			t.setFetch(fetching)
			run(t, row, n, step.rows)
			row, left, fetching = row+n*step.rows, left-n, fetching-n
		}
	}
	t.b = nil
}

// line is the number of values in a cache line.
const line = 16

// setFetch points at what is fetched with left tiles to go, or at what is in the
// cache.
func (t *MulRows) setFetch(left int) {
	if left <= 0 {
		t.fetch, t.stepFetch, t.nextFetch = uintptr(t.b), 0, 0
		return
	}
	f := &t.Fetch
	t.fetch = uintptr(unsafe.Pointer(&f.At[0])) + uintptr(4*(f.Tiles-left)*f.Next)
	t.stepFetch, t.nextFetch = 4*f.Step, 4*f.Next
}

// rowsPerCall is how many values of A a call takes at most: assembly cannot be
// preempted, and this many times 32 columns are less than 100 microseconds.
const rowsPerCall = 1 << 17

func locate(points []*float32, base *float32, offsets []int32, outside *float32) {
	switch active {
	case AVX512:
		kLocateAVX512.used()
		locateAVX512(&points[0], base, &offsets[0], outside, len(offsets))
	case AVX2:
		kLocateAVX2.used()
		locateAVX2(&points[0], base, &offsets[0], outside, len(offsets))
	default:
		locateGeneric(points, base, offsets, outside)
	}
}
