package corrupt_test

import (
	"fmt"

	"freqlens/experiments/corrupt"
	"freqlens/tensor"
)

func ExampleImage() {
	src := []byte{10, 20, 200, 210} // grey, 2 x 2
	dst := make([]byte, 4)
	corrupt.Image(dst, src, 1, 2, 2, "contrast", 4, tensor.NewRand(1))
	fmt.Println(dst) // 0.3 of the distance from the mean of 110
	// Output: [80 83 137 140]
}

func ExampleErrors_MCE() {
	alexNet := corrupt.Errors{Clean: 0.2, By: map[string][5]float64{"fog": {0.3, 0.4, 0.5, 0.6, 0.7}}}
	ours := corrupt.Errors{Clean: 0.1, By: map[string][5]float64{"fog": {0.1, 0.2, 0.25, 0.3, 0.4}}}
	mce, relative, err := ours.MCE(alexNet)
	fmt.Printf("%.3f %.3f %.3f %v\n", ours.MeanError(), mce, relative, err)
	// Output: 0.250 0.500 0.500 <nil>
}
