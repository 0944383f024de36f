package autograd_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm/asmtest"
	. "freqlens/autograd"
	"freqlens/tensor"
)

// TestFourierAgainstDefinition compares the transform of odd and even planes
// with the sum that defines it, and goes back.
func TestFourierAgainstDefinition(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		for _, s := range [][2]int{{4, 6}, {5, 3}, {8, 8}, {1, 7}} {
			h, w := s[0], s[1]
			x, rng := tensor.New(2, h, w), tensor.NewRand(3)
			for i := range x.Data() {
				x.Data()[i] = rng.Normal()
			}
			tape := NewTape()
			y := RFFT2(tape.Input(x))
			require.Equal(t, []int{2, h, w/2 + 1, 2}, y.Shape())
			for plane := range 2 {
				for u := range h {
					for v := range w/2 + 1 {
						var want complex128
						for i := range h {
							for j := range w {
								phase := 2 * math.Pi * (float64(u*i)/float64(h) + float64(v*j)/float64(w))
								want += complex(float64(x.At(plane, i, j)), 0) * cmplx.Exp(complex(0, -phase))
							}
						}
						got := complex(float64(y.Value().At(plane, u, v, 0)), float64(y.Value().At(plane, u, v, 1)))
						require.InDelta(t, 0, cmplx.Abs(got-want), 1e-5, "%dx%d bin (%d,%d)", h, w, u, v)
					}
				}
			}
			back := IRFFT2(y, w)
			require.InDeltaSlice(t, x.Data(), back.Value().Data(), 1e-6)
		}
	})
}

func TestFourierRefusesOtherShapes(t *testing.T) {
	tape := NewTape()
	require.PanicsWithValue(t, "irfft2: want half spectra [...,H,4,2] for planes of width 6, got [2 3 2]",
		func() { IRFFT2(tape.Input(tensor.New(2, 3, 2)), 6) })
	require.Panics(t, func() { RFFT2(tape.Input(tensor.New(3))) })
}

// The second of the README's six steps: what a gradient is.
func ExampleTape_Backward() {
	tape := NewTape()
	x := tape.Watch(tensor.From([]float32{1, 2, 3}, 3))
	loss := Sum(Mul(x, x), 0) // x·x, whose gradient is 2x
	fmt.Println(loss.Value().Data()[0])
	tape.Backward(loss)
	fmt.Println(x.Grad().Data())
	// Output:
	// 14
	// [2 4 6]
}
