package conv

import (
	"freqlens/asm/parallel"
)

// Where the transformed gradient of the weights is small, a part of the weight
// gradient is a shard of the patches, from the transforms to the weights. It takes
// as many patches at a time as leave it in its core's second-level cache: the
// transforms write two and a quarter times what they read, and all patches at once
// would go through the third level twice.

const (
	shardSumBytes = 320 << 10 // of the transformed gradient
	shardBytes    = 560 << 10 // of that and the patches transformed at a time
	shardPatches  = 64        // a shard should have as many patches
)

// bySharding reports whether the patches are split into shards. The number of
// shards follows from the shape alone; they are summed in order.
func (t *weightsWinograd) bySharding() bool {
	return t.sumBytes() <= shardSumBytes && t.tiles > 2*shardPatches
}

func (t *weightsWinograd) sumBytes() int { return 4 * t.form.positions * t.C * t.O }

func (t *weightsWinograd) runShards() {
	t.shards = min(wantedParts, (t.tiles+shardPatches-1)/shardPatches)
	t.block = (shardBytes - t.sumBytes()) / (4 * t.form.positions * (t.C + t.O)) / 4 * 4
	t.partial = scratch(len(t.dw) * (t.shards - 1))
	t.step = oneShard
	parallel.Run(t.shards, t)
	sumShards(t.dw, t.partial, t.shards-1)
	free(t.partial)
}

// shard computes the gradient of the weights from one shard of the patches.
func (t *weightsWinograd) shard(w *weightSpace, i int) {
	s := weightsWinograds.Get()
	in, out := s.in, s.out
	*s = *t
	if i > 0 {
		s.dw = t.partial[(i-1)*len(t.dw):][:len(t.dw)]
	}
	step := gridStep(s.C * s.O)
	du := scratch(s.form.positions * step)
	clear(du)
	s.grid, s.gradient = scratch(s.form.positions*gridStep(s.block*s.C)), scratch(s.form.positions*gridStep(s.block*s.O))
	to := t.tiles * (i + 1) / t.shards
	for s.first = t.tiles * i / t.shards; s.first < to; s.first += s.block {
		s.last = min(s.first+s.block, to)
		s.patches(w, s.first, s.last)
		for p := range s.form.positions {
			s.multiply(w, du[p*step:], p, 0, s.C)
		}
	}
	s.weights(w, du, step, 0, s.C)
	free(s.grid)
	free(s.gradient)
	free(du)
	*s = weightsWinograd{in: in, out: out}
	weightsWinograds.Put(s)
}
