package augment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/experiments/augment"
	"freqlens/tensor"
)

// BenchmarkPresets reports images per second of one core.
func BenchmarkPresets(b *testing.B) {
	for _, size := range []int{32, 64, 224} {
		s := setOf(size, size, ramp(size, size), ramp(size, size))
		for _, name := range augment.Presets() {
			a, err := augment.Preset(name)
			require.NoError(b, err)
			dst := make([]byte, len(s.Image(0)))
			b.Run(name+"/"+map[int]string{32: "32", 64: "64", 224: "224"}[size], func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					a(dst, s, i%2, tensor.NewRand(1, uint64(i)))
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
			})
		}
	}
}
