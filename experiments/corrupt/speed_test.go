package corrupt

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkCorruptions reports images per second at severity 3.
func BenchmarkCorruptions(b *testing.B) {
	for _, size := range []int{32, 64, 224} {
		s := natural(4, 3, size, size)
		for _, name := range Names() {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					_, err := Set(s, name, 3, uint64(i))
					require.NoError(b, err)
				}
				b.ReportMetric(float64(b.N*s.Len())/b.Elapsed().Seconds(), "images/s")
			})
		}
	}
}
