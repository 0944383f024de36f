package dataset_test

import (
	"fmt"

	"freqlens/experiments/dataset"
)

// Two of four test images are training images too: whatever is measured on them says
// nothing.
func ExampleFindDuplicates() {
	train := &dataset.Set{Name: "train", Classes: []string{"dark", "light"}, C: 1, H: 1, W: 2,
		Pixels: []byte{0, 1, 2, 3, 250, 251}, Labels: []int{0, 0, 1}}
	test := &dataset.Set{Name: "test", Classes: train.Classes, C: 1, H: 1, W: 2,
		Pixels: []byte{250, 251, 0, 1, 9, 9, 240, 241}, Labels: []int{1, 0, 0, 1}}
	fmt.Printf("%+v\n", dataset.FindDuplicates(train, test))
	// Output:
	// {Within:0 Across:2 Labels:0 Example:test image 0 (light) equals train image 2 (light)}
}
