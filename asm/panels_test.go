package asm_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

// panelsCase compares sums of outer products of panels with their definition; the
// slices end (or start) at guard pages, and what lies between the rows of C must stay.
func panelsCase(t *testing.T, rng *rand.Rand, positions, length, m, n int, set, atEnd bool) {
	t.Helper()
	_, nr := asm.MulTileShape()
	pick := func(size int) []float32 {
		x, end := asmtest.GuardedFloat32s(t, size)
		if atEnd {
			x = end
		}
		fill(rng, x)
		return x
	}
	panel := length*nr + m%3
	panelsX, panelsDY := (m-1)/nr+1, (n-1)/nr+1
	o := asm.OuterPanels{
		PanelX: panel, PanelDY: panel, StepX: panelsX * panel, StepDY: panelsDY*panel + 1, StrideC: n + length%3, Positions: positions, Len: length, M: m, N: n, Set: set,
	}
	o.StepC = m*o.StrideC + n%2
	o.X = pick((positions-1)*o.StepX + max((panelsX-1)*panel+(length-1)*nr+(m-1)%nr+1, (panelsX-2)*panel+length*nr))
	o.DY = pick((positions-1)*o.StepDY + (panelsDY-1)*panel + length*nr)
	o.C = pick((positions-1)*o.StepC + (m-1)*o.StrideC + n)
	want, bound := make([]float64, len(o.C)), make([]float64, len(o.C))
	for i, v := range o.C {
		want[i] = float64(v)
	}
	for q := range positions {
		for i := range m {
			for j := range n {
				at := q*o.StepC + i*o.StrideC + j
				if set {
					want[at] = 0
				}
				size := math.Abs(want[at])
				for p := range length {
					x := float64(o.X[q*o.StepX+i/nr*panel+p*nr+i%nr]) * float64(o.DY[q*o.StepDY+j/nr*panel+p*nr+j%nr])
					want[at] += x
					size += math.Abs(x)
				}
				bound[at] = 1.2e-7 * float64(length+1) * size
			}
		}
	}
	asmtest.NoFault(t, o.Run)
	for i, got := range o.C {
		require.InDelta(t, want[i], float64(got), bound[i], "positions=%d length=%d m=%d n=%d set=%v place %d", positions, length, m, n, set, i)
	}
}

func TestOuterPanels(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(13, 14))
		for i := 1; i <= 70; i++ {
			panelsCase(t, rng, 1+i%2, 1+i%5, i, 1+(7*i)%70, i%2 == 0, i%3 == 0)
			panelsCase(t, rng, 1+i%3, 1+i%4, 1+(5*i)%33, i, i%2 == 1, i%3 == 1)
		}
	})
}

func FuzzOuterPanels(f *testing.F) {
	f.Add(uint64(1), 1, 1, 1, 1, false)
	f.Add(uint64(2), 3, 9, 64, 32, true)
	f.Add(uint64(3), 36, 24, 33, 17, false)
	f.Fuzz(func(t *testing.T, seed uint64, positions, length, m, n int, set bool) {
		panelsCase(t, rand.New(rand.NewPCG(seed, 0)), 1+abs(positions)%36, 1+abs(length)%30, 1+abs(m)%70, 1+abs(n)%70, set, seed%2 == 0)
	})
}
