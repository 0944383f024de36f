package dataset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/dataset"
)

// BenchmarkLoadFolder reports JPEG files of 64x64 read per second, as they are and
// scaled to 224x224.
func BenchmarkLoadFolder(b *testing.B) {
	dir := os.Getenv("FREQLENS_DATA")
	if dir == "" {
		b.Skip("FREQLENS_DATA is not set")
	}
	for _, size := range []int{64, 224} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			images := 0
			for b.Loop() {
				s, err := dataset.LoadFolder(filepath.Join(dir, "tin10_64.zip"), "val", size)
				require.NoError(b, err)
				images += s.Len()
			}
			b.ReportMetric(float64(images)/b.Elapsed().Seconds(), "images/s")
		})
	}
}
