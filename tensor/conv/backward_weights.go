package conv

import (
	"freqlens/asm"
	"freqlens/asm/parallel"
)

// BackwardWeights computes the gradient dw [KH,KW,C/groups,O] of the weights,
// and if dbias is not nil that of the bias [O], from the input x and the
// output's gradient dy.
func BackwardWeights(p Params, dw, dbias, x, dy []float32) {
	mustWork(BackwardWeightsWith(algoAuto, p, dw, dbias, x, dy))
}

// backwardWeightsStrips sums the outer products of the definition.
func backwardWeightsStrips(p Params, dw, x, dy []float32) {
	t := weightTasks.Get()
	t.Params, t.dw, t.x, t.dy = p, dw, x, dy
	t.oh, t.ow = p.Out()
	t.cg, t.og = p.C/p.Groups, p.O/p.Groups
	t.plan()
	clear(dw)
	if t.shards > 1 {
		t.partial = scratch(len(dw) * (t.shards - 1))
		clear(t.partial)
	}
	parallel.Run(t.shards*t.slices, t)
	if t.shards > 1 {
		sumShards(dw, t.partial, t.shards-1)
		free(t.partial)
	}
	t.dw, t.x, t.dy, t.partial = nil, nil, nil, nil
	weightTasks.Put(t)
}

// weightTask is a weight gradient. Its parts are shards of the images times slices of
// the input channels. Shards follow from the shape alone and are summed in order, so that
// the bits do not depend on the threads.
type weightTask struct {
	Params
	dw, x, dy, partial []float32
	oh, ow, cg, og     int
	shards, slices     int
	sliceRows          int // input channels in a slice, all groups counted
	blockImages        int // images in a block of pixels
	blockRows          int // or rows, if an image is larger than a block
	nr                 int
}

var weightTasks parallel.Stash[weightTask]

const (
	wantedParts = 16
	// blockBytes of x and dy stay in the second-level cache while all tiles of
	// a slice pass over them.
	blockBytes = 160 << 10
)

func (t *weightTask) plan() {
	t.nr = asm.OuterColumns()
	// A shard costs a dw of its own: worth it while that is small next to the
	// images that the shard reads.
	images := len(t.x) + len(t.dy)
	t.shards = max(1, min(wantedParts, t.N, images/(4*len(t.dw))))
	// Slices change no bits: there are as few as the cores allow, since each reads
	// all of dy.
	slices := 1
	if workers := parallel.Workers(); workers > 1 {
		slices = min(wantedParts, 4*workers) / t.shards
	}
	t.sliceRows = t.rowsOf(slices)
	t.slices = (t.cg + t.sliceRows - 1) / t.sliceRows
	// The blocks of pixels do, since each block's sums start at 0: they are those of
	// the thinnest slices, whatever the cores.
	rowBytes := 4 * (t.W*t.SH*t.rowsOf(wantedParts/t.shards) + t.ow*t.O)
	t.blockRows = max(1, min(t.oh, blockBytes/rowBytes))
	t.blockImages = max(1, blockBytes/rowBytes/t.oh)
	if t.blockImages > 1 {
		t.blockRows = t.oh
	}
}

// rowsOf returns how many input channels a slice has if there are to be so many slices.
func (t *weightTask) rowsOf(slices int) int {
	slices = max(1, min(slices, t.cg/24))
	rows := (t.cg + slices - 1) / slices
	return (rows + 11) / 12 * 12
}

// stripList is the scratch space of a part.
type stripList struct {
	tile            asm.OuterTile
	aheadX, aheadDY int // from a block of pixels to the next
}

var stripLists parallel.Stash[stripList]

// Part computes one shard of the images for one slice of the input channels.
func (t *weightTask) Part(i int) {
	shard, slice := i/t.slices, i%t.slices
	dw := t.dw
	if shard > 0 {
		dw = t.partial[(shard-1)*len(t.dw):][:len(t.dw)]
	}
	from, to := t.N*shard/t.shards, t.N*(shard+1)/t.shards
	s := stripLists.Get()
	for n := from; n < to; n += t.blockImages {
		for y := 0; y < t.oh; y += t.blockRows {
			for ky := range t.KH {
				for kx := range t.KW {
					t.strips(s, n, min(n+t.blockImages, to), y, min(y+t.blockRows, t.oh), ky, kx)
					if len(s.tile.Strips) == 0 {
						continue
					}
					s.aheadX, s.aheadDY = 0, 0
					if ky == t.KH-1 && kx == t.KW-1 {
						s.aheadX, s.aheadDY = t.nextBlock(y)
					}
					t.tiles(s, dw, ky*t.KW+kx, slice)
				}
			}
		}
	}
	stripLists.Put(s)
}

