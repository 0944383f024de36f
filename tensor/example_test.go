package tensor_test

import (
	"fmt"

	"freqlens/tensor"
)

// The first of the README's six steps: an array with a shape.
func ExampleTensor() {
	image := tensor.From([]float32{0, 1, 2, 3, 4, 5}, 2, 3) // two rows of three pixels
	fmt.Println(image.Shape(), image.At(1, 2))
	turned := tensor.New(3, 2)
	tensor.Transpose(turned, image, 1, 0)
	fmt.Println(turned.Shape(), turned.Data())
	// Output:
	// [2 3] 5
	// [3 2] [0 3 1 4 2 5]
}
