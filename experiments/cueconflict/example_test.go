package cueconflict_test

import (
	"context"
	"fmt"

	"freqlens/experiments/cueconflict"
	"freqlens/experiments/dataset"
	"freqlens/experiments/ood"
	"freqlens/experiments/train"
)

// Stimuli are dark on one side and light on the other: one side is the "shape", the
// other the "texture". A network that has learned the left side goes by shape.
func Example() {
	classes := []string{"cat", "dog"}
	image := func(left, right byte) []byte {
		pixels := make([]byte, 3*16*16)
		for i := range pixels {
			if pixels[i] = left; i%16 >= 8 {
				pixels[i] = right
			}
		}
		return pixels
	}
	set := &dataset.Set{Name: "train", Classes: classes, C: 3, H: 16, W: 16}
	for i := range 64 { // the right side says nothing about the class
		set.Pixels = append(set.Pixels, image(byte(40+160*(i%2)), byte(40+160*(i/2%2)))...)
		set.Labels = append(set.Labels, i%2)
	}
	net, _ := train.New("cnn3", 0.25, set, 1)
	c, _ := train.Preset("plain")
	c.Iterations, c.LR, c.Batch = 40, 0.01, 32
	if err := train.Run(context.Background(), net, set, nil, c, train.Hooks{}); err != nil {
		panic(err)
	}
	stimuli := &cueconflict.Stimuli{Texture: []string{"dog", "cat"}, Conflict: &dataset.Set{Name: "conflict", Classes: classes, C: 3, H: 16, W: 16,
		Pixels: append(image(40, 200), image(200, 40)...), Labels: []int{0, 1}}}
	m, err := ood.Same(classes, classes)
	if err != nil {
		panic(err)
	}
	r, err := cueconflict.Run(context.Background(), net, stimuli, m, false)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d conflicts: %d by shape, %d by texture\n", r.Conflict, r.Shape, r.Texture)
	// Output:
	// 2 conflicts: 2 by shape, 0 by texture
}
