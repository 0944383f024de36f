package asm_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// TestCopyRows copies between pages that cannot be touched; what lies between the
// rows must stay.
func TestCopyRows(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(15, 16))
		for rows := 1; rows < 20; rows++ {
			for _, n := range []int{1, 7, 8, 16, 24, 33, 64} {
				dstStep, srcStep := n+rows%3, n+rows%5
				_, dst := asmtest.GuardedFloat32s(t, (rows-1)*dstStep+n)
				_, src := asmtest.GuardedFloat32s(t, (rows-1)*srcStep+n)
				fill(rng, dst)
				fill(rng, src)
				want := append([]float32(nil), dst...)
				for i := range rows {
					copy(want[i*dstStep:][:n], src[i*srcStep:])
				}
				asmtest.NoFault(t, func() { asm.CopyRows(dst, src, dstStep, srcStep, rows, n) })
				require.Equal(t, want, dst, "%d rows of %d", rows, n)
			}
		}
	})
}
