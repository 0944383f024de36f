package conv

import (
	"fmt"

	"freqlens/asm"
)

// Epilogue is what inference does to each output value while it is still in
// cache: y = y*Scale[o] + Shift[o] + Residual, then ReLU. Nil slices are left out.
type Epilogue struct {
	Scale, Shift []float32 // O values
	Residual     []float32 // as large as the output
	Relu         bool
}

func (e *Epilogue) empty() bool {
	return e.Scale == nil && e.Shift == nil && e.Residual == nil && !e.Relu
}

// epilogue is an Epilogue with nothing left out, and the memory for that.
type epilogue struct {
	Epilogue
	ones, zeros []float32
}

// set prepares e for rows of o channels and returns nil if e does nothing.
func (s *epilogue) set(e Epilogue, o int) *epilogue {
	if e.empty() {
		return nil
	}
	if e.Scale != nil && len(e.Scale) != o || e.Shift != nil && len(e.Shift) != o {
		panic(fmt.Sprintf("conv2d: scale holds %d and shift (or bias) %d values, want %d or none", len(e.Scale), len(e.Shift), o))
	}
	for len(s.ones) < o {
		s.ones, s.zeros = append(s.ones, 1), append(s.zeros, 0)
	}
	if e.Scale == nil {
		e.Scale = s.ones[:o]
	}
	if e.Shift == nil {
		e.Shift = s.zeros[:o]
	}
	s.Epilogue = e
	return s
}

// apply works on rows rows of width values from y[at].
func (s *epilogue) apply(y []float32, at, rows, width int) {
	row := y[at:][:rows*width]
	if s.Residual == nil {
		asm.ScaleShift(row, row, s.Scale, s.Shift, s.Relu)
	} else {
		asm.ScaleShiftAdd(row, row, s.Scale, s.Shift, s.Residual[at:][:rows*width], s.Relu)
	}
}
