package imageio_test

import (
	"fmt"
	"testing"

	"freqlens/experiments/imageio"
)

// BenchmarkScale scales colour images: up, a little down, and a photo down.
func BenchmarkScale(b *testing.B) {
	for _, c := range [][2]int{{64, 224}, {256, 224}, {1024, 224}, {40, 32}} {
		b.Run(fmt.Sprintf("%d_%d", c[0], c[1]), func(b *testing.B) {
			src, dst := make([]byte, 3*c[0]*c[0]), make([]byte, 3*c[1]*c[1])
			for b.Loop() {
				imageio.Bilinear.Scale(dst, c[1], c[1], src, c[0], c[0])
			}
		})
	}
}
