package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
)

// The transforms of images only wait for memory, the products never do. So products
// fetch what the transforms after them will touch: the pixels of the outputs that are
// written next, and those of the patches that this goroutine will probably take after
// that.

// fetching is what some products shall fetch.
type fetching struct {
	regions [2][]float32
	wait    int // as many products do not fetch yet: it should not be driven out again
	tiles   int // of a product, that fetch
}

// plan prepares the products of part i, the patches from first to last.
func (t *winograd) plan(f *fetching, i, first, last int) {
	tall, _ := asm.MulTileShape()
	*f = fetching{tiles: (last - first) / tall}
	if f.tiles == 0 {
		return
	}
	if next := (i + parallel.Workers()) * t.block; next < t.tiles {
		f.regions[0] = imageLines(t.src, t.srcH, t.srcW*t.c, t.tilesY, t.tilesX, t.form.side, t.form.apart, t.padY, next, min(next+t.block, t.tiles))
	}
	f.regions[1] = imageLines(t.dst, t.dstH, t.dstW*t.o, t.tilesY, t.tilesX, t.form.out, t.form.out, 0, first, last)
	f.wait = t.form.positions * ((t.o + t.nr - 1) / t.nr)
	for _, r := range f.regions {
		f.wait -= (len(r) + 16*f.tiles*t.c - 1) / (16 * f.tiles * t.c)
	}
}

// imageLines returns the lines of images of h lines that hold the patches from first
// to last, of side x side pixels, as patchOffsets places them.
func imageLines(images []float32, h, line, tilesY, tilesX, side, apart, pad, first, last int) []float32 {
	place := func(patch, row int) int {
		at := patch % (tilesY * tilesX)
		return (patch/(tilesY*tilesX)*h + max(0, min(h, at/tilesX*apart-pad+row))) * line
	}
	return images[place(first, 0):place(last-1, side)]
}

// next returns what the next product with k steps fetches, a cache line a step.
func (f *fetching) next(k int) asm.Fetch {
	if f.wait > 0 {
		f.wait--
		return asm.Fetch{}
	}
	for i, r := range f.regions {
		if len(r) > 0 {
			f.regions[i] = r[min(len(r), 16*f.tiles*k):]
			return asm.Fetch{At: r, Step: 16, Next: 16 * k, Tiles: f.tiles}
		}
	}
	return asm.Fetch{}
}
