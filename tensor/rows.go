package tensor

import (
	"slices"

	"freqlens/asm"
	"freqlens/asm/parallel"
)

const (
	// ShortRows is how many rows are summed in float32 before the sum goes to float64: a
	// handful of roundings, not thousands, stand between the result and the truth.
	ShortRows = 128
	// rowShards is the largest number of parts that a sum of rows is computed in. They
	// follow from the shape alone, so that the bits do not depend on the cores.
	rowShards = 64
)

// SumRows sets dst to the sum of the rows of x, which are as long as dst. This is the
// gradient of a bias.
func SumRows(dst, x []float32) {
	c := len(dst)
	if c == 0 {
		return
	}
	short := (len(x)/c + ShortRows - 1) / ShortRows // sums in float32
	s := rowSums.Get()
	s.x, s.c = x, c
	s.rows = ShortRows * max(1, (short+rowShards-1)/rowShards)
	shards := (len(x)/c + s.rows - 1) / s.rows
	s.partial = slices.Grow(s.partial[:0], shards*c)[:shards*c]
	parallel.Run(shards, s)
	for i := range dst {
		sum := 0.0
		for at := i; at < len(s.partial); at += c {
			sum += s.partial[at]
		}
		dst[i] = float32(sum)
	}
	s.x = nil
	rowSums.Put(s)
}

// rowSum is a sum of rows in shards of so many rows each.
type rowSum struct {
	x       []float32
	c, rows int
	partial []float64 // the sums of each shard
}

var (
	rowSums   parallel.Stash[rowSum]
	shortSums parallel.Stash[[]float32]
)

// Part sums one shard.
func (s *rowSum) Part(i int) {
	sum := s.partial[i*s.c:][:s.c]
	clear(sum)
	buffer := shortSums.Get()
	*buffer = slices.Grow((*buffer)[:0], s.c)[:s.c]
	short := *buffer
	rest := s.x[i*s.rows*s.c : min((i+1)*s.rows*s.c, len(s.x))]
	for len(rest) > 0 {
		n := min(ShortRows*s.c, len(rest))
		clear(short)
		asm.ColumnSums(short, rest[:n])
		for k, v := range short {
			sum[k] += float64(v)
		}
		rest = rest[n:]
	}
	shortSums.Put(buffer)
}
