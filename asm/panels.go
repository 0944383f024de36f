package asm

// OuterPanels describes sums of outer products at a number of positions, which is
// what the gradient of transformed weights is. Both sides lie in panels: Len rows
// of NR values, those of [MulTileShape], one row behind the other.
//
//	for q := range Positions {
//		for i := range M {
//			for j := range N {
//				var sum float32 // of what is there already, unless Set
//				for p := range Len {
//					x := X[q*StepX+i/NR*PanelX+p*NR+i%NR]
//					sum += x * DY[q*StepDY+j/NR*PanelDY+p*NR+j%NR]
//				}
//				C[q*StepC+i*StrideC+j] = sum
//			}
//		}
//	}
type OuterPanels struct {
	X, DY, C             []float32
	PanelX, PanelDY      int
	StepX, StepDY, StepC int
	Positions, Len       int
	M, N, StrideC        int
	Set                  bool
	// Fetch is what will be read after this and is brought into the cache meanwhile,
	// a cache line for each row of a tile. Run leaves what it has not come to.
	Fetch []float32

	fetch     uintptr // may lie outside of everything
	stepFetch int
	outer     OuterTile
}

// Run computes the sums.
func (t *OuterPanels) Run() {
	_, nr := MulTileShape()
	// The last panel of X is read as far as there are rows, the others whole.
	x := max((t.M-1)/nr*t.PanelX+(t.Len-1)*nr+(t.M-1)%nr+1, ((t.M-1)/nr-1)*t.PanelX+t.Len*nr)
	dy := (t.N-1)/nr*t.PanelDY + t.Len*nr
	if min(t.Positions, t.Len, t.M, t.N) < 1 || min(t.StepX, t.StepDY, t.StepC, t.PanelX, t.PanelDY) < 0 || t.StrideC < t.N ||
		len(t.X) < (t.Positions-1)*t.StepX+x || len(t.DY) < (t.Positions-1)*t.StepDY+dy ||
		len(t.C) < (t.Positions-1)*t.StepC+(t.M-1)*t.StrideC+t.N {
		panic("asm: OuterPanels: slices shorter than the sizes say")
	}
	outerPanels(t)
}

// outerPanelsTiles computes the sums by [OuterTile].
func outerPanelsTiles(t *OuterPanels) {
	_, nr := MulTileShape()
	o := &t.outer
	o.Strips = append(o.Strips[:0], Strip{Len: t.Len})
	o.StrideX, o.StrideDY, o.StrideC = nr, nr, t.StrideC
	for q := range t.Positions {
		for j := 0; j < t.N; j += nr {
			o.N, o.DY = min(nr, t.N-j), t.DY[q*t.StepDY+j/nr*t.PanelDY:]
			for i := 0; i < t.M; i += o.M {
				for _, o.M = range OuterRows(o.N) {
					if o.M <= min(t.M-i, nr-i%nr) {
						break
					}
				}
				o.X, o.C = t.X[q*t.StepX+i/nr*t.PanelX+i%nr:], t.C[q*t.StepC+i*t.StrideC+j:]
				if t.Set {
					for row := range o.M {
						clear(o.C[row*t.StrideC:][:o.N])
					}
				}
				o.Run()
			}
		}
	}
	o.X, o.DY, o.C = nil, nil, nil
}
