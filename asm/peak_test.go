package asm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"freqlens/asm"
	"freqlens/asm/asmtest"
)

func TestFMAPeakLoopCountsItsWork(t *testing.T) {
	asmtest.EachLevel(t, func(t *testing.T) {
		require.Zero(t, asm.FMAPeakLoop(0))
		require.Equal(t, 10*asm.FMAPeakLoop(1), asm.FMAPeakLoop(10))
	})
}

func BenchmarkFMAPeak(b *testing.B) {
	for _, l := range asm.Levels() {
		b.Run(l.String(), func(b *testing.B) {
			defer func(before asm.Level) { _ = asm.SetLevel(before) }(asm.Active())
			require.NoError(b, asm.SetLevel(l))
			flops := 0.0
			for b.Loop() {
				flops += asm.FMAPeakLoop(100_000)
			}
			b.ReportMetric(flops/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