// nextBlock returns how many values behind the block at output row y the next one
// lies, in x and in dy.
func (t *weightTask) nextBlock(y int) (x, dy int) {
	if t.blockImages > 1 {
		return t.blockImages * t.H * t.W * t.C, t.blockImages * t.oh * t.ow * t.O
	}
	if y+t.blockRows < t.oh {
		return t.blockRows * t.SH * t.W * t.C, t.blockRows * t.ow * t.O
	}
	return (t.H - y*t.SH) * t.W * t.C, (t.oh - y) * t.ow * t.O
}

// strips lists the runs of pixels that kernel position (ky, kx) connects, in
// images n0 to n1 and output rows y0 to y1, with the padding cut off.
func (t *weightTask) strips(s *stripList, n0, n1, y0, y1, ky, kx int) {
	s.tile.Strips = s.tile.Strips[:0]
	dx := kx*t.DW - t.PW // ix = ox*SW + dx must lie in [0, W)
	ox0, ox1 := 0, t.ow
	if dx < 0 {
		ox0 = (-dx + t.SW - 1) / t.SW
	}
	if last := t.W - 1 - dx; last < 0 {
		return
	} else if n := last/t.SW + 1; n < ox1 {
		ox1 = n
	}
	if ox0 >= ox1 {
		return
	}
	for n := n0; n < n1; n++ {
		for oy := y0; oy < y1; oy++ {
			iy := oy*t.SH - t.PH + ky*t.DH
			if iy < 0 || iy >= t.H {
				continue
			}
			next := asm.Strip{
				X:   ((n*t.H+iy)*t.W + ox0*t.SW + dx) * t.C,
				DY:  ((n*t.oh+oy)*t.ow + ox0) * t.O,
				Len: ox1 - ox0,
			}
			if last := len(s.tile.Strips) - 1; last >= 0 {
				if l := &s.tile.Strips[last]; l.X+l.Len*t.SW*t.C == next.X && l.DY+l.Len*t.O == next.DY {
					l.Len += next.Len
					continue
				}
			}
			s.tile.Strips = append(s.tile.Strips, next)
		}
	}
}

// tiles adds the strips' products to all tiles of a kernel position and slice.
func (t *weightTask) tiles(s *stripList, dw []float32, tap, slice int) {
	tile := &s.tile
	tile.StrideX, tile.StrideDY, tile.StrideC = t.SW*t.C, t.O, t.O
	c0 := slice * t.sliceRows
	c1 := min(c0+t.sliceRows, t.cg)
	for g := range t.Groups {
		for o := 0; o < t.og; o += t.nr {
			tile.N = min(t.nr, t.og-o)
			tile.DY = t.dy[g*t.og+o:]
			choices := asm.OuterRows(tile.N)
			for c := c0; c < c1; c += tile.M {
				tile.AheadX, tile.AheadDY = 0, 0
				if o == 0 {
					tile.AheadX = s.aheadX
				}
				if c == c0 {
					tile.AheadDY = s.aheadDY
				}
				tile.M = tileRows(choices, c1-c)
				tile.X = t.x[g*t.cg+c:]
				tile.C = dw[(tap*t.cg+c)*t.O+g*t.og+o:]
				tile.Run()
			}
		}
	}
}

// tileRows picks the height of the next tile so that the rest is used well:
// 16 rows are better served by 8 and 8 than by 12 and 4.
func tileRows(choices []int, rest int) int {
	if len(choices) > 2 && choices[0] == 12 && (rest == 16 || rest == 8) {
		return 8
	}
	for _, m := range choices {
		if m <= rest {
			return m
		}
	}
	return 1
}

// sumShards adds n shards to dw in order, spread over the cores by elements.
func sumShards(dw, shards []float32, n int) {
	s := shardSums.Get()
	*s = shardSum{dw, shards, n}
	parallel.Run((len(dw)+shardChunk-1)/shardChunk, s)
	*s = shardSum{}
	shardSums.Put(s)
}

const shardChunk = 1 << 13

var shardSums parallel.Stash[shardSum]

type shardSum struct {
	dw, partial []float32
	n           int
}

// Part sums one chunk of elements.
func (s *shardSum) Part(i int) {
	at := i * shardChunk
	dst := s.dw[at:min(at+shardChunk, len(s.dw))]
	for shard := range s.n {
		asm.Add(dst, dst, s.partial[shard*len(s.dw)+at:][:len(dst)])
	}
}
